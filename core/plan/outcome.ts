import type { OutcomeDocument } from '../../schemas/types/outcome.ts'
import type { Change } from './change.ts'

/** What came of a change. */
export type Outcome = OutcomeDocument['changes'][number]['outcome']

export type ChangeWithOutcome = Change & { outcome: Outcome }
