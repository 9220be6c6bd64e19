import type { Value } from './template.ts'

/**
 * Whether EventBridge would match an event (User Guide, "Event patterns" and "Comparison operators"). Written for the
 * tests alone, beside local/pattern.ts, so that one misreading does not confirm the other.
 */
export function matchesPattern(pattern: Value, event: Value): boolean {
  for (const [key, wanted] of Object.entries<Value>(pattern)) {
    if (key === '$or') {
      if (!wanted.some((one: Value) => matchesPattern(one, event))) return false
      continue
    }
    const found = event?.[key]
    if (!Array.isArray(wanted)) {
      if (!matchesPattern(wanted, found)) return false
      continue
    }
    const values: Value[] = Array.isArray(found) ? found : [found]
    if (!wanted.some((one) => values.some((value) => fits(one, value)))) return false
  }
  return true
}

function fits(wanted: Value, value: Value): boolean {
  if (wanted === null || typeof wanted !== 'object') return wanted === value
  const [operator, ...others] = Object.keys(wanted)
  if (others.length > 0 || operator === undefined) throw new Error(`No filter: ${JSON.stringify(wanted)}`)
  const given = wanted[operator]
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
