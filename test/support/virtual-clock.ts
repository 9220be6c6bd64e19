import type { Clock } from '../../core/ports.ts'

/** Discrete virtual time: it stands still while work is in flight and jumps to the next sleeper when nothing else is left. */
export interface VirtualClock extends Clock {
  /** Counts a promise as in flight. */
  track<Value>(work: Promise<Value>): Promise<Value>
  /** Lets time pass up to a moment, in epoch milliseconds, waking all who sleep until then. */
  advanceTo(time: number): Promise<void>
  /** Lets time pass until a promise is settled. */
  until<Value>(work: Promise<Value>): Promise<Value>
}

export function virtualClock(start = Date.parse('2026-11-21T12:00:00Z')): VirtualClock {
  let now = start
  let inFlight = 0
  const sleepers: { at: number; wake: () => void }[] = []

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet = inFlight > 0 ? 0 : quiet + 1)
      await new Promise((resolve) => setImmediate(resolve))
  }
  const next = (): { at: number; wake: () => void } | undefined => {
    sleepers.sort((one, other) => one.at - other.at)
    return sleepers[0]
  }
  const step = (until: number): boolean => {
    const sleeper = next()
    if (!sleeper || sleeper.at > until) return false
    sleepers.shift()
    now = Math.max(now, sleeper.at)
    sleeper.wake()
    return true
  }
  return {
    now: () => now,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ at: now + milliseconds, wake: () => wake() })),
    track(work) {
      inFlight += 1
      return work.finally(() => {
        inFlight -= 1
      })
    },
    async advanceTo(time) {
      do await settle()
      while (step(time))
      now = Math.max(now, time)
    },
    async until(work) {
      let done = false
      const settled = work.finally(() => {
        done = true
      })
      settled.catch(() => {})
      while (!done) {
        await settle()
        if (!done) step(Number.POSITIVE_INFINITY)
      }
      return settled
    },
  }
}
