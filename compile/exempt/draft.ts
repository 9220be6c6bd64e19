import { members } from '../manifest/draft.ts'
import type { Path } from '../yaml/path.ts'

/** An entry with what is readable in it; the schema reports the rest. */
export interface DraftExemption {
  path: Path
  id: string
  policy: string
  type: 'scp' | 'rcp' | null
  account: string | null
  unit: string | null
  /** How many kinds of target it names. */
  targets: number
  reason: string
  ticket: string
  requestedBy: string
  approvers: string[]
  notBefore: string
  expiresAt: string
}

export interface DraftRatification {
  path: Path
  parameter: string
  written: string
  reason: string
  ticket: string
  approvers: string[]
}

/** As many as the schema lets one list have. */
const most = 1_000

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, most) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const textOrNull = (value: unknown): string | null => text(value) || null
const texts = (value: unknown): string[] => list(value).map(text).filter(Boolean)

export function toDraft(value: unknown): { exemptions: DraftExemption[]; ratified: DraftRatification[] } {
  const document = members(value)
  return {
    exemptions: list(document.exemptions).map((entry, at) => {
      const one = members(entry)
      const target = members(one.target)
      return {
        path: ['exemptions', at],
        id: text(one.id),
        policy: text(one.policy),
        type: one.type === 'scp' || one.type === 'rcp' ? one.type : null,
        account: textOrNull(target.account),
        unit: textOrNull(target.organizational_unit),
        targets: Object.keys(target).length,
        ...{ reason: text(one.reason), ticket: text(one.ticket), requestedBy: text(one.requested_by) },
        approvers: texts(one.approvers),
        ...{ notBefore: text(one.not_before), expiresAt: text(one.expires_at) },
      }
    }),
    ratified: list(document.ratified).map((entry, at) => {
      const one = members(entry)
      return {
        path: ['ratified', at],
        ...{ parameter: text(one.parameter), written: text(one.written) },
        ...{ reason: text(one.reason), ticket: text(one.ticket), approvers: texts(one.approvers) },
      }
    }),
  }
}
