// Safe ways into events, which anybody may have written: own members only, texts cut to a length.

export const member = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  )

export const text = (value: unknown, longest: number): string =>
  typeof value === 'string' ? value.slice(0, longest) : ''

export const accountIdOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{12}$/.test(value) ? value : undefined
