/**
 * Characters that a terminal or a reader obeys, or that nobody sees: control characters, changes of direction, joiners,
 * tags, variation selectors, fillers, lone surrogates. A text with one of them may say something else than it shows.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** What scripts and emoji need; and what belongs to the fonts of whoever uses it. */
const harmless = /^(\u200c|\u200d|\ufe0e|\ufe0f|\p{Co})$/u

/** The text with each hidden character as JSON escapes it, line breaks aside. */
export const escapeHidden = (text: string): string => text.replace(hidden, (one) => (one === '\n' ? one : escaped(one)))

/** Each unit of UTF-16 by itself, so that it is the same text to whoever reads JSON. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')

/** Whether a name has a hidden character that no name needs. */
export const hasHidden = (text: string): boolean => (text.match(hidden) ?? []).some((one) => !harmless.test(one))
