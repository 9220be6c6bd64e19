import type { FunctionName } from '../core/event/wiring.ts'
import { isAccountId, type Manifest, type ManifestPolicy } from '../core/manifest.ts'
import { ownerTagKey } from '../core/policy/ownership.ts'
import { allPolicyTypes, type PolicyType, policyTypes } from '../core/policy/type.ts'
import type { Arns } from './arns.ts'
import { allow, type Statement } from './statement.ts'

// Which actions, resources and condition keys there are: Service Authorization Reference, "Actions, resources, and condition
// keys for AWS Organizations", read 2026-11-22.

/**
 * What a function may write in AWS Organizations: what the manifest can ask of it, on this organization's ARNs. Each type of
 * policy by itself, so that an RCP gets nowhere because an SCP does.
 */
export const writesOf = (name: FunctionName, manifest: Manifest, arns: Arns): Statement[] =>
  allPolicyTypes.flatMap((type) => [...adds(name, type, manifest, arns), ...removes(name, type, manifest, arns)])

function adds(name: FunctionName, type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const { short, fullAccess } = policyTypes[type]
  const { policies, targets, awsPolicy, ofType } = createNames(type, manifest, arns)
  const wanted = manifest.policies.filter((policy) => policy.type === type && policy.state === 'present')
  const kinds = kindsOf(wanted, name)
  const attach = (sid: string, resources: string[]) => allow(sid, 'organizations:AttachPolicy', resources, ofType)
  const made = [
    allow(`Make${short}s`, ['organizations:CreatePolicy', 'organizations:UpdatePolicy'], policies, ofType),
    // That it is a policy of this type stands in the ARN. No tag but ours is set.
    allow(`Tag${short}s`, 'organizations:TagResource', policies, {
      'ForAllValues:StringEquals': { 'aws:TagKeys': [ownerTagKey] },
    }),
    attach(`Attach${short}s`, [policies, ...targets(kinds)]),
  ]
  // Whatever concerns a whole type is a sweep's work.
  const isEnabled = name === 'sweep' && wanted.length > 0
  const isRestored =
    type === 'SERVICE_CONTROL_POLICY' && manifest.fullAwsAccess === 'restore' && name !== 'account-enrolment'
  return [
    ...(kinds.length > 0 ? made : []),
    ...(isEnabled ? [allow(`Enable${short}s`, 'organizations:EnablePolicyType', targets(['root']), ofType)] : []),
    ...(isRestored ? [attach(`Attach${fullAccess.name}`, [awsPolicy(fullAccess.id), ...targets(everyKind)])] : []),
  ]
}

/** Removals that a review allowed are the sweep's after a deployment; whoever restores may have to make room. */
function removes(name: FunctionName, type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const { short } = policyTypes[type]
  const { policies, targets, ofType } = createNames(type, manifest, arns)
  const ours = manifest.policies.filter((policy) => policy.type === type)
  const evicting = ours.filter(({ evict, mode, state }) => evict && mode === 'enforce' && state === 'present')
  const room = kindsOf(evicting, name)
  const isDeleted = name === 'sweep' && ours.some(({ state }) => state === 'absent')
  const isDetached = isDeleted || (name === 'sweep' && ours.some(({ prune }) => prune))
  const detach = (sid: string, kinds: TargetKind[]) =>
    allow(`${sid}${short}s`, 'organizations:DetachPolicy', [policies, ...targets(kinds)], ofType)
  return [
    ...(room.length > 0 ? [detach('Evict', room)] : []),
    // Where the manifest no longer names it: of what kind such a target is, nobody knows before.
    ...(isDetached ? [detach('Detach', everyKind)] : []),
    ...(isDeleted ? [allow(`Delete${short}s`, 'organizations:DeletePolicy', policies, ofType)] : []),
  ]
}

/** Whatever else may ever be attached to the role: what no manifest, or not this one, asks for stays refused. */
export function never(writes: Statement[]): Statement {
  const allowed = writes.flatMap(({ Action }) => Action)
  const refused = [...policyWrites.filter((action) => !allowed.includes(action)), ...nobodys]
  return { Sid: 'Never', Effect: 'Deny', Action: refused, Resource: '*' }
}

const policyWrites = [
  'organizations:AttachPolicy',
  'organizations:CreatePolicy',
  'organizations:DeletePolicy',
  'organizations:DetachPolicy',
  'organizations:EnablePolicyType',
  'organizations:TagResource',
  'organizations:UpdatePolicy',
]

/** holdfast moves no account, changes no OU, and takes no organization apart. */
const nobodys = [
  'organizations:CloseAccount',
  'organizations:CreateOrganizationalUnit',
  'organizations:DeleteOrganization',
  'organizations:DeleteOrganizationalUnit',
  'organizations:DeleteResourcePolicy',
  'organizations:DisablePolicyType',
  'organizations:LeaveOrganization',
  'organizations:MoveAccount',
  'organizations:PutResourcePolicy',
  'organizations:RemoveAccountFromOrganization',
  'organizations:UntagResource',
  'organizations:UpdateOrganizationalUnit',
]

type TargetKind = 'root' | 'ou' | 'account'

const everyKind: TargetKind[] = ['root', 'ou', 'account']

/** Kinds of target on which a function attaches some policies: where an account joined, nothing is looked at but that account. */
function kindsOf(policies: Pick<ManifestPolicy, 'targets' | 'eachAccountIn'>[], name: FunctionName): TargetKind[] {
  const named = new Set(policies.flatMap(({ targets }) => targets.map(({ id }) => kindOf(id))))
  if (policies.some(({ eachAccountIn }) => eachAccountIn.length > 0)) named.add('account')
  return everyKind.filter((kind) => named.has(kind) && (name !== 'account-enrolment' || kind === 'account'))
}

const kindOf = (id: string): TargetKind => (id.startsWith('r-') ? 'root' : isAccountId(id) ? 'account' : 'ou')

/** ARNs by which AWS knows the policies of a type and their targets; all of them name the management account. */
function createNames(type: PolicyType, { organization: { id, root } }: Manifest, arns: Arns) {
  const segment = type.toLowerCase()
  const byKind: Readonly<Record<TargetKind, string>> = {
    root: arns.organizations(`root/${id}/${root}`),
    ou: arns.organizations(`ou/${id}/ou-*`),
    account: arns.organizations(`account/${id}/*`),
  }
  return {
    policies: arns.organizations(`policy/${id}/${segment}/*`),
    awsPolicy: (policy: string) => arns.awsPolicy(`${segment}/${policy}`),
    targets: (kinds: TargetKind[]) => kinds.map((kind) => byKind[kind]),
    ofType: { StringEquals: { 'organizations:PolicyType': type } },
  }
}
