import type { Clock } from '../core/ports.ts'

/**
 * What work gives within some milliseconds, and after these what `late` gives. Work that is late goes on by itself, and its end
 * is nobody's.
 */
export async function inTime<Value, Late>(
  clock: Clock,
  milliseconds: number,
  work: Promise<Value>,
  late: () => Late,
): Promise<Value | Late> {
  const ending = new AbortController()
  const over = clock.sleep(Math.max(0, milliseconds), ending.signal).then(late)
  for (const one of [work, over]) one.catch(() => {})
  try {
    return await Promise.race([work, over])
  } finally {
    ending.abort()
  }
}
