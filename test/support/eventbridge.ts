/**
 * Whether EventBridge would match an event (User Guide, "Event patterns" and "Comparison operators"). Written for the
 * tests alone, beside local/pattern.ts, so that one misreading does not confirm the other.
 */
export function takes(pattern: object, event: unknown): boolean {
  for (const [key, wanted] of Object.entries(pattern)) {
    if (key === '$or') {
      if (!wanted.some((one: object) => takes(one, event))) return false
      continue
    }
    const found = isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined
    if (!Array.isArray(wanted)) {
      if (!takes(wanted, found)) return false
      continue
    }
    const values: unknown[] = Array.isArray(found) ? found : [found]
    if (!wanted.some((one) => values.some((value) => fits(one, value)))) return false
  }
  return true
}

function fits(wanted: unknown, value: unknown): boolean {
  if (!isObject(wanted)) return wanted === value
  const [operator, ...others] = Object.keys(wanted)
  if (others.length > 0 || operator === undefined) throw new Error(`No filter: ${JSON.stringify(wanted)}`)
  // biome-ignore lint/suspicious/noExplicitAny: each operator takes its own
  const given: any = wanted[operator]
  switch (operator) {
    case 'exists':
      return given === (value !== undefined)
    case 'prefix':
      return typeof value === 'string' && value.startsWith(given)
    case 'suffix':
      return typeof value === 'string' && value.endsWith(given)
    case 'wildcard':
      return typeof value === 'string' && glob(given).test(value)
    case 'anything-but':
      return value !== undefined && ![given].flat().some((one) => fits(one, value))
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === given.toLowerCase()
    default:
      throw new Error(`Nobody here knows the filter ${operator}`)
  }
}

const glob = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's')

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
