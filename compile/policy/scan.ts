import { createScanner } from 'jsonc-parser'

/** Kinds of token, as jsonc-parser numbers them. */
const token = {
  open: 1,
  close: 2,
  openList: 3,
  closeList: 4,
  comma: 5,
  colon: 6,
  text: 10,
  space: 14,
  line: 15,
  end: 17,
}

const deepest = 64

interface Scan {
  /** Offset where it is nested too deeply, or null. */
  tooDeep: number | null
  repeated: { key: string; offset: number }[]
}

/** What JSON.parse does not say about a text: keys that stand twice in one object, and nesting without end. */
export function scanJson(text: string): Scan {
  const scanner = createScanner(text, false)
  const repeated: Scan['repeated'] = []
  const levels: (Set<string> | null)[] = []
  let last: { key: string; offset: number } | null = null
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.space || kind === token.line) continue
    if (kind === token.open || kind === token.openList) {
      levels.push(kind === token.open ? new Set() : null)
      if (levels.length > deepest) return { tooDeep: scanner.getTokenOffset(), repeated }
    } else if (kind === token.close || kind === token.closeList) levels.pop()
    else if (kind === token.colon && last !== null) {
      const keys = levels.at(-1)
      if (keys?.has(last.key)) repeated.push(last)
      keys?.add(last.key)
    }
    last = kind === token.text ? { key: scanner.getTokenValue(), offset: scanner.getTokenOffset() } : null
  }
  return { tooDeep: null, repeated }
}
