import { member } from '../../event/member.ts'
import type { AuditRecord } from '../record.ts'

/** A manifest that records name, and the commit that it was compiled from. */
export interface RecordedManifest {
  manifest: string
  commit: string | null
  /** Number of its records, and the first of them. */
  records: number
  record: string
  key: string
}

/** The manifests that records name, each with its commit, once. */
export function createManifests() {
  const found = new Map<string, RecordedManifest>()
  return {
    see({ id, data }: AuditRecord, key: string): void {
      const manifest = member(data, 'manifest')
      const commit = member(data, 'commit') ?? null
      if (typeof manifest !== 'string' || (commit !== null && typeof commit !== 'string')) return
      const name = `${commit} ${manifest}`
      const known = found.get(name)
      if (known) known.records++
      else found.set(name, { manifest, commit, records: 1, record: id, key })
    },
    list: (): RecordedManifest[] => [...found.values()],
  }
}

export const isCommit = (text: string): boolean => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)
