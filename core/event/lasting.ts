import { type Severity, worse, worseOf } from './severity.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** After these times, in milliseconds, people are told again of what cannot be restored; then once a day. */
const again = [15 * minute, hour, 4 * hour]

/** Runs in vain after which people are told again, whatever the time. */
const manyAttempts = 5

/** How often people should have been told again of what lasts for so many milliseconds. It never ends. */
export const remindersAfter = (lasted: number, attempts: number): number => {
  const byTime = again.filter((time) => lasted >= time).length + Math.max(0, Math.floor(lasted / day))
  return Math.max(byTime, attempts >= manyAttempts ? 1 : 0)
}

interface Lasting {
  severity: Severity
  /** How often people were told again. */
  reminded: number
}

/** What lasts is told again, each time one severity worse. Of what is told for the first time nobody is late to tell. */
export function escalated(
  { severity, reminded }: Lasting,
  due: number,
  isKnown: boolean,
): Lasting & { isLouder: boolean } {
  // Who says that more was told than was due yet did not count here: what is due next is told all the same.
  if (!isKnown || due <= reminded) return { severity, reminded: due, isLouder: false }
  return { severity: worse(severity), reminded: due, isLouder: true }
}

/** Nothing becomes milder while it lasts: who reads only of the worst is told its end, too. */
export const atLeast = (severity: Severity, before: Severity | undefined): Severity =>
  before === undefined ? severity : worseOf(severity, before)
