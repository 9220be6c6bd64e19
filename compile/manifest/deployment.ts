import type { Deployment } from '../../core/deployment.ts'
import type { Manifest } from '../../core/manifest.ts'
import { type Draft, members } from './draft.ts'

/** Seven years: 5 × 365 + 2 × 366 days at most. */
export const defaultRetention = 2557

/** What a draft without errors says for the deployment of its manifest. */
export function deploymentOf(draft: Draft, manifest: Manifest): Deployment {
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
    stackSets: [],
    deletesStackSets: draft.deletesStackSets,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
