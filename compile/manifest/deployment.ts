import { type Deployment, defaultIdentitiesDays, type StackSet } from '../../core/deployment.ts'
import type { Manifest } from '../../core/manifest.ts'
import { once, withId } from './assemble.ts'
import type { DraftBaseline } from './baseline.ts'
import { type Draft, members } from './draft.ts'
import type { DraftedStackSet } from './stack-sets.ts'

/** Days. What is locked for long cannot be taken back, so that a long retention is asked for. */
export const defaultRetention = 30

/** What a draft without errors says for the deployment of its manifest; null where a template is missing. */
export function deploymentOf(
  draft: Draft,
  drafted: DraftedStackSet[],
  baseline: DraftBaseline | null,
  manifest: Manifest,
): Deployment | null {
  const { settings } = draft
  const [accounts, notifications, audit] = [settings.accounts, settings.notifications, settings.audit].map(members)
  const stackSets = drafted.flatMap((one) => stackSetOf(one, manifest))
  if (stackSets.length < drafted.length) return null
  return {
    manifest,
    accounts: {
      management: manifest.organization.managementAccount,
      logArchive: textOf(accounts?.log_archive),
      audit: textOf(accounts?.audit),
    },
    notifications: { emails: Array.isArray(notifications?.emails) ? notifications.emails.map(String) : [] },
    audit: {
      retentionDays: Number(audit?.retention_days ?? defaultRetention),
      objectLock: audit?.object_lock === 'compliance' ? 'compliance' : 'governance',
      bucket: textOf(audit?.bucket),
      identitiesDays: Number(audit?.identities_days ?? defaultIdentitiesDays),
      pseudonymEpoch: Number(audit?.pseudonym_epoch ?? 1),
    },
    memberBaseline: baseline && { units: baseline.units.flatMap(({ id }) => id ?? []), regions: baseline.regions },
    stackSets,
    deletesStackSets: draft.deletesStackSets,
  }
}

function stackSetOf({ resource, template, ...drafted }: DraftedStackSet, manifest: Manifest): StackSet[] {
  const { name, description, stackSet } = resource
  const { managementAccount, root } = manifest.organization
  if (template === null) return []
  const accounts = drafted.accounts.flatMap(({ id }) => id ?? [])
  const units = once(drafted.units.flatMap(withId), ({ id }) => id)
  const regions = stackSet.regions.map((region) => region.name)
  return [
    {
      name: name ?? '',
      description,
      template,
      parameters: drafted.parameters,
      regions: regions.length > 0 ? regions : [manifest.region],
      units: units.filter(({ id }) => id === root || !units.some((unit) => unit.id === root)),
      accounts: [...new Set(accounts)].filter((id) => id !== managementAccount),
      inManagementAccount: accounts.includes(managementAccount),
      exports: drafted.exports,
      exportsFrom: accounts[0] ?? null,
      operations: stackSet.operations,
      retainsStacks: stackSet.retainsStacks,
    },
  ]
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
