// Checks of AWS Systems Manager, which refuses with ValidationException and names the member (API reference, "Common
// Errors"; texts as the service answers them).
import type { Check } from '../checks.ts'
import { refuse } from '../errors.ts'

const invalid = (text: string): never => refuse('ValidationException', text)

const constraint = (member: string, value: unknown, rule: string): never => {
  const what = value === undefined || value === null ? 'Value' : `Value '${String(value).slice(0, 200)}'`
  return invalid(
    `1 validation error detected: ${what} at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: Member must ${rule}`,
  )
}

const unconvertible = (wanted: string): never =>
  refuse('SerializationException', `The value can not be converted to ${wanted}`)

/** A text of a length; `least` 0 allows that it is missing. */
export const text =
  (member: string, least: number, most: number): Check<string> =>
  (value) => {
    if (value === undefined || value === null) return least > 0 ? constraint(member, value, 'not be null') : ''
    if (typeof value !== 'string') return unconvertible('a String')
    if (value.length < least) return constraint(member, value, `have length greater than or equal to ${least}`)
    return value.length > most ? constraint(member, value, `have length less than or equal to ${most}`) : value
  }

export const flag = (): Check<boolean> => (value) =>
  value === undefined || value === null ? false : typeof value === 'boolean' ? value : unconvertible('a Boolean')

/** A number of results; the most where none is asked for. */
export const results =
  (most: number): Check<number> =>
  (value) => {
    if (value === undefined || value === null) return most
    if (typeof value !== 'number') return unconvertible('an Integer')
    if (value < 1) return constraint('maxResults', value, 'have value greater than or equal to 1')
    return value > most ? constraint('maxResults', value, `have value less than or equal to ${most}`) : value
  }

export const oneOf =
  (member: string, allowed: readonly string[]): Check<string | undefined> =>
  (value) =>
    value === undefined || value === null
      ? undefined
      : (allowed.find((one) => one === value) ??
        constraint(member, value, `satisfy enum value set: [${allowed.join(', ')}]`))

export const names = (member: string): Check<string[]> => {
  const one = text(member, 1, 2_048)
  return (value) => {
    if (!Array.isArray(value) || value.length === 0)
      return constraint(member, value, 'have length greater than or equal to 1')
    return value.length > 10 ? constraint(member, value, 'have length less than or equal to 10') : value.map(one)
  }
}

/** What the emulator does not play is refused and not passed over in silence. */
export const unplayed =
  (member: string): Check<undefined> =>
  (value) =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0)
      ? undefined
      : invalid(`The emulator does not play ${member}.`)

const longestName = 1_011

/** Rules of names: API reference, PutParameter, "Name". */
export function newName(name: string): string {
  if (name.length > longestName) return invalid(`Parameter name is too long: ${longestName} characters at most.`)
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name))
    return invalid('Parameter name: only a mix of letters, numbers and the following 4 symbols ".-_/" is allowed.')
  if (name.includes('/') && !name.startsWith('/')) return invalid('Parameter name must be a fully qualified name.')
  if (/^\/?(aws|ssm)/i.test(name))
    return invalid(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    )
  if (name.split('/').length > 16)
    return refuse(
      'HierarchyLevelLimitExceededException',
      'Parameter name: hierarchical parameters can have a maximum of 15 levels.',
    )
  return name
}
