import type { Manifest, Ratification } from '../manifest.ts'

/** As long after it was written a suspension has to be ratified, in milliseconds; else it is an exception for auditors. */
export const ratifiedWithin = 24 * 60 * 60_000

/** People copy a time without its seconds. Two writes of one parameter within a minute are one emergency. */
const sameMinute = 60_000

/**
 * What a manifest says to a suspension: by its parameter, and by SSM's time of the write, in epoch milliseconds. Undefined: nobody
 * ratified it.
 */
export const ratificationOf = (
  { ratified }: Pick<Manifest, 'ratified'>,
  { name, written }: { name: string; written: number },
): Ratification | undefined =>
  ratified.find((one) => one.parameter === name && Math.abs(one.written - written) < sameMinute)
