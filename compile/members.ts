/** A mapping, as YAML and JSON have it. */
export type Members = Record<string, unknown>

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member of a mapping that came from a file, never one that every object inherits. */
export const own = <Value>(values: Record<string, Value> | undefined, name: string): Value | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
