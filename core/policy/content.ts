import { canonicalJson, parseJson } from '../json.ts'

/**
 * The policy document as it is sent to AWS: minified without loss, in the author's order. Throws SyntaxError where the
 * text is not JSON. AWS counts white space of documents that come through the API (User Guide, "Quotas").
 */
export const minify = (text: string): string => JSON.stringify(JSON.parse(text))

/** Whether two policy documents say the same, whatever their white space and order of keys. */
export function sameContent(one: string, other: string): boolean {
  return one === other || canonical(one) === canonical(other)
}

function canonical(text: string): string {
  try {
    return canonicalJson(JSON.parse(text))
  } catch {
    return text
  }
}

/** Characters and levels that no policy has; of more than that, indentation alone could take any memory. */
const readable = { length: 100_000, depth: 40 }

/**
 * A policy document for people, in lines: JSON with two spaces, in the author's order. What is no JSON, and what is longer
 * or nests deeper than any policy, is left as it is.
 */
export function readableLines(text: string): string[] {
  const value = text.length > readable.length ? undefined : parseJson(text)
  const isReadable = value !== undefined && depth(value, readable.depth) < readable.depth
  return (isReadable ? JSON.stringify(value, null, 2) : text).split(/\r?\n/)
}

/** How deep a value nests, as far as `most`. */
function depth(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null || most === 0) return 0
  return 1 + Object.values(value).reduce((deepest: number, one) => Math.max(deepest, depth(one, most - 1)), 0)
}
