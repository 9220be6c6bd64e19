import { safe } from './safe.ts'

/** Text of others in a mail. Mail programs make links of addresses: nobody is to follow one that others wrote. */
export const foreign = (text: string, longest = 200): string =>
  safe(text, longest).replaceAll('://', ': //').replace(/www\./gi, 'www .')

/** 2026-11-21 12:00:00 UTC. */
export const stamp = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Two times, the day of the second only where it is another. */
export function span(from: number, until: number): string {
  const [one, other] = [stamp(from), stamp(until)]
  return one.slice(0, 10) === other.slice(0, 10)
    ? `from ${one.slice(0, -4)} to ${other.slice(11)}`
    : `from ${one} to ${other}`
}

/** SNS takes less than 100 characters of printable ASCII. */
const longestSubject = 99

/** A subject with what has to stand at its end, for which the rest is cut. */
export function subjectOf(text: string, end = ''): string {
  const ascii = foreign(text, 1_000).replace(/[^\x20-\x7e]/g, '?')
  const room = longestSubject - end.length
  return `${ascii.length > room ? `${ascii.slice(0, room - 3)}...` : ascii}${end}`
}
