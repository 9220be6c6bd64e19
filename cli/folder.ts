import { join, relative } from 'node:path'
import { ulid } from 'ulid'
import { endpointOf, isLoopback } from '../aws/client.ts'
import { type Deployment, defaultIdentitiesDays } from '../core/deployment.ts'
import type { Manifest } from '../core/manifest.ts'
import { noticesOf } from '../core/notice/message.ts'
import type { AuditSink, Identities, Keys, Notifier, State, Trail } from '../core/ports.ts'
import { directorySink } from '../local/directory.ts'
import { makeFolder, removeFile } from '../local/files.ts'
import { folderIdentities } from '../local/identities.ts'
import { fileKeys, keysAt } from '../local/keys.ts'
import { fileState } from '../local/state.ts'
import { directoryTrail } from '../local/trail.ts'
import { withIdentities } from '../loop/identities.ts'
import { safe } from '../render/safe.ts'
import type { Context } from './context.ts'
import { sealRecords } from './sealing.ts'

/** What a command remembers and records on this machine: the ports of a run. */
export interface Folder {
  state: State
  audit: AuditSink
  /** What was recorded. */
  trail: Trail
  keys: Keys
  /** Seals what was recorded, if it began to. Never rejects: what is wrong is said. */
  seal: () => Promise<void>
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
  /** Says for how long raw values of pseudonyms are kept. */
  deployment?: Deployment | null
}

/** Where what is about the organization that answers at an address lies. */
export const folderOf = ({ folder }: Pick<Context, 'folder'>, endpoint: string | undefined): string =>
  join(folder, '.holdfast', isEmulated(endpoint) ? 'emulated' : '')

export const isEmulated = (endpoint: string | undefined): boolean => endpoint !== undefined && isLoopback(endpoint)

/** What lies in it: the audit trail, the file of the keys of its pseudonyms, and that of the key of its seal. */
export const placesIn = (folder: string) => ({
  ...{ audit: join(folder, 'audit'), key: join(folder, 'key') },
  sealKey: join(folder, 'seal-key'),
})

/** Raw values behind the pseudonyms of the trail in a folder. */
export const identitiesIn = (
  { clock }: Pick<Context, 'clock'>,
  folder: string,
  deployment: Deployment | null,
): Identities =>
  folderIdentities({
    ...{ folder: join(folder, 'identities'), keys: placesIn(folder).key },
    days: deployment?.audit.identitiesDays ?? defaultIdentitiesDays,
    ...{ clock, id: ulid },
  })

/** What stands beside a command and does not work is said to who runs it. */
export const sayer =
  ({ say }: Pick<Context, 'say'>): Notifier =>
  async (message) => {
    for (const { incident, detail } of noticesOf(message)) say(`${safe(`${incident.text}: ${detail}`, 500)}\n`)
  }

/**
 * What ran on an emulated organization lies apart: no demo may close an incident of a live organization, or mix with its
 * evidence. What is remembered belongs to one organization.
 */
export function openFolder(context: Context, manifest: Manifest, realm: Realm = {}): Folder {
  const { endpoint = endpointOf(context.env), isNew = false, deployment = null } = realm
  const folder = folderOf(context, endpoint)
  const { audit, key, sealKey } = placesIn(folder)
  const state = join(folder, `state-${manifest.organization.id}.json`)
  if (isNew) removeFile(state)
  const recording = { audit: directorySink(audit), keys: fileKeys(key, manifest.organization.id) }
  const identities = identitiesIn(context, folder, deployment)
  const trail = directoryTrail(audit)
  let isBegun = false
  return {
    state: fileState(state, context.clock),
    ...withIdentities(recording, identities, { notify: sayer(context), clock: context.clock }),
    trail,
    async seal() {
      if (isBegun) await sealRecords(context, { trail, organization: manifest.organization.id, key: sealKey })
    },
    id: ulid,
    records: relative(context.folder, audit),
    begin() {
      makeFolder(audit)
      if (manifest.audit.identifiers === 'pseudonym') keysAt(key)
      isBegun = true
    },
  }
}
