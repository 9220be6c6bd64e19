import { prefixes } from '../../core/audit/places.ts'
import type { Trail, TrailObject } from '../../core/ports.ts'

/** All versions of one key. */
export type Versions = [key: string, versions: TrailObject[]]

/** What was listed, by key, in the order of keys. */
export function* byKey(objects: TrailObject[]): Generator<Versions> {
  let group: TrailObject[] = []
  for (const object of objects) {
    const [first] = group
    if (first && first.key !== object.key) {
      yield [first.key, group]
      group = []
    }
    group.push(object)
  }
  const [first] = group
  if (first) yield [first.key, group]
}

/** What is looked for at once: strays lie between days, and before and after them. */
const page = 100

const dayOf = /^records\/(\d{4})\/(\d\d)\/(\d\d)\//

/** Everything below records/, a day at a time, in the order of keys. `until` is the end of the day (ISO 8601). */
export async function* days(trail: Trail): AsyncGenerator<{ until: string; objects: TrailObject[] }> {
  let after: string | undefined
  for (;;) {
    const found = await trail.list(prefixes.records, { ...(after && { after }), most: page })
    const first = found.findIndex(({ key }) => dayOf.test(key))
    // Of the last key there may be more versions, which the next page would not have.
    const strays = await whole(trail, first === -1 ? found : found.slice(0, first))
    if (strays.length > 0) yield { until: '', objects: strays }
    const next = found[first]
    if (next) {
      const [day = '', ...date] = dayOf.exec(next.key) ?? []
      const objects = await trail.list(day)
      yield { until: `${date.join('-')}T24:00:00.000Z`, objects }
      after = objects.at(-1)?.key ?? next.key
    } else if (found.length < page) return
    else after = found.at(-1)?.key
  }
}

async function whole(trail: Trail, objects: TrailObject[]): Promise<TrailObject[]> {
  const last = objects.at(-1)?.key
  if (last === undefined || objects.length < page) return objects
  const versions = (await trail.list(last)).filter(({ key }) => key === last)
  return [...objects.filter(({ key }) => key !== last), ...versions]
}
