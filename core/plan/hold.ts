import { nameKey } from '../policy/type.ts'
import type { Change } from './change.ts'
import { type ChangeWithOutcome, isDone } from './outcome.ts'

/** What of a plan must not be tried any more, because what it rests on did not come about. */
export interface Hold {
  note(result: ChangeWithOutcome): void
  holds(change: Change): boolean
}

/**
 * Nothing is removed after something that was to be added was not: a plan attaches the new before it detaches the old.
 * Nothing is attached of a type that could not be enabled, or of a policy that could not be made.
 */
export function createHold(): Hold {
  const types = new Set<string>()
  const policies = new Set<string>()
  let isShort = false
  return {
    note({ action, policy, outcome }) {
      if (isDone(outcome)) return
      if (!removes(action)) isShort = true
      if (action === 'enable-policy-type') types.add(policy.type)
      if (action === 'create-policy') policies.add(nameKey(policy))
    },
    holds({ action, policy }) {
      if (removes(action)) return isShort
      return action === 'attach' && (types.has(policy.type) || policies.has(nameKey(policy)))
    },
  }
}

/** Whether an action takes something away. */
export const removes = (action: Change['action']): boolean => action === 'detach' || action === 'delete-policy'
