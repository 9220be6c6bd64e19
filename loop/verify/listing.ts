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

/** Everything below records/, a day at a time, in the order of keys. `until` is the end of the day (ISO 8601). */
export async function* days(trail: Trail): AsyncGenerator<{ until: string; objects: TrailObject[] }> {
  let after: string | undefined
  for (;;) {
    const [next] = await trail.list(prefixes.records, { ...(after && { after }), most: 1 })
    if (!next) return
    const [day = next.key, ...date] = /^records\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(next.key) ?? []
    const objects = (await trail.list(day)).filter(({ key }) => key === next.key || date.length > 0)
    yield { until: `${date.join('-')}T24:00:00.000Z`, objects }
    after = objects.at(-1)?.key ?? next.key
  }
}
