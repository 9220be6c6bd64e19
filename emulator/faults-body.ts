// What a request to make the emulator hostile may say.
import { isObject } from './checks.ts'
import { FAULT_KINDS, type FaultOptions } from './faults.ts'
import { mistake } from './mistake.ts'
import { OPERATIONS } from './operations/index.ts'

export interface Field {
  is: (value: unknown) => boolean
  words: string
}

const DAY = 24 * 60 * 60 * 1000

export const whole = (least: number, most: number): Field['is'] => {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}
export const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1

export const SEED: Field = { is: whole(0, 2 ** 32 - 1), words: 'a whole number from 0 to 4294967295' }
export const SHARE: Field = { is: isShare, words: 'a number from 0 to 1' }
export const DURATION: Field = { is: whole(0, DAY), words: 'whole milliseconds up to a day' }

const among = (names: readonly string[], words: string): Field => ({
  is: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => names.includes(name)),
  words,
})

const FAULT_FIELDS: Readonly<Record<keyof FaultOptions, Field>> = {
  seed: SEED,
  rate: SHARE,
  kinds: among(FAULT_KINDS, `a list of some of ${FAULT_KINDS.join(', ')}`),
  operations: among([...OPERATIONS.keys()], 'a list of operations that the emulator knows'),
  callers: {
    is: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string'),
    words: 'a list of access key ids or accounts',
  },
  until: { is: whole(0, Number.MAX_SAFE_INTEGER), words: 'a time in milliseconds, as of Date.now' },
  repeat: { is: whole(1, 1_000), words: 'a whole number from 1 to 1000' },
  denial: DURATION,
  slowness: DURATION,
}

/** The members that the table has, and no others, each as the table says. Throws the first mistake as one sentence. */
export function checkFields(body: unknown, fields: Readonly<Record<string, Field>>): Record<string, unknown> {
  if (!isObject(body)) throw mistake('The body must be an object.')
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) throw mistake(`The body has an unknown member ${JSON.stringify(name.slice(0, 100))}.`)
    if (!field.is(value)) throw mistake(`${name} must be ${field.words}.`)
  }
  return body
}

export interface Hostility {
  staleReads: number | undefined
  faults: FaultOptions | undefined
}

/** Throws the first mistake as one sentence. */
export function readFaults(body: unknown): Hostility {
  const { stale_reads: staleReads, ...faults } = checkFields(body, { ...FAULT_FIELDS, stale_reads: DURATION })
  const isFaulty = Object.keys(faults).length > 0
  if (isFaulty && (faults.seed === undefined || faults.rate === undefined)) throw mistake('Faults need seed and rate.')
  if (!isFaulty && staleReads === undefined) throw mistake('The body must have stale_reads, or seed and rate.')
  return {
    staleReads: staleReads as number | undefined,
    faults: isFaulty ? (faults as unknown as FaultOptions) : undefined,
  }
}
