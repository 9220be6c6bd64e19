import type { Clock } from '../../core/ports.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a function of a process that died ends with, for whoever called it. */
export class ProcessDied extends Error {
  override name = 'ProcessDied'
}

/**
 * One life of a process. Everything that it does goes through here; once it is dead nothing of it ever happens again: no
 * call begins, no call that was under way comes back, with a result or an error, and no sleep ends. What had reached
 * the other side of a port may still take effect there.
 */
export interface Life {
  /** Time as this process sees it. */
  clock: Clock
  /** Work that it waits for. Before and after it the process may die. */
  wait<Value>(work: () => Promise<Value>): Promise<Value>
  /** Ports that work as long as it lives. */
  ports<Ports extends object>(ports: Ports): Ports
  /** A function of the process, for somebody who outlives it: rejects with ProcessDied at the death. */
  serve<Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>): (...args: Args) => Promise<Value>
  kill(): void
  /** Dies by itself at the n-th point from now on at which it can; resolves never. */
  dieAt(point: number): void
  /** Points passed so far at which it could have died. */
  points(): number
}

/** What answers at once: it asks for nothing and changes nothing but what a process has in its own memory. */
const immediate = new Set(['now', 'id', 'calls', 'ignored', 'ran'])

const never = new Promise<never>(() => {})

/** `died` hears of the death at once. */
export function createLife(time: VirtualClock, died: () => void = () => {}): Life {
  const { clock: own, end } = time.fork()
  let isAlive = true
  let passed = 0
  let last = Number.POSITIVE_INFINITY
  let reject: (error: Error) => void = () => {}
  const death = new Promise<never>((_, rejected) => {
    reject = rejected
  })
  death.catch(() => {})

  function kill(): void {
    if (!isAlive) return
    isAlive = false
    end()
    reject(new ProcessDied('The process died'))
    died()
  }

  /** Whether it lives beyond this point. */
  function survives(): boolean {
    if (isAlive && ++passed >= last) kill()
    return isAlive
  }

  async function wait<Value>(work: () => Promise<Value>): Promise<Value> {
    if (!survives()) return never
    try {
      const value = await work()
      return survives() ? value : await never
    } catch (error) {
      if (!survives()) return never
      throw error
    }
  }

  const mortal = (name: string, port: unknown): unknown => {
    if (typeof port === 'function')
      return immediate.has(name) ? port : (...args: unknown[]) => wait(async () => port(...args))
    return typeof port === 'object' && port !== null && isBundle(port) ? bundle(port) : port
  }
  const bundle = (ports: object) =>
    Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, mortal(name, port)]))

  return {
    clock: { now: own.now, sleep: (milliseconds, signal) => wait(() => own.sleep(milliseconds, signal)) },
    wait,
    ports: <Ports extends object>(ports: Ports) => bundle(ports) as Ports,
    serve:
      (work) =>
      (...args) =>
        isAlive ? Promise.race([work(...args), death]) : death,
    kill,
    dieAt(point) {
      last = passed + point
    },
    points: () => passed,
  }
}

/** Whether something is a port of several functions, not a value. */
const isBundle = (value: object): boolean => Object.values(value).some((member) => typeof member === 'function')
