import { escapeHidden, hasHidden } from '../../core/hidden.ts'

const longest = 120

/** A text of unknown origin in double quotes, safe to print: control characters are shown escaped, long ones cut. */
export function quote(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return escapeHidden(JSON.stringify(cut))
}

/** Whether a text has characters that are not seen but obeyed: line breaks, escape sequences, changes of direction. */
export const hasControlCharacter = hasHidden

/** "a", "b" and "c"; at most ten, then how many more. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, 10).map(quote)
  const more = texts.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? '')
}
