import type { OutcomeDocument } from '../../schemas/types/outcome.ts'
import type { Change } from './change.ts'

/** What came of a change. */
export type Outcome = OutcomeDocument['changes'][number]['outcome']

/** Whether the world is as the change wanted it. */
export const isDone = ({ result }: Outcome): boolean => result === 'done' || result === 'already'

export type ChangeWithOutcome = Change & { outcome: Outcome }
