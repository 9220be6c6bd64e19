/** Lines around a difference that tell where it is. */
const context = 3

/** Two thousand lines of each: beyond it a difference is not looked for, all of one text goes and all of the other comes. */
const mostCells = 4_000_000

/** A line of a difference: of both texts, of the first alone, of the second alone. */
interface Line {
  sign: ' ' | '-' | '+'
  text: string
}

/**
 * The difference between two texts as a unified diff, a line each, without the file names above it; nothing where they are
 * the same.
 */
export function unifiedDiff(before: string[], after: string[]): string[] {
  const lines = differences(before, after)
  const changed = lines.flatMap(({ sign }, at) => (sign === ' ' ? [] : [at]))
  const hunks: { from: number; to: number }[] = []
  for (const at of changed) {
    const [from, to] = [Math.max(0, at - context), Math.min(lines.length, at + 1 + context)]
    const last = hunks.at(-1)
    if (last && from <= last.to) last.to = to
    else hunks.push({ from, to })
  }
  const numbers = { before: 0, after: 0 }
  let at = 0
  return hunks.flatMap(({ from, to }) => {
    // What lies between two hunks is the same in both texts.
    numbers.before += from - at
    numbers.after += from - at
    at = to
    const hunk = lines.slice(from, to)
    const [old, made] = [hunk.filter(({ sign }) => sign !== '+').length, hunk.filter(({ sign }) => sign !== '-').length]
    const head = `@@ -${range(numbers.before, old)} +${range(numbers.after, made)} @@`
    numbers.before += old
    numbers.after += made
    return [head, ...hunk.map(({ sign, text }) => sign + text)]
  })
}

/** First line and number of lines, as `diff -u` and `patch` count them. */
const range = (before: number, length: number): string => `${length === 0 ? before : before + 1},${length}`

/** Every line of both texts: a longest common subsequence, and in each gap what goes before what comes. */
function differences(before: string[], after: string[]): Line[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  return [
    ...signed(' ', before.slice(0, head)),
    ...between(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...signed(' ', before.slice(before.length - tail)),
  ]
}

const signed = (sign: Line['sign'], texts: string[]): Line[] => texts.map((text) => ({ sign, text }))

function between(before: string[], after: string[]): Line[] {
  if (before.length * after.length > mostCells) return [...signed('-', before), ...signed('+', after)]
  const width = after.length + 1
  // Length of the longest common subsequence of the rest of one text and the rest of the other.
  const common = new Uint16Array((before.length + 1) * width)
  const rest = (one: number, other: number): number => common[one * width + other] ?? 0
  for (let one = before.length - 1; one >= 0; one -= 1)
    for (let other = after.length - 1; other >= 0; other -= 1)
      common[one * width + other] =
        before[one] === after[other]
          ? rest(one + 1, other + 1) + 1
          : Math.max(rest(one + 1, other), rest(one, other + 1))
  const lines: Line[] = []
  let [one, other] = [0, 0]
  while (one < before.length || other < after.length) {
    const [old, made] = [before[one], after[other]]
    if (old !== undefined && old === made) {
      lines.push({ sign: ' ', text: old })
      one += 1
      other += 1
    } else if (old !== undefined && (made === undefined || rest(one + 1, other) >= rest(one, other + 1))) {
      lines.push({ sign: '-', text: old })
      one += 1
    } else if (made !== undefined) {
      lines.push({ sign: '+', text: made })
      other += 1
    }
  }
  return lines
}
