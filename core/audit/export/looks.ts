import type { Interval, Period } from './interval.ts'

/** A look at many places that was whole: a sweep that read everything that it meant to. */
export interface Look {
  id: string
  began: number
  ended: number
  /** When it was recorded: by then all that it found is. */
  recorded: number
  manifest: string
  targets: boolean
  contents: ReadonlySet<string>
  accounts: ReadonlySet<string>
  /** When the list of accounts was read that it went by. */
  accountsSince: number
}

export interface Spoiled {
  id: string
  began: number
  /** Codes of what was not read. */
  codes: readonly string[]
}

/** Looks at the same places, in the order in which they began, and where they follow each other closely enough. */
export interface Chain {
  looks: readonly Look[]
  /** Looks that were not whole, by their beginning: they prove nothing, and say why nothing is known. */
  spoiled: readonly Spoiled[]
  /**
   * Indices of the first and last look of each time without a pause. What its last look read may have been behind, and no other
   * look follows that would tell.
   */
  links: readonly { first: number; last: number; from: number; until: number }[]
  /** Longest time from the beginning of one look to that of the next, in milliseconds. */
  most: number
}

const minutes = 60_000

/** What is named by targets is looked at every 15 minutes; accounts and contents every hour. A quarter of it more is late. */
export const mostBetween = { targets: 20 * minutes, accounts: 75 * minutes, contents: 75 * minutes } as const

/**
 * AWS does not say for how long reads may be behind. The loop looks again for two and a half minutes; longer ago than this a look
 * proves what was.
 */
export const readsMayBeBehind = 2.5 * minutes

export function chainOf(looks: readonly Look[], most: number, spoiled: readonly Spoiled[] = []): Chain {
  const links: { first: number; last: number; from: number; until: number }[] = []
  for (const [at, look] of looks.entries()) {
    const link = links.at(-1)
    const before = looks[at - 1]
    if (link && before && look.began - before.began <= most) Object.assign(link, { last: at, until: look.began })
    else links.push({ first: at, last: at, from: look.ended, until: look.began })
  }
  const proven = links.map((link) => ({ ...link, until: link.until - readsMayBeBehind }))
  return { looks, links: proven.filter(({ from, until }) => from < until), most, spoiled }
}

/** In force between looks that follow each other, and unknown elsewhere: they saw nothing missing but what is recorded as drift. */
export function seen({ looks, links, spoiled }: Chain, period: Period): Interval[] {
  const line: Interval[] = []
  let at = period.from
  const blind = (until: number) => {
    if (at >= until) return
    const [before, after] = [lastBefore(looks, at), firstFrom(looks, until)]
    const unread = spoiled[firstFrom(spoiled, looks[before]?.began ?? at)]
    const isUnread = unread !== undefined && unread.began < until
    const records = [...idsOf(looks, before, after), ...(isUnread ? [unread.id] : [])]
    line.push({ from: at, until, state: 'unknown', why: isUnread ? 'not-read' : 'blind', records })
    at = until
  }
  for (const link of links.slice(firstLink(links, period.from))) {
    if (link.from >= period.until) break
    blind(Math.max(link.from, period.from))
    const until = Math.min(link.until, period.until)
    if (at >= until) continue
    const records = idsOf(looks, lastBefore(looks, at), firstFrom(looks, until))
    line.push({ from: at, until, state: 'in-force', why: 'seen', records })
    at = until
  }
  blind(period.until)
  return line
}

const idsOf = (looks: readonly Look[], ...indices: number[]): string[] => [
  ...new Set(indices.flatMap((index) => looks[index]?.id ?? [])),
]

function firstLink(links: Chain['links'], time: number): number {
  return firstWhere(links.length, (index) => (links[index]?.until ?? 0) > time)
}

/** Index of the first look that began at a time or later; as many as there are looks where there is none. */
export const firstFrom = (looks: readonly { began: number }[], time: number): number =>
  firstWhere(looks.length, (index) => (looks[index]?.began ?? 0) >= time)

/** Index of the last look that began at a time or before; -1 where there is none. */
export const lastBefore = (looks: readonly Look[], time: number): number =>
  firstWhere(looks.length, (index) => (looks[index]?.began ?? 0) > time) - 1

/** The first index for which something holds that holds for all behind it. */
export function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
