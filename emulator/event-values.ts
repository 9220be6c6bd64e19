// How CloudTrail spells the input and output of a call: lowerCamelCase members, timestamps as text, secrets masked.
import { isObject } from './checks.ts'

/** Made when it is needed: it takes longer than the rest of the emulator's start. */
let format: Intl.DateTimeFormat | undefined

/** `Sep 16, 2026 9:20:50 PM`; newer events have `, ` between date and time (Organizations User Guide, examples). */
export function eventTimestamp(milliseconds: number, between = ' '): string {
  format ??= new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
  return format
    .format(milliseconds)
    .replaceAll('\u202f', ' ')
    .replace(/(\d{4}), /, `$1${between}`)
}

const lowerFirst = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1)

/** What CloudTrail shows in place of a secret; "****" for all others. */
const MASKS: Readonly<Record<string, string>> = {
  Content: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  Value: 'HIDDEN_DUE_TO_SECURITY_REASONS',
}

export interface Spelling {
  masked?: readonly string[]
  /** Members that an event shows with another value. */
  spoken?: Readonly<Record<string, string>>
}

function member(name: string, value: unknown, spelling: Spelling): unknown {
  if (spelling.masked?.includes(name)) return MASKS[name] ?? '****'
  if (spelling.spoken?.[name] !== undefined) return spelling.spoken[name]
  if (name.endsWith('Timestamp') && typeof value === 'number') return eventTimestamp(value * 1000)
  return eventValue(value, spelling)
}

/** The value as an event shows it; members that are absent stay absent. */
export function eventValue(value: unknown, spelling: Spelling = {}): unknown {
  if (Array.isArray(value)) return value.map((item) => eventValue(item, spelling))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [lowerFirst(name), member(name, inner, spelling)]),
  )
}
