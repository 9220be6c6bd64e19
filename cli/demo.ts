import { longestPutOff } from '../core/event/reversal.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Clock } from '../core/ports.ts'
import { total } from '../render/plan.ts'
import { safe } from '../render/safe.ts'
import { noticesText } from '../render/timeline.ts'
import { duration, wrap } from '../render/words.ts'
import type { Context } from './context.ts'
import type { Admin } from './demo-admin.ts'
import { driftDeeds } from './demo-drift.ts'
import { enrolmentDeeds } from './demo-enrolment.ts'
import type { Enforcement, Told } from './enforcement.ts'

/** AWS does not let the administrator do it. */
class Refused extends Error {}

/** Does one deed after the other and shows what enforcement makes of each. `told` is filled by the enforcement. */
export async function demonstrate(
  context: Context,
  manifest: Manifest,
  enforcement: Enforcement,
  endpoint: string,
  told: Told[],
): Promise<void> {
  const admin = adminAt(endpoint, context.clock)
  const deeds = [
    ...(await driftDeeds(manifest, admin)),
    ...(await enrolmentDeeds(manifest, admin, context.clock.now())),
  ]
  for (const [at, { text, act }] of deeds.entries()) {
    if (context.signal.aborted) return
    context.out(`\n${context.paint('bold', wrap(`${at + 1}. ${safe(text)}`, 80, '   '))}\n`)
    told.length = 0
    const before = await lastEvent(endpoint)
    await hold(endpoint, true)
    const refusal = await act(admin).then(() => undefined, refusalOf)
    const started = context.clock.now()
    await hold(endpoint, false)
    if (refusal) context.out(`   ${wrap(`AWS refuses: ${safe(refusal)}`, 77, '   ')}\n`)
    await underWay(endpoint, context)
    if (context.signal.aborted) return
    const last = await lastEvent(endpoint)
    if (last === before) {
      context.out('   Its events never come\n')
      continue
    }
    const isOver = () => enforcement.hasArrived(last) || context.clock.now() > started + patience
    while (!isOver()) await context.clock.sleep(2)
    await enforcement.bus.idle()
    const isSeen = () => told.some(({ notices }) => notices.length > 0)
    if (!isSeen() && enforcement.isWaiting()) context.out('   Nothing to be seen yet: looking again\n')
    const waits = () => enforcement.isWaiting() && !context.signal.aborted && context.clock.now() < started + longest
    while (!isSeen() && waits()) await context.clock.sleep(50)
    if (context.signal.aborted) return
    const took = duration(context.clock.now() - started)
    const calls = told.reduce((sum, one) => sum + total(one.calls), 0)
    const notices = told.flatMap((one) => one.notices)
    context.out(
      notices.length > 0 ? noticesText(notices, took, calls, context.paint, '   ') : '   Nothing had to be done.\n',
    )
  }
  const ended = context.clock.now()
  while (enforcement.isWaiting() && !context.signal.aborted && context.clock.now() < ended + longest)
    await context.clock.sleep(50)
}

const patience = 10_000

/** Nothing is put off for longer; what waits still is for the end of an exemption or a suspension, in milliseconds. */
const longest = longestPutOff + 60_000

function refusalOf(error: unknown): string {
  if (error instanceof Refused) return error.message
  throw error
}

function adminAt(endpoint: string, clock: Clock): Admin {
  const call = async (
    operation: string,
    input: object,
    account = 'administrator',
    attempts = 60,
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSOrganizationsV20161128.${operation}`,
        Authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/organizations/aws4_request`,
      },
      body: JSON.stringify(input),
    })
    const output = (await answer.json()) as Record<string, unknown>
    if (/TooManyRequests|StatusNotFound/.test(String(output.__type)) && attempts > 1) {
      await clock.sleep(500)
      return call(operation, input, account, attempts - 1)
    }
    if (!answer.ok) throw new Refused(`${operation}: ${output.Message ?? output.message ?? output.__type}`)
    return output
  }
  const tower = async (body: object) => {
    const answer = await post(endpoint, 'control-tower', body)
    if (!answer.ok) throw new Refused(`Control Tower: ${await answer.text()}`)
  }
  return Object.assign(call, { tower })
}

const post = (endpoint: string, what: string, body: object) =>
  fetch(new URL(`/_holdfast/${what}`, endpoint), { method: 'POST', body: JSON.stringify(body) })

const hold = (endpoint: string, hold: boolean) => post(endpoint, 'delivery', { hold })

/** Resolves when no event is under way any more. */
async function underWay(endpoint: string, { clock, signal }: Context): Promise<void> {
  for (;;) {
    const { waiting } = (await (await fetch(new URL('/_holdfast/delivery', endpoint))).json()) as { waiting: number }
    if (waiting === 0 || signal.aborted) return
    await clock.sleep(20)
  }
}

/** Id of the last event that was delivered. */
async function lastEvent(endpoint: string): Promise<string> {
  const log = await (await fetch(new URL('/_holdfast/events', endpoint))).text()
  const line = log.trimEnd().split('\n').at(-1)
  return line ? String(JSON.parse(line).id) : ''
}
