import { Lexer } from 'yaml'

/** What a YAML file may cost. An honest manifest of 1,000 resources has 90,000 tokens and a depth of 8. */
export interface Limits {
  bytes: number
  tokens: number
}

export const deepest = 64
const mostAnchors = 5_000

/**
 * Looks at the tokens before anything is built from them, in constant memory: the parser would use gigabytes for a few
 * megabytes of "[". Says what is too much and where, or null.
 */
export function tooMuch(text: string, limits: Limits): { what: 'depth' | 'tokens' | 'anchors'; offset: number } | null {
  let offset = 0
  let tokens = 0
  let depth = 0
  let indicators = 0
  let anchors = 0
  for (const token of new Lexer().lex(text)) {
    if (++tokens > limits.tokens) return { what: 'tokens', offset }
    const first = token[0]
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1)
    else if (token === '-' || token === '?' || token === ':') indicators++
    else if (first === '\n' || first === '\r') indicators = 0
    else if (first === '&' || first === '*') anchors++
    // a line like "- - - -" opens a level with each indicator; in a flow collection they open none
    if (depth > deepest || (depth === 0 && indicators > deepest)) return { what: 'depth', offset }
    if (anchors > mostAnchors) return { what: 'anchors', offset }
    // the lexer marks documents and scalars with control characters that are not in the text
    if (first !== '\u0002' && first !== '\u0018' && first !== '\u001f') offset += token.length
  }
  return null
}
