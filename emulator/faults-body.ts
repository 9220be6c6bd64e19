// What a request to make calls go wrong may say.
import { FAULT_KINDS, type FaultOptions } from './faults.ts'
import { checkFields, DURATION, type Field, SEED, SHARE, whole } from './fields.ts'
import { mistake } from './mistake.ts'
import { OPERATIONS } from './operations/index.ts'

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
