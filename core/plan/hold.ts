import { nameKey } from '../policy/type.ts'
import type { Change } from './change.ts'
import { isEviction } from './evict.ts'
import { type ChangeWithOutcome, isDone } from './outcome.ts'

/** What of a plan must not be tried any more, because what it rests on did not come about. */
export interface Hold {
  note(result: ChangeWithOutcome): void
  holds(change: Change): boolean
}

/**
 * Nothing is removed after something that was to be added was not: a plan attaches the new before it detaches the old.
 * Nothing is attached of a type that could not be enabled, of a policy that could not be made, or in place of one that
 * was not detached. A policy that was not detached somewhere is not deleted.
 */
export function createHold(): Hold {
  const types = new Set<string>()
  const policies = new Set<string>()
  const attached = new Set<string>()
  const full = new Set<string>()
  let isShort = false
  return {
    note({ action, policy, target, outcome }) {
      if (action === 'attach') full.delete(slot({ policy, target }))
      if (isDone(outcome)) return
      if (!removes(action)) isShort = true
      if (action === 'enable-policy-type') types.add(policy.type)
      if (action === 'create-policy' || isNoMore(outcome)) policies.add(nameKey(policy))
      if (action === 'detach') {
        attached.add(nameKey(policy))
        full.add(slot({ policy, target }))
      }
    },
    holds(change) {
      const { action, policy, target } = change
      if (action === 'delete-policy' && attached.has(nameKey(policy))) return true
      if (removes(action)) return isShort && !isEviction(change)
      if (action !== 'attach') return false
      return types.has(policy.type) || policies.has(nameKey(policy)) || full.has(slot({ policy, target }))
    },
  }
}

/** Whoever deleted the policy, or switched its type off, meanwhile: every other target would be refused alike. */
const isNoMore = ({ error }: ChangeWithOutcome['outcome']): boolean =>
  error?.name === 'PolicyNotFoundException' || error?.name === 'PolicyTypeNotEnabledException'

/** At a target whose slots are all taken, each attachment stands right behind the detachment that makes room for it. */
const slot = ({ policy, target }: Pick<Change, 'policy' | 'target'>): string => `${policy.type} ${target?.id}`

/** Whether an action takes something away. */
export const removes = (action: Change['action']): boolean => action === 'detach' || action === 'delete-policy'
