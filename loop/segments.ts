import { segmentsOf } from '../core/audit/places.ts'
import { parseJson } from '../core/json.ts'
import type { Trail, TrailObject } from '../core/ports.ts'
import { each } from './each.ts'

/** So many objects are read at once. */
const atOnce = 16

const day = 24 * 60 * 60_000

/**
 * Has every line heard of the segments that begin between two times, in epoch milliseconds, by day and in no order within
 * one. What somebody put a delete marker on is read nevertheless.
 */
export async function readSegments(
  trail: Trail,
  from: number,
  until: number,
  hear: (line: unknown) => void,
): Promise<void> {
  const first = new Date(from).toISOString()
  for (let at = Date.parse(first.slice(0, 10)); at <= until; at += day) {
    const prefix = segmentsOf(new Date(at).toISOString())
    const after = `${segmentsOf(first)}${first.replaceAll(':', '')}`
    const found = await trail.list(prefix, after.startsWith(prefix) ? { after } : {})
    const objects = found.filter(({ isDeleteMarker }) => !isDeleteMarker)
    await each(objects, (object) => readLines(trail, object, hear), atOnce)
  }
}

async function readLines(trail: Trail, { key, version }: TrailObject, hear: (line: unknown) => void): Promise<void> {
  const found = await trail.read(key, version)
  const lines = new TextDecoder().decode(found?.bytes ?? undefined).split('\n')
  for (const line of lines) if (line) hear(parseJson(line))
}
