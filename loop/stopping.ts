import type { Clock, State } from '../core/ports.ts'
import { currentGeneration, isSuperseded } from './generation.ts'
import type { Trigger } from './trigger.ts'

/** As many changes are tried though it is late, so that a run that takes long to read comes to an end some day. */
export const fewest = 20

/** Not even these when it is later than that, in milliseconds: a function is stopped in the middle of a call. */
export const grace = 15_000

/** When a run stops between two changes: because it is late, or because another manifest is deployed than it works for. */
export interface Stopping {
  /** Counts the changes of one look: asked before each of them, it says whether the rest is to be left. */
  counting(): () => Promise<boolean>
  /** Whether it is that late, or will be in so many milliseconds. */
  isLate(within?: number): boolean
  /** What ended a look before its last change. */
  reason(): 'manifest' | 'time' | null
}

/** What the state said before delays nothing twice: a run that waited once works for the generation that the state names. */
export async function stoppingOf(
  { clock, state, generation }: { clock: Clock; state: State; generation: number },
  { deadline, isDue }: Pick<Trigger, 'deadline' | 'isDue'>,
): Promise<Stopping> {
  const own = (isDue && (await currentGeneration(state))) || generation
  const isLate = (within = 0) => clock.now() >= deadline - within
  let reason: ReturnType<Stopping['reason']> = null
  return {
    isLate,
    reason: () => reason,
    counting() {
      let tried = 0
      return async () => {
        tried += 1
        if (reason !== null) return true
        // After a change at least: a row that is written anew all the time would end every run before it did anything.
        if ((tried > 1 || !isDue) && (await isSuperseded(state, own))) reason = 'manifest'
        else if ((tried > fewest && isLate()) || (tried > 1 && isLate(-grace))) reason = 'time'
        return reason !== null
      }
    },
  }
}
