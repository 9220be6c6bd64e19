/** Characters that a terminal obeys or that reorder the text around them; JSON.stringify leaves these as they are. */
const unsafe = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
// joiners (200c, 200d) are left: scripts and emoji need them
const control = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u
const longest = 120

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A text of unknown origin in double quotes, safe to print: control characters are shown escaped, long ones cut. */
export function quote(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return JSON.stringify(cut).replace(unsafe, escaped)
}

/** Whether a text has characters that are not seen but obeyed: line breaks, escape sequences, changes of direction. */
export const hasControlCharacter = (text: string): boolean => control.test(text)

/** "a", "b" and "c"; at most ten, then how many more. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, 10).map(quote)
  const more = texts.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? '')
}
