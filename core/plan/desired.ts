import type { Scope } from '../event/scope.ts'
import type { Manifest, ManifestPolicy, Target } from '../manifest.ts'
import type { Facts } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { policyTypes } from '../policy/type.ts'

/** What the manifest wants of one policy in one given organization. */
export interface DesiredPolicy extends Omit<ManifestPolicy, 'eachAccountIn'> {
  awsManaged: boolean
}

/** The desired state of the organization as far as it was read. */
export function desired(manifest: Manifest, organization: Organization, facts: Facts, scope: Scope): DesiredPolicy[] {
  const policies = manifest.policies.map(({ eachAccountIn, ...policy }) => ({
    ...policy,
    awsManaged: false,
    targets: uniqueById([...policy.targets, ...joining({ eachAccountIn }, organization, facts)]).filter(
      (target) => (facts.account(target.id)?.state ?? 'ACTIVE') === 'ACTIVE',
    ),
  }))
  return [...policies, ...fullAccess(manifest, scope)]
}

function joining(
  { eachAccountIn }: Pick<ManifestPolicy, 'eachAccountIn'>,
  organization: Organization,
  facts: Facts,
): Target[] {
  return eachAccountIn.flatMap((each) =>
    organization.accounts
      .filter(
        (account) =>
          account.id !== organization.managementAccount &&
          !each.except.includes(account.id) &&
          (each.joinedAfter === null || account.joined === null || account.joined >= each.joinedAfter) &&
          facts.ancestry(account.id).includes(each.id),
      )
      .map((account) => ({ id: account.id, path: account.name })),
  )
}

/**
 * AWS's FullAWSAccess is looked at only where an event says that somebody detached it: an organization may live without
 * it on purpose, and asking for it everywhere would cost a call for every twenty accounts.
 */
function fullAccess(manifest: Manifest, scope: Scope): DesiredPolicy[] {
  const type = 'SERVICE_CONTROL_POLICY'
  const { id, name } = policyTypes[type].fullAccess
  const targets = scope.pairs.filter((pair) => pair.policyId === id).map(({ targetId }) => targetId)
  if (targets.length === 0) return []
  return [
    {
      name,
      type,
      description: '',
      content: '',
      state: 'present',
      mode: manifest.fullAwsAccess === 'restore' ? 'enforce' : 'notify',
      prune: false,
      adopt: true,
      awsManaged: true,
      targets: targets.map((target) => ({ id: target, path: target })),
    },
  ]
}

const uniqueById = (targets: Target[]): Target[] => [...new Map(targets.map((target) => [target.id, target])).values()]
