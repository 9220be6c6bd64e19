import { join, relative } from 'node:path'
import { ulid } from 'ulid'
import { endpointOf, isLoopback } from '../aws/client.ts'
import type { Manifest } from '../core/manifest.ts'
import type { AuditSink, Keys, State, Trail } from '../core/ports.ts'
import { directorySink } from '../local/directory.ts'
import { makeFolder, removeFile } from '../local/files.ts'
import { fileKeys, keyAt } from '../local/keys.ts'
import { fileState } from '../local/state.ts'
import { directoryTrail } from '../local/trail.ts'
import type { Context } from './context.ts'

/** What a command remembers and records on this machine: the ports of a run. */
export interface Folder {
  state: State
  audit: AuditSink
  /** What was recorded. */
  trail: Trail
  keys: Keys
  /** A new ULID. */
  id: () => string
  /** Where the records are, for people. */
  records: string
  /** Sees that what is about to be done can be recorded. Throws FileError. */
  begin: () => void
}

interface Realm {
  /** Where AWS Organizations answers, if not at AWS. */
  endpoint?: string | undefined
  /** The organization was made a moment ago: what is remembered is about another one with its id. */
  isNew?: boolean
}

/** Where what is about the organization that answers at an address lies. */
export const folderOf = ({ folder }: Pick<Context, 'folder'>, endpoint: string | undefined): string =>
  join(folder, '.holdfast', isEmulated(endpoint) ? 'emulated' : '')

export const isEmulated = (endpoint: string | undefined): boolean => endpoint !== undefined && isLoopback(endpoint)

/**
 * What ran on an emulated organization lies apart: no demo may close an incident of a live organization, or mix with its
 * evidence. What is remembered belongs to one organization.
 */
export function openFolder(context: Context, manifest: Manifest, realm: Realm = {}): Folder {
  const { endpoint = endpointOf(context.env), isNew = false } = realm
  const folder = folderOf(context, endpoint)
  const [audit, key] = [join(folder, 'audit'), join(folder, 'key')]
  const state = join(folder, `state-${manifest.organization.id}.json`)
  if (isNew) removeFile(state)
  return {
    state: fileState(state, context.clock),
    audit: directorySink(audit),
    trail: directoryTrail(audit),
    keys: fileKeys(key, manifest.organization.id),
    id: ulid,
    records: relative(context.folder, audit),
    begin() {
      makeFolder(audit)
      if (manifest.audit.identifiers === 'pseudonym') keyAt(key)
    },
  }
}
