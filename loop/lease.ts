import type { State } from '../core/ports.ts'

/** A dead holder blocks the next no longer than a function can run, in milliseconds. */
const lasts = 15 * 60_000

export const leaseRow = (name: string): string => `lease/${name}`

/**
 * Does work that only one holder does at a time, who may take the lease again. `work` says whether it is done: as long as
 * it goes on elsewhere the lease is kept. False: another one has it.
 */
export async function withLease(
  state: State,
  name: string,
  holder: string,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const row = leaseRow(name)
  if (!(await state.claim(row, holder, lasts))) return false
  let isDone = true
  try {
    isDone = await work()
  } finally {
    if (isDone && (await state.get(row)) === holder) await state.remove([row])
  }
  return true
}
