import { fits } from '../core/event/pattern.ts'
import type { Pattern } from '../core/event/wiring.ts'

/**
 * Whether EventBridge would match an event: every member of the pattern is matched by the event's, an array in the
 * event by any of its items (EventBridge User Guide, "Event patterns"). Knows the matchers that the wiring uses.
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined
    return Array.isArray(wanted) ? fits(wanted, value) : matches(wanted, value)
  })
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
