import { randomInt } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const DIGITS = '0123456789'

const draw = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

/** Random lower-case letters and digits, the stuff of every Organizations id. */
export const letters = (length: number): string => draw(ALPHABET, length)

/** A random account id; it does not begin with 0, which spreadsheets and YAML would lose. */
export const accountId = (): string => draw('123456789', 1) + draw(DIGITS, 11)

/** An id that `taken` has never seen; it is taken from then on, so that no id is used twice, not even after a deletion. */
export function fresh(taken: Set<string>, make: () => string): string {
  for (;;) {
    const id = make()
    if (taken.has(id)) continue
    taken.add(id)
    return id
  }
}
