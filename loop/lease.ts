import { member } from '../core/event/member.ts'
import { canonicalJson } from '../core/json.ts'
import type { Clock } from '../core/ports.ts'
import type { EnforcementPorts } from './ports.ts'

type Ports = Pick<EnforcementPorts, 'state' | 'keys' | 'clock'>

/** A dead holder blocks the next no longer than this, in milliseconds. */
export const leaseLasts = 3 * 60_000

const beat = 60_000

export const leaseRow = (name: string): string => `lease/${name}`

// Beside a lease stands when its holder said last that it lives, under our own seal: whoever can write the state, and has
// not the key, must not be able to keep a sweep from its work.

const lifeRow = (name: string, holder: string): string => `alive/${name}/${holder}`

const sealOf = ({ keys }: Ports, name: string, holder: string, time: number): Promise<string | undefined> =>
  keys('seal', canonicalJson([leaseRow(name), holder, time])).catch(() => undefined)

/** Takes a lease, or keeps it. False: another one has it, says the state. */
export async function claimLease(ports: Ports, name: string, holder: string): Promise<boolean> {
  const { state, clock } = ports
  const time = clock.now()
  const seal = await sealOf(ports, name, holder, time)
  if (seal !== undefined) await state.put({ [lifeRow(name, holder)]: { time, seal } }, leaseLasts)
  return state.claim(leaseRow(name), holder, leaseLasts)
}

/** Whether somebody has a lease who lives. */
export async function isLeased(ports: Ports, name: string): Promise<boolean> {
  const { state, clock } = ports
  const holder = await state.get(leaseRow(name))
  if (typeof holder !== 'string') return false
  const life = await state.get(lifeRow(name, holder))
  const [time, seal] = [member(life, 'time'), member(life, 'seal')]
  if (typeof time !== 'number' || Math.abs(clock.now() - time) > leaseLasts || typeof seal !== 'string') return false
  return seal === (await sealOf(ports, name, holder, time))
}

/**
 * Does work that only one holder does at a time, who may take the lease again. `work` says whether it is done: as long as
 * it goes on elsewhere the lease is kept. False: another one has it.
 */
export async function withLease(
  ports: Ports,
  name: string,
  holder: string,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const { state, clock } = ports
  const row = leaseRow(name)
  const claim = () => claimLease(ports, name, holder)
  if (!(await claim()) && (await isLeased(ports, name))) return false
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
