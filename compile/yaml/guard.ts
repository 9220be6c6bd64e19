/** What a YAML file may cost. An honest manifest of 1,000 resources has 90,000 tokens and a depth of 8. */
export interface Limits {
  bytes: number
  tokens: number
}

export interface Excess {
  what: 'depth' | 'tokens' | 'anchors'
  offset: number
}

export const deepest = 64
const mostAnchors = 5_000

/**
 * Watches tokens before anything is built from them: the parser would use gigabytes for a few megabytes of "[". The
 * returned function takes one token after the other and says what is too much from the first one on that is.
 */
export function createGuard(limits: Limits): (token: string) => Excess | null {
  let offset = 0
  let tokens = 0
  let depth = 0
  let indicators = 0
  let anchors = 0
  return (token) => {
    tokens++
    const first = token[0]
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1)
    else if (first === '\n' || first === '\r') indicators = 0
    else if (first === '&' || first === '*') anchors++
    // a line like "- - - -" opens a level with each indicator; in a flow collection they open none
    else if (depth === 0 && (token === '-' || token === '?' || token === ':')) indicators++
    if (tokens > limits.tokens) return { what: 'tokens', offset }
    if (depth > deepest || indicators > deepest) return { what: 'depth', offset }
    if (anchors > mostAnchors) return { what: 'anchors', offset }
    // the lexer marks documents and scalars with control characters that are not in the text
    if (first !== '\u0002' && first !== '\u0018' && first !== '\u001f') offset += token.length
    return null
  }
}
