// What a request to make the emulator hostile may say.
import { isObject } from './checks.ts'
import { mistake } from './mistake.ts'

/** A day: what is behind by more is no read that came too early. */
export const STALEST = 24 * 60 * 60 * 1000

export interface Hostility {
  staleReads: number | undefined
}

/** Throws the first mistake as one sentence. */
export function readFaults(body: unknown): Hostility {
  if (!isObject(body)) throw mistake('The body must be an object.')
  for (const name of Object.keys(body))
    if (name !== 'stale_reads') throw mistake(`The body has an unknown member ${JSON.stringify(name)}.`)
  const { stale_reads: stale } = body
  if (stale !== undefined && !(Number.isInteger(stale) && Number(stale) >= 0 && Number(stale) <= STALEST))
    throw mistake('stale_reads must be whole milliseconds up to a day.')
  return { staleReads: stale === undefined ? undefined : Number(stale) }
}
