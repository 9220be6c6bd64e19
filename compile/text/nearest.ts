import { quote } from './quote.ts'

/** Longer names are not compared: it would cost more than the hint is worth. */
const longest = 128

/** Comparing a name with 10,000 others is worth it for the first mistakes only. */
export const mostSuggestions = 50

/** What one hint may cost, in pairs of letters that are compared: some 20,000 names of 20 letters. */
const mostPairs = 5_000_000

/**
 * The candidate that a misspelt word most likely meant, of as many as can be compared; null where none is near, which is a
 * third of its letters unless told.
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  most = Math.max(1, Math.floor(word.length / 3)),
): string | null {
  if (word.length > longest) return null
  const wanted = word.toLowerCase()
  const budget = { pairs: mostPairs }
  let allowed = most
  let near: string | null = null
  for (const candidate of candidates) {
    if (candidate === word || candidate.length > longest) continue
    if (Math.abs(candidate.length - word.length) > allowed) continue
    const found = distance(wanted, candidate.toLowerCase(), allowed, budget)
    if (budget.pairs < 0) break
    if (found > allowed) continue
    near = candidate
    // the next one has to be nearer
    allowed = found - 1
  }
  return near
}

/** "Did you mean "x"?" or what else to say. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(word, candidates)
  return near === null ? otherwise : `Did you mean ${quote(near)}?`
}

/** Letters to add, drop, replace or swap with their neighbour to get from one word to the other, as far as it is within bounds. */
function distance(one: string, other: string, allowed: number, budget: { pairs: number }): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    let nearest = i
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
      nearest = Math.min(nearest, least)
    }
    budget.pairs -= other.length
    // from here on it only grows
    if (nearest > allowed || budget.pairs < 0) return Number.POSITIVE_INFINITY
    before = last
    last = row
  }
  return last[other.length] ?? 0
}
