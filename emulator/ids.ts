import { randomInt } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const DIGITS = '0123456789'

type Source = (random: () => string) => string

/** Operations are synchronous: whoever sets the source puts it back before anybody else draws. */
let source: Source = (random) => random()

function drawingFrom<Value>(other: Source, work: () => Value): Value {
  const before = source
  source = other
  try {
    return work()
  } finally {
    source = before
  }
}

const draw = (alphabet: string, length: number): string =>
  source(() => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''))

/** Does synchronous work, and adds all that it draws to `drawn`. */
export const recording = <Value>(drawn: string[], work: () => Value): Value =>
  drawingFrom((random) => {
    const id = random()
    drawn.push(id)
    return id
  }, work)

/** Does synchronous work that draws what was drawn before, in the same order. */
export function replaying<Value>(drawn: readonly string[], work: () => Value): Value {
  let next = 0
  return drawingFrom((random) => drawn[next++] ?? random(), work)
}

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
