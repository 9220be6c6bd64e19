import type { Problem } from '../problem.ts'
import type { Change } from './change.ts'
import { type ChangeWithOutcome, isDone } from './outcome.ts'
import type { ReviewedRemoval } from './review.ts'

/** What keeps removals from being carried out, because something that is to be added is not. */
export interface Hindrance {
  /** In words; null: nothing does. */
  why: string | null
  /** Whether something waits for nothing but a slot that one of the removals frees. */
  isFreeing: boolean
}

/** What a run could not carry out says to removals: the new is in place before the old goes, or the old stays. */
export function hindranceOf(
  blocked: Problem[],
  changes: (Change | ChangeWithOutcome)[],
  review: readonly ReviewedRemoval[],
): Hindrance {
  const freed = new Set(review.filter(({ key }) => key.startsWith('detach/')).map(({ key }) => slotIn(key)))
  const waits = ({ code, change = '' }: Problem) => code === 'no-slot' && freed.has(slotIn(change))
  const problem = blocked.find((one) => !waits(one))
  const left = changes.find((change) => !('outcome' in change && isDone(change.outcome)))
  return { why: problem?.message ?? (left ? sentence(left) : null), isFreeing: blocked.some(waits) }
}

function sentence(change: Change | ChangeWithOutcome): string {
  const outcome = 'outcome' in change ? change.outcome : undefined
  return `${change.key} was ${outcome?.result ?? 'not tried'}: ${outcome?.error?.message ?? change.reason.text}`
}

/** Type of the policy, and target, in the key of a change. */
const slotIn = (key: string): string => `${key.split('/')[1]} ${key.slice(key.lastIndexOf('/') + 1)}`
