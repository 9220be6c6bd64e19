import { canonicalJson, parseJson } from '../../json.ts'

/** Levels of objects and lists in each other, a multiple of what records and digests have. */
const deepest = 50

/** The value of a text that is canonical JSON; undefined where it is not, or is deeper than anything of ours. */
export function canonicalValue(text: string): unknown {
  const value = parseJson(text)
  if (value === undefined || !isWithin(value, deepest)) return undefined
  // Nearly all of it is, and is seen to be in a fraction of the time.
  const isCanonical = (isSorted(value) && JSON.stringify(value) === text) || canonicalJson(value) === text
  return isCanonical ? value : undefined
}

/** Whether a value is so deep at most: whoever goes down further than the stack is long dies of it. */
function isWithin(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true
  return levels > 0 && Object.values(value).every((member) => isWithin(member, levels - 1))
}

function isSorted(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  if (Array.isArray(value)) return value.every(isSorted)
  let before = ''
  for (const [key, member] of Object.entries(value)) {
    if (key < before || !isSorted(member)) return false
    before = key
  }
  return true
}

/** Bytes as text; undefined where they are not UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

// A byte-order mark is a byte that was not sealed.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
