import type { Scope } from '../event/scope.ts'
import { isAccountId, type Manifest, type ManifestPolicy, type Target } from '../manifest.ts'
import type { Facts } from '../organization/facts.ts'
import type { Attachment, Organization } from '../organization/organization.ts'
import { policyTypes } from '../policy/type.ts'
import { coversAccount } from './coverage.ts'

/** What the manifest wants of one policy in one given organization. */
export interface DesiredPolicy extends Omit<ManifestPolicy, 'eachAccountIn'> {
  awsManaged: boolean
  /** Ids of the targets that the manifest gives one by one. */
  named: string[]
  /** Where prune leaves the policy: its targets, accounts that are not active, and those that lie nobody knows where. */
  kept: string[]
}

/** The desired state of the organization as far as it was read. */
export function desired(manifest: Manifest, organization: Organization, facts: Facts, scope: Scope): DesiredPolicy[] {
  const isActive = ({ id }: Target) => (facts.account(id)?.state ?? 'ACTIVE') === 'ACTIVE'
  const policies = manifest.policies.map(({ eachAccountIn, ...policy }) => {
    const gone = eachAccountIn.filter(({ id }) => facts.isGone(id))
    const targets = uniqueById([...policy.targets, ...gone, ...joining({ eachAccountIn }, organization, facts)])
    const unplaced = policy.prune && eachAccountIn.length > 0 ? unplacedAccounts(organization, facts) : []
    const kept = [...targets.map(({ id }) => id), ...unplaced]
    const named = policy.targets.map(({ id }) => id)
    return { ...policy, awsManaged: false, named, targets: targets.filter(isActive), kept }
  })
  return [...policies, ...fullAccess(manifest, facts, scope)]
}

function joining(policy: Pick<ManifestPolicy, 'eachAccountIn'>, organization: Organization, facts: Facts): Target[] {
  if (policy.eachAccountIn.length === 0) return []
  return organization.accounts
    .filter(({ id }) => !facts.isGone(id))
    .filter((account) => coversAccount(policy, account, facts.ancestry(account.id), organization.managementAccount))
    .map((account) => ({ id: account.id, path: account.name }))
}

/** Accounts with an attachment of which was not read where they lie: whether the manifest means them cannot be told. */
function unplacedAccounts({ attachments, root }: Organization, facts: Facts): string[] {
  const accounts = new Set(attachments.map(({ targetId }) => targetId).filter(isAccountId))
  return [...accounts].filter((id) => !root || facts.ancestry(id).at(-1) !== root.id)
}

/**
 * AWS's FullAWSAccess is looked at only where an event says that somebody detached it: an organization may live without
 * it on purpose, and asking for it everywhere would cost a call for every twenty accounts.
 */
function fullAccess(manifest: Manifest, facts: Facts, { pairs, reports }: Scope): DesiredPolicy[] {
  const type = 'SERVICE_CONTROL_POLICY'
  const { id, name } = policyTypes[type].fullAccess
  const at = (places: Attachment[], mode: ManifestPolicy['mode']): DesiredPolicy[] => {
    const targets = places.filter(({ policyId, targetId }) => policyId === id && !facts.isGone(targetId))
    if (targets.length === 0) return []
    return [
      {
        name,
        type,
        description: '',
        content: '',
        state: 'present',
        mode,
        prune: false,
        adopt: true,
        evict: false,
        awsManaged: true,
        named: [],
        targets: targets.map(({ targetId }) => ({ id: targetId, path: facts.pathOf(targetId) })),
        kept: [],
      },
    ]
  }
  const known = reports.filter(
    ({ targetId }) => !pairs.some((pair) => pair.policyId === id && pair.targetId === targetId),
  )
  return [...at(pairs, manifest.fullAwsAccess === 'restore' ? 'enforce' : 'notify'), ...at(known, 'notify')]
}

const uniqueById = (targets: Target[]): Target[] => [...new Map(targets.map((target) => [target.id, target])).values()]
