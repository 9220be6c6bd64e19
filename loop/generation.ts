import type { State } from '../core/ports.ts'

const row = 'generation'

/** From now on whoever works for an earlier generation leaves what it has not done to a later one. */
export const advance = (state: State, generation: number): Promise<void> => state.put({ [row]: generation })

/** Whether a newer manifest was deployed since this process began. */
export async function isSuperseded(state: State, generation: number): Promise<boolean> {
  return (await newestGeneration(state)) > generation
}

export async function newestGeneration(state: State): Promise<number> {
  const newest = await state.get(row)
  return typeof newest === 'number' ? newest : Number.NEGATIVE_INFINITY
}
