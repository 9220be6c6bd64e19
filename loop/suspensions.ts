import type { WatchedEvent } from '../core/event/read.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Policy } from '../core/organization/organization.ts'
import type { Change } from '../core/plan/change.ts'
import type { Outcome } from '../core/plan/outcome.ts'
import { judge, placeOfChange, type Suspension, suspensionOf } from '../core/suspend/judge.ts'
import { rememberedIn, rowsLast, rowsOf, suspensionRows } from '../core/suspend/row.ts'
import { iso, suspensionNotice } from '../core/suspend/tell.ts'
import { alarm } from './alarm.ts'
import { inTime } from './in-time.ts'
import type { EnforcementPorts } from './ports.ts'
import { suspensionRecord } from './record.ts'
import type { Recorder } from './recorder.ts'

type Ports = Pick<EnforcementPorts, 'suspensions' | 'state' | 'notify' | 'clock' | 'id'>

/** What is suspended, as one run sees it. */
export interface Suspended {
  /** Reads what is written now, and tells what is new. `policies` are those whose names are known. */
  look(policies: Pick<Policy, 'id' | 'name'>[]): Promise<void>
  /** Why a change is not carried out, by what was read lately; undefined: its place is not suspended. */
  holds(change: Change): Promise<Outcome | undefined>
  /** Keys of what was held when it was asked for last, and until when, in epoch milliseconds. */
  held: ReadonlyMap<string, number>
}

/** What was read serves for so long, in milliseconds: whoever suspends waits half a minute at most. */
const serves = 10_000

/** As long nobody is told the same again, in milliseconds. */
const quiet = 60 * 60_000

/** An answer that takes longer keeps no guardrail waiting, in milliseconds. */
const patience = 5_000

/**
 * The one way in which every writer learns what is suspended. Where that cannot be read nothing is, and people are told,
 * once in an hour.
 */
export function suspendedFor(
  ports: Ports,
  manifest: Manifest,
  recorder: Recorder,
  events: WatchedEvent[] = [],
): Suspended {
  const { clock } = ports
  let known: Pick<Policy, 'id' | 'name'>[] = []
  let found: Suspension[] = []
  let since = Number.NEGATIVE_INFINITY
  const held = new Map<string, number>()

  async function read(): Promise<void> {
    since = clock.now()
    found = []
    try {
      found = await current(ports, manifest, recorder, events, known)
    } catch (error) {
      const what = 'It cannot be read what is suspended; everything is enforced'
      if (await ports.state.claim('told/suspensions-unreadable', ports.id(), quiet))
        await alarm(ports, 'suspensions-unreadable', what, error)
    }
  }

  return {
    async look(policies) {
      known = policies
      await read()
    },
    async holds(change) {
      held.delete(change.key)
      if (!placeOfChange(change)) return undefined
      if (clock.now() - since >= serves) await read()
      const one = suspensionOf(found, change)
      if (!one || clock.now() >= one.until) return undefined
      held.set(change.key, one.until)
      return heldBy(one)
    },
    held,
  }
}

/** More places are no emergency: somebody writes and removes parameters so that each run has to read what is remembered. */
const mostRemembered = 2_000

/** What is suspended now, with what is remembered. Rejects where it cannot be read, or more is remembered than anybody needs. */
export async function judged({ clock, state, suspensions }: Pick<Ports, 'clock' | 'state' | 'suspensions'>) {
  const written = await inTime(clock, patience, suspensions(), noAnswer)
  const rows = rememberedIn(await state.list(suspensionRows))
  if (rows.size > mostRemembered)
    throw new Error(`More than ${mostRemembered} suspensions are remembered of the last day`)
  return { rows, ...judge(written, rows, clock.now()) }
}

const noAnswer = (): never => {
  throw new Error('No answer within five seconds')
}

/** The same; tells what is new, and remembers it. */
async function current(
  ports: Ports,
  manifest: Manifest,
  recorder: Recorder,
  events: WatchedEvent[],
  policies: Pick<Policy, 'id' | 'name'>[],
): Promise<Suspension[]> {
  const { suspensions, news, remembered, rows } = await judged(ports)
  for (const one of news) {
    await ports.notify(suspensionNotice(one, { policies, manifest }, events, ports.clock.now()))
    await recorder.write(suspensionRecord(recorder, one, events).then((one) => [one]))
  }
  await ports.state.put(rowsOf(remembered, rows), rowsLast)
  return suspensions
}

/** Name of the error of a change that was not carried out because its place is suspended. */
export const suspendedBy = 'Suspended'

/** Why a change was not carried out. */
const heldBy = ({ until, ticket, reason, name }: Suspension): Outcome => ({
  result: 'skipped',
  error: {
    name: suspendedBy,
    reason: null,
    message: `It is suspended until ${iso(until)} (${ticket}: ${reason}). To end that, remove the parameter ${name}`,
    requestId: null,
  },
})
