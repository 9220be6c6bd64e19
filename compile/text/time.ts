/** Midnight UTC of a date, in epoch milliseconds; NaN where there is no such day, null where it is written in another form. */
export function midnight(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? time : Number.NaN
}

const ofDay = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** A time of a day with its zone (ISO 8601), in epoch milliseconds; null where it is none. */
export function momentOf(text: string): number | null {
  const [, date = ''] = ofDay.exec(text) ?? []
  return Number.isFinite(midnight(date) ?? Number.NaN) ? Date.parse(text) : null
}

/** The same, or a date, which means midnight UTC. */
export function momentOrDay(text: string): number | null {
  const day = midnight(text)
  return day === null ? momentOf(text) : Number.isNaN(day) ? null : day
}
