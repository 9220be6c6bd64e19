// Raw values of pseudonyms: in objects of a day, each a map from pseudonym to raw value, in a bucket and in a folder alike.

/** Key of what a process keeps at a time; keys sort by day. */
export const identitiesKey = (now: number, id: string): string =>
  `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')}/${id}.json`

/** So many are read at once. */
const atOnce = 8

/**
 * Looks a pseudonym up in all objects, the newest first, and reads each of them at most once for all who ask. Objects that were
 * added after the first asking are not seen.
 */
export function identitiesScan(
  list: () => Promise<string[]>,
  read: (key: string) => Promise<Record<string, string>>,
): (pseudonym: string) => Promise<string | undefined> {
  const known = new Map<string, string>()
  let left: Promise<string[]> | undefined
  return async (pseudonym) => {
    left ??= list().then((keys) => keys.sort())
    const keys = await left
    while (!known.has(pseudonym) && keys.length > 0) {
      const maps = await Promise.all(keys.slice(-atOnce).map(read))
      keys.splice(-atOnce)
      for (const [name, raw] of maps.flatMap((map) => Object.entries(map))) known.set(name, raw)
    }
    return known.get(pseudonym)
  }
}
