import type { Clock } from '../../core/ports.ts'

/** Discrete virtual time: it stands still while work is in flight and jumps to the next sleeper when nothing else is left. */
export interface VirtualClock extends Clock {
  /** Counts a promise as in flight. */
  track<Value>(work: Promise<Value>): Promise<Value>
  /** The same time, for one process: when it ends, all who sleep by it are forgotten, and sleep for ever. */
  fork(): { clock: Clock; end(): void }
  /** For who answers work in flight, and lets it wait: as long as he sleeps it does not keep time from passing. */
  answering: Clock
  /** Called whenever nothing is in flight, before time passes: true where that has set something going. */
  beforeTimePasses(arrive: () => Promise<boolean>): void
  /** Lets time pass up to a moment, in epoch milliseconds, waking all who sleep until then. */
  advanceTo(time: number): Promise<void>
  /** Lets time pass until a promise is settled. */
  until<Value>(work: Promise<Value>): Promise<Value>
}

interface Sleeper {
  at: number
  wake: () => void
  process: symbol | undefined
}

export function virtualClock(start = Date.parse('2026-11-21T12:00:00Z')): VirtualClock {
  let now = start
  let inFlight = 0
  let sleepers: Sleeper[] = []

  let arrive = async (): Promise<boolean> => false

  const settle = async (): Promise<void> => {
    do {
      for (let quiet = 0; quiet < 3; quiet = inFlight > 0 ? 0 : quiet + 1)
        await new Promise((resolve) => setImmediate(resolve))
    } while (await arrive())
  }
  const next = (): Sleeper | undefined => {
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
  const sleep = (milliseconds: number, signal?: AbortSignal, process?: symbol): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const sleeper: Sleeper = { at: now + milliseconds, wake, process }
      function wake(): void {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      function stop(): void {
        const isForgotten = !sleepers.includes(sleeper)
        sleepers = sleepers.filter((other) => other !== sleeper)
        if (!isForgotten) resolve()
      }
      signal?.addEventListener('abort', stop, { once: true })
      sleepers.push(sleeper)
    })
  return {
    now: () => now,
    sleep,
    track(work) {
      inFlight += 1
      return work.finally(() => {
        inFlight -= 1
      })
    },
    fork() {
      const process = Symbol()
      return {
        clock: { now: () => now, sleep: (milliseconds, signal) => sleep(milliseconds, signal, process) },
        end() {
          sleepers = sleepers.filter((sleeper) => sleeper.process !== process)
        },
      }
    },
    answering: {
      now: () => now,
      async sleep(milliseconds) {
        inFlight -= 1
        await sleep(milliseconds)
        inFlight += 1
      },
    },
    beforeTimePasses(hook) {
      arrive = hook
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
