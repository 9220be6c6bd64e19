import { member } from '../event/member.ts'
import type { Json } from '../json.ts'
import { parameterNames } from '../parameters.ts'
import type { Interval } from './allowance.ts'
import type { Remembered, SuspensionState } from './judge.ts'

/** Rows of the state below this, by the name of the parameter. */
export const suspensionRows = 'suspension/'

/** As long as four hours that began when a row was written count in some 24 hours, in milliseconds. */
export const rowsLast = 28 * 60 * 60_000

/** More intervals are not read of a row. */
const most = 100

const told: readonly unknown[] = ['active', 'ended', 'exhausted', 'broken', 'gone'] satisfies SuspensionState[]

/** What rows say; those that nobody could have written here are left out. */
export function rememberedIn(rows: Record<string, Json>): Map<string, Remembered> {
  const known = new Map<string, Remembered>()
  for (const [key, row] of Object.entries(rows)) {
    const [modified, from, until] = ['modified', 'from', 'until'].map((name) => member(row, name))
    const used = member(row, 'used')
    if (
      !isTime(modified) ||
      !isTime(from) ||
      !isTime(until) ||
      !key.startsWith(suspensionRows + parameterNames.suspensions)
    )
      continue
    const heard = member(row, 'told')
    known.set(key.slice(suspensionRows.length), {
      ...{ modified, from, until },
      used: (Array.isArray(used) ? used.slice(-most) : []).flatMap(intervalOf),
      told: told.includes(heard) ? (heard as SuspensionState) : null,
    })
  }
  return known
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function intervalOf(value: unknown): Interval[] {
  const [from, until] = [member(value, 'from'), member(value, 'until')]
  return isTime(from) && isTime(until) ? [{ from, until }] : []
}

/** Rows of what is not remembered as it is already. */
export function rowsOf(remembered: Map<string, Remembered>, known: Map<string, Remembered>): Record<string, Json> {
  const isKnown = (name: string, row: Remembered) => JSON.stringify(known.get(name)) === JSON.stringify(row)
  return Object.fromEntries(
    [...remembered].flatMap(([name, row]) =>
      isKnown(name, row) ? [] : [[suspensionRows + name, { ...row } as unknown as Json]],
    ),
  )
}
