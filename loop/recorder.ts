import type { OfRun, RecordKind } from '../core/audit/data.ts'
import type { IdentifierKind } from '../core/audit/pseudonym.ts'
import { type AuditRecord, iso, record, type Said } from '../core/audit/record.ts'
import { digest } from '../core/digest.ts'
import type { Manifest } from '../core/manifest.ts'
import type { State } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import type { EnforcementPorts } from './ports.ts'
import { rememberUnwritten } from './unwritten.ts'

export type RecorderPorts = Pick<EnforcementPorts, 'audit' | 'keys' | 'notify' | 'clock' | 'id'> & {
  state: Pick<State, 'put'>
}

/** Records of one run. None of it ever rejects: failing to record stops no restore. */
export interface Recorder {
  /** What stands in each record of the run. */
  ofRun: OfRun
  record<Kind extends RecordKind>(kind: Kind, said: Said<Kind>): AuditRecord<Kind>
  /**
   * Account ids, principals, sessions and addresses as pseudonyms, unless the manifest says raw; OUs and roots are nobody.
   * Where no key can be had it is KIND_unavailable, never the value.
   */
  identify(kind: IdentifierKind, value: string): Promise<string>
  /** Names an incident, by the key of its change and when it was opened, in epoch milliseconds: both are known to every run. */
  incident(key: string, opened: number): Promise<string>
  /**
   * Writes one segment, and gives what it wrote, or is going to write: after the first that cannot be written all others wait,
   * in their order, for the end of the run.
   */
  write<Records extends AuditRecord[]>(building: Promise<Records>): Promise<Records | []>
  /** Tries once more what waits. True: all that the run recorded is durable; where it is not people are told. */
  end(): Promise<boolean>
  /** Whether something waits to be written, or a pseudonym could not be had: what the run says is not all there. */
  isBehind(): boolean
}

export function recorderFor(ports: RecorderPorts, manifest: Manifest): Recorder {
  const { audit, keys, clock, id, state } = ports
  const began = clock.now()
  const run = id()
  const isRaw = manifest.audit.identifiers === 'raw'
  const waiting: AuditRecord[][] = []
  let refusal: unknown
  let keyless: unknown
  let isLost = false

  async function attempt(records: AuditRecord[]): Promise<boolean> {
    try {
      await audit(records)
      return true
    } catch (error) {
      refusal = error
      return false
    }
  }

  /** A key that hangs is waited for once in a run. */
  async function keyed(kind: IdentifierKind, value: string): Promise<string> {
    if (keyless === undefined) {
      try {
        return await keys(kind, value)
      } catch (error) {
        keyless = error ?? new Error('No reason was given')
      }
    }
    return `${kind}_unavailable`
  }

  return {
    ofRun: { run, manifest: manifest.digest, commit: manifest.commit },
    record: (kind, said) => record(kind, manifest.organization.id, id(), clock.now(), said),
    identify: async (kind, value) =>
      isRaw || value === '' || (kind === 'acct' && !/^\d{12,}$/.test(value)) ? value : keyed(kind, value),
    incident: async (key, opened) => {
      const name = `${key}|${iso(opened)}`
      return isRaw ? `incident_${digest(name).slice(0, 26)}` : keyed('incident', name)
    },
    async write(building) {
      try {
        const records = await building
        if (records.length > 0 && (waiting.length > 0 || !(await attempt(records)))) waiting.push(records)
        return records
      } catch (error) {
        isLost = true
        refusal = error
        return []
      }
    },
    async end() {
      while (waiting[0] && (await attempt(waiting[0]))) waiting.shift()
      if (waiting.length > 0 || isLost) {
        await rememberUnwritten(state, run, { from: began, until: clock.now() })
        await alarm(ports, 'audit-not-written', 'The audit trail cannot be written; enforcement goes on', refusal)
      }
      if (keyless !== undefined)
        await alarm(ports, 'pseudonyms-unavailable', 'The audit trail has no pseudonyms; enforcement goes on', keyless)
      return waiting.length === 0 && !isLost
    },
    isBehind: () => waiting.length > 0 || isLost || keyless !== undefined,
  }
}
