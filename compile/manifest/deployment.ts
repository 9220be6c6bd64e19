import type { Deployment } from '../../core/deployment.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { DraftBaseline } from './baseline.ts'
import { type Draft, members } from './draft.ts'

/** Days. What is locked for long cannot be taken back, so that a long retention is asked for. */
export const defaultRetention = 30

/** What a draft without errors says for the deployment of its manifest. */
export function deploymentOf(draft: Draft, manifest: Manifest, baseline: DraftBaseline | null): Deployment {
  const { settings } = draft
  const [accounts, notifications, audit] = [settings.accounts, settings.notifications, settings.audit].map(members)
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
    },
    memberBaseline: baseline && { units: baseline.units.flatMap(({ id }) => id ?? []), regions: baseline.regions },
    stackSets: [],
    deletesStackSets: draft.deletesStackSets,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
