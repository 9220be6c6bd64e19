/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A JSON text as its value; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * RFC 8785 (JCS) form of a JSON value: keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript writes them.
 * Undefined members are left out. The RFC knows no text with a lone surrogate; it is escaped here.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** The value with U+FFFD in place of each lone surrogate: such a text is no Unicode, and has no canonical JSON. */
export function wellFormed<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd') as Value
  if (Array.isArray(value)) return value.map(wellFormed) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [wellFormed(key), wellFormed(one)])) as Value
}
