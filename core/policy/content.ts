import { canonicalJson } from '../json.ts'

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
