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
  (name === 'evidence' ? [] : allPolicyTypes).flatMap((type) => [
    ...(isConcerned(name, type, manifest) ? adds(name, type, manifest, arns) : []),
    ...restoresAccess(name, type, manifest, arns),
    ...(isConcerned(name, type, manifest) ? evicts(type, manifest, arns) : []),
    ...(name === 'sweep' ? removes(type, manifest, arns) : []),
  ])

/** An account that joins is looked at for policies that accounts get; where one of these is gone, all of it is made anew. */
const isConcerned = (name: FunctionName, type: PolicyType, manifest: Manifest): boolean =>
  name !== 'account-enrolment' || kindsOf(presentOf(type, manifest)).includes('account')

function adds(name: FunctionName, type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const { short } = policyTypes[type]
  const { policies, targets, ofType } = createNames(type, manifest, arns)
  const wanted = presentOf(type, manifest)
  if (wanted.length === 0) return []
  return [
    allow(`Make${short}s`, ['organizations:CreatePolicy', 'organizations:UpdatePolicy'], policies, ofType),
    // That it is a policy of this type stands in the ARN. No tag but ours is set.
    allow(`Tag${short}s`, 'organizations:TagResource', policies, {
      'ForAllValues:StringEquals': { 'aws:TagKeys': [ownerTagKey] },
    }),
    allow(`Attach${short}s`, 'organizations:AttachPolicy', [policies, ...targets(kindsOf(wanted))], ofType),
    // Whether a type is enabled only a sweep looks.
    ...(name === 'sweep'
      ? [allow(`Enable${short}s`, 'organizations:EnablePolicyType', targets(['root']), ofType)]
      : []),
  ]
}

/** FullAWSAccess is put back where an event tells that it was detached. */
function restoresAccess(name: FunctionName, type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const isAsked = type === 'SERVICE_CONTROL_POLICY' && manifest.fullAwsAccess === 'restore'
  if (!isAsked || name === 'account-enrolment') return []
  const { fullAccess } = policyTypes[type]
  const { awsPolicy, targets, ofType } = createNames(type, manifest, arns)
  const resources = [awsPolicy(fullAccess.id), ...targets(everyKind)]
  return [allow(`Attach${fullAccess.name}`, 'organizations:AttachPolicy', resources, ofType)]
}

/** Whoever restores may have to make room. */
function evicts(type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const { short } = policyTypes[type]
  const { policies, targets, ofType } = createNames(type, manifest, arns)
  const evicting = presentOf(type, manifest).filter(({ evict, mode }) => evict && mode === 'enforce')
  if (evicting.length === 0) return []
  return [allow(`Evict${short}s`, 'organizations:DetachPolicy', [policies, ...targets(kindsOf(evicting))], ofType)]
}

/** Removals that a review allowed are the sweep's after a deployment. */
function removes(type: PolicyType, manifest: Manifest, arns: Arns): Statement[] {
  const { short } = policyTypes[type]
  const { policies, targets, ofType } = createNames(type, manifest, arns)
  const ours = manifest.policies.filter((policy) => policy.type === type)
  const isDeleted = ours.some(({ state }) => state === 'absent')
  return [
    // Where the manifest no longer names it: of what kind such a target is, nobody knows before.
    ...(isDeleted || ours.some(({ prune }) => prune)
      ? [allow(`Detach${short}s`, 'organizations:DetachPolicy', [policies, ...targets(everyKind)], ofType)]
      : []),
    ...(isDeleted ? [allow(`Delete${short}s`, 'organizations:DeletePolicy', policies, ofType)] : []),
  ]
}

const presentOf = (type: PolicyType, { policies }: Manifest): ManifestPolicy[] =>
  policies.filter((policy) => policy.type === type && policy.state === 'present')

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

/** Kinds of target that some policies name. */
function kindsOf(policies: Pick<ManifestPolicy, 'targets' | 'eachAccountIn'>[]): TargetKind[] {
  const named = new Set(policies.flatMap(({ targets }) => targets.map(({ id }) => kindOf(id))))
  if (policies.some(({ eachAccountIn }) => eachAccountIn.length > 0)) named.add('account')
  return everyKind.filter((kind) => named.has(kind))
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
