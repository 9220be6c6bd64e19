import type { DeliveryOptions, FaultOptions } from '../emulator/index.ts'
import { UsageError } from './context.ts'
import type { Flags } from './flags.ts'

/** How often a call meets a fault: seldom enough to get through, often enough to be seen. */
const rate = 0.1

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }
const day = 24 * 60 * 60 * 1000

/** Milliseconds; undefined where the text is no duration, or one of more than a day. */
function durationOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})(ms|s|m)$/.exec(text) ?? []
  const milliseconds = Number(digits) * (units[unit] ?? Number.NaN)
  return milliseconds <= day ? milliseconds : undefined
}

function rangeOf(text: string): readonly [number, number] | undefined {
  const [least, most = least, ...rest] = text.split('..').map(durationOf)
  return least === undefined || most === undefined || least > most || rest.length > 0 ? undefined : [least, most]
}

const shareOf = (text: string): number | undefined =>
  /^(0|1|0?\.\d{1,9}|1\.0{1,9})$/.test(text) ? Number(text) : undefined

const seedOf = (text: string): number | undefined =>
  /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : undefined

const seedWords = 'a whole number up to 4294967295'
const durationWords = 'a duration up to a day such as 500ms, 20s or 2m'

function taken<Value>(text: string, read: (text: string) => Value | undefined, subject: string, words: string): Value {
  const value = read(text)
  if (value === undefined) throw new UsageError(`${subject} takes ${words}, not ${JSON.stringify(text)}`)
  return value
}

const parts: Readonly<Record<keyof DeliveryOptions, { read: (text: string) => unknown; words: string }>> = {
  delay: { read: rangeOf, words: `${durationWords}, or two such as 5s..60s` },
  duplicates: { read: shareOf, words: 'a share from 0 to 1' },
  reorder: { read: durationOf, words: durationWords },
  loss: { read: shareOf, words: 'a share from 0 to 1' },
  history: { read: rangeOf, words: `${durationWords}, or two such as 1m..5m` },
  seed: { read: seedOf, words: seedWords },
}

function deliveryOf(text: string): DeliveryOptions {
  const options: Record<string, unknown> = {}
  for (const part of text.split(',')) {
    const [name = '', value, ...rest] = part.split('=')
    const known = Object.hasOwn(parts, name) ? parts[name as keyof DeliveryOptions] : undefined
    if (known === undefined || value === undefined || rest.length > 0 || Object.hasOwn(options, name))
      throw new UsageError(
        `--delivery takes ${Object.keys(parts).join(', ')}, once each, such as delay=5s..60s,loss=0.05, not ${JSON.stringify(part)}`,
      )
    options[name] = taken(value, known.read, `--delivery ${name}=`, known.words)
  }
  return options
}

/**
 * How hostile the emulator is to be, by its flags; `callers` are the access key ids that faults strike, everybody where
 * it is undefined. Throws UsageError.
 */
export function hostilityOf(
  flags: Flags,
  callers?: readonly string[],
): { staleReads?: number; faults?: FaultOptions; delivery?: DeliveryOptions } {
  const { 'stale-reads': staleReads, faults, delivery } = flags
  return {
    ...(staleReads !== undefined && { staleReads: taken(staleReads, durationOf, '--stale-reads', durationWords) }),
    ...(faults !== undefined && {
      faults: { seed: taken(faults, seedOf, '--faults', seedWords), rate, ...(callers && { callers }) },
    }),
    ...(delivery !== undefined && { delivery: deliveryOf(delivery) }),
  }
}
