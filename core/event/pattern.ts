/** What a value in an event may be asked for, as in a leaf of an EventBridge pattern. */
export type Matcher = string | { exists: boolean } | { prefix: string } | { wildcard: string }

/** Whether EventBridge would take a value for one of those asked for: of a list, any item (User Guide, "Event patterns"). */
export function fits(matchers: readonly Matcher[], value: unknown): boolean {
  const items: unknown[] = Array.isArray(value) ? value : [value]
  return matchers.some((matcher) =>
    typeof matcher === 'object' && 'exists' in matcher
      ? matcher.exists === (value !== undefined)
      : items.some((item) => typeof item === 'string' && isLike(matcher, item)),
  )
}

function isLike(matcher: Exclude<Matcher, { exists: boolean }>, item: string): boolean {
  if (typeof matcher === 'string') return item === matcher
  return 'prefix' in matcher ? item.startsWith(matcher.prefix) : wild(matcher.wildcard).test(item)
}

/** A star stands for any characters, also none. */
const wild = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replace(/[^\w]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
