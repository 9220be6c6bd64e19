import type { PolicyType } from '../../policy/type.ts'
import type { RecordData, RecordKind } from '../data.ts'
import type { Why } from './interval.ts'
import type { Look, Spoiled } from './looks.ts'

/** What one manifest wants of a policy, and the record that says it. */
export interface Wanted {
  key: string
  type: PolicyType
  name: string
  state: 'present' | 'absent'
  mode: 'enforce' | 'notify'
  content: string
  targets: ReadonlySet<string>
  eachAccountIn: readonly { target: string; joinedAfter: string | null; except: ReadonlySet<string> }[]
  record: string
}

export interface Event {
  id: string
  name: string
  time: number
  principal: string
  session: string
  sourceIp: string
}

export type Held = RecordData['observation']['found'][number]['held'] | 'exempt'

/** What one record says of one difference. */
export type Evidence =
  | {
      kind: 'bad'
      at: number
      /** Last time that the same was found, without a whole look in between. */
      last: number
      since: number | null
      /** It had begun before `since`, nobody knows when. */
      isEarlier?: boolean
      event: Event | null
      held: Held
      /** What it means for the guardrail. */
      why: Why
      trigger: string
      manifest: string
      ids: string[]
    }
  | {
      kind: 'good'
      at: number
      /** done: written at that moment; already: it was so before, nobody knows since when. */
      result: 'done' | 'already'
      manifest: string
      ids: string[]
    }
  | { kind: 'maybe'; at: number; manifest: string; ids: string[] }
  | { kind: 'refused'; at: number; error: string; manifest: string; ids: string[] }

export type DriftAction =
  | 'attach'
  | 'create-policy'
  | 'update-policy'
  | 'enable-policy-type'
  | 'rename-policy'
  | 'tag-policy'

/** All that records say of one difference: one action at one place. */
export interface Difference {
  action: DriftAction
  /** SCP/NAME; of a policy type without a name. */
  policy: string
  type: PolicyType
  target: string | null
  /** Whether only what people read differs, and nothing that is in force. */
  isCosmetic: boolean
  evidence: Evidence[]
}

/** An account as the inventories of some days without a pause have it. */
export interface Stay {
  /** Indices of the first and last of these inventories. */
  first: number
  last: number
  path: string
  state: string
  /** Which part of the first of them has it, and of the last. */
  part: number
  lastPart: number
  /** Epoch milliseconds; null: AWS does not say; undefined: the inventory does not. */
  joined: number | null | undefined
}

export interface Inventory {
  time: number
  day: string
  /** Ids of its records by part. */
  ids: string[]
}

export interface Hole {
  id: string
  kind: 'exemption' | 'suspension'
  /** SCP/NAME of an exemption; id of the policy of a suspension. */
  policy: string | null
  target: string | null
  from: number
  until: number
  /** When it was first heard that it had ended before its time; null: it had not. */
  ended: number | null
  ticket: string
  reason: string
  state: string
  why: string | null
  isUsed: boolean
  event: Event | null
  /** SSM's time of the write of a suspension. */
  written: number
  ids: string[]
}

/** That a manifest which came into force ratifies a suspension. */
export interface Ratified {
  parameter: string
  written: number
  at: number
  id: string
}

export interface Change {
  id: string
  at: number
  manifest: string
  commit: string | null
  generation: number
  review: RecordData['deployment']['review']
}

export interface Gap {
  from: number
  until: number
  why: string
  what: string | null
  id: string
}

/** All that an export needs to know of its records: it grows with what happened and with the accounts, hardly with the days. */
export interface Facts {
  looks: Look[]
  spoiled: Spoiled[]
  /** Which manifest ruled from when on. */
  reigns: { from: number; manifest: string; id: string }[]
  wants: Map<string, Map<string, Wanted>>
  differences: Map<string, Difference>
  gaps: Gap[]
  holes: Map<string, Hole>
  /** By the first record that says it. */
  ratified: Ratified[]
  inventories: Inventory[]
  accounts: Map<string, Stay[]>
  /** What the management account is called in inventories: one name for each epoch of pseudonyms. */
  managements: Set<string>
  units: Map<string, { name: string; parent: string | null }>
  changes: Change[]
  /** Names of policies by their ids. */
  names: Map<string, string>
  untold: { id: string; at: number; thread: string; error: string | null }[]
  reidentified: { id: string; at: number; pseudonym: string; by: string; reason: string; ticket: string }[]
  counts: Partial<Record<RecordKind, number>>
  late: number
}

export const noFacts = (): Facts => ({
  looks: [],
  spoiled: [],
  reigns: [],
  wants: new Map(),
  differences: new Map(),
  gaps: [],
  holes: new Map(),
  ratified: [],
  inventories: [],
  accounts: new Map(),
  managements: new Set(),
  units: new Map(),
  changes: [],
  names: new Map(),
  untold: [],
  reidentified: [],
  counts: {},
  late: 0,
})

export const differenceKey = (action: string, policy: string, target: string | null): string =>
  `${action} ${policy} ${target ?? ''}`
