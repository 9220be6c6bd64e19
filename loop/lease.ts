import type { Clock, State } from '../core/ports.ts'

/** A dead holder blocks the next no longer than this, in milliseconds. */
export const leaseLasts = 3 * 60_000

const beat = 60_000

export const leaseRow = (name: string): string => `lease/${name}`

/**
 * Does work that only one holder does at a time, who may take the lease again. `work` says whether it is done: as long as
 * it goes on elsewhere the lease is kept. False: another one has it.
 */
export async function withLease(
  state: State,
  name: string,
  holder: string,
  clock: Clock,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const row = leaseRow(name)
  const claim = () => state.claim(row, holder, leaseLasts)
  if (!(await claim())) return false
  let isDone = true
  try {
    isDone = await whileBeating(clock, claim, work)
  } finally {
    if (isDone && (await state.get(row)) === holder) await state.remove([row])
  }
  return true
}

/** Says every minute, as long as work is going on, that it is. */
export async function whileBeating<Value>(
  clock: Clock,
  say: () => Promise<unknown>,
  work: () => Promise<Value>,
): Promise<Value> {
  const ending = new AbortController()
  const beating = async () => {
    for (;;) {
      await clock.sleep(beat, ending.signal)
      if (ending.signal.aborted) return
      await say()
    }
  }
  const beats = beating()
  // What cannot be said ends nothing: the work is done all the same.
  beats.catch(() => {})
  try {
    return await work()
  } finally {
    ending.abort()
  }
}
