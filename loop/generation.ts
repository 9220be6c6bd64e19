import { member } from '../core/event/member.ts'
import type { State } from '../core/ports.ts'

const row = 'generation'

interface Row {
  /** The one that is deployed. */
  current: number
  /** The greatest that ever was: it is another one than the current where a deployment was rolled back. */
  highest: number
}

/** From now on whoever works for another generation that was deployed, or rolled back, leaves what it has not done. */
export async function advance(state: State, generation: number): Promise<void> {
  const before = await generations(state)
  await state.put({ [row]: { current: generation, highest: Math.max(generation, before?.highest ?? generation) } })
}

/**
 * Whether another manifest is deployed than the one of this generation. A generation that is greater than all that ever
 * were is being deployed at this moment, and works.
 */
export async function isSuperseded(state: State, generation: number): Promise<boolean> {
  const known = await generations(state)
  return known !== undefined && generation !== known.current && generation <= known.highest
}

/** Undefined: nobody knows. */
export const currentGeneration = async (state: State): Promise<number | undefined> =>
  (await generations(state))?.current

/** The row is read as if somebody else had written it. */
async function generations(state: State): Promise<Row | undefined> {
  const value = await state.get(row)
  const [current, highest] = [member(value, 'current'), member(value, 'highest')]
  return typeof current === 'number' && typeof highest === 'number' ? { current, highest } : undefined
}
