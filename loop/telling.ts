import type { Notice } from '../core/event/incident.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Tally } from '../core/notice/daily.ts'
import { isNotice, isUrgent, type Message, noticesOf, type Several } from '../core/notice/message.ts'
import type { AuditSink, Clock, Keys, Mailer, Notifier, State } from '../core/ports.ts'
import { gather } from './gathering.ts'
import { pseudonymous } from './pseudonymous.ts'
import { notificationRecord } from './record.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { tally } from './tally.ts'
import { withTimes } from './thread.ts'

export { tellDaily } from './daily.ts'
export { tellGathered } from './gathering.ts'

export interface TellingPorts {
  mail: Mailer
  state: State
  clock: Clock
  /** A new ULID. */
  id: () => string
  /** Without it nothing is recorded. */
  audit?: AuditSink
  /** Without them whoever should have a pseudonym has no name at all. */
  keys?: Keys
}

/** As many messages within this time, in milliseconds, are a storm: what is not urgent is gathered from then on. */
export const calm = { messages: 10, within: 5 * 60_000 }

/** Messages that were sent a moment ago, by whichever process. */
const sentRows = 'sent/'

/** As long nobody is told the same again, in milliseconds. */
const quiet = 60 * 60_000

/**
 * Tells people by messages: what is urgent at once and alone; what hardly matters, or comes in a storm, with the next digest.
 * What became of each is counted and recorded. Rejects where it could neither be told nor kept.
 */
export function teller(ports: TellingPorts, manifest: Manifest): Notifier {
  const { mail, state, clock, id, audit } = ports
  const keys = ports.keys ?? unnamed

  async function waits(message: Notice | Several): Promise<boolean> {
    const notices = noticesOf(message)
    if (notices.some(isUrgent)) return false
    if (notices.every(({ incident }) => incident.severity === 'low')) return true
    return Object.keys(await state.list(sentRows)).length >= calm.messages
  }

  /** Not the way of all others: what is told of recording would have to be recorded. */
  const notify: Notifier = async (message) => {
    for (const notice of noticesOf(message))
      if (await quietly(state.claim(`told/telling/${notice.incident.key}`, id(), quiet), true))
        await mail(await named(notice))
  }

  const named = async (message: Message): Promise<Message> =>
    manifest.notifications.identifiers === 'pseudonym' ? pseudonymous(message, keys) : message

  const recorder = (): Recorder | undefined => audit && recorderFor({ audit, keys, notify, clock, id, state }, manifest)

  async function send(message: Message): Promise<void> {
    const recording = recorder()
    const sent = await mail(await named(await withRecords(message, recording))).then(
      (messageId) => ({ messageId, error: null }),
      (error: unknown) => ({ messageId: null, error }),
    )
    if (sent.error === null) {
      await quietly(state.put({ [sentRows + id()]: clock.now() }, calm.within), undefined)
      return note(message, isDigest(message) ? 'digest' : 'told', sent.messageId, null, recording)
    }
    await note(message, 'failed', null, sent.error, recording)
    const once = noticesOf(message).filter(({ isOnce }) => isOnce)
    if (once.length === 0 || !(await isKept(once))) throw sent.error
  }

  /** Whether it was gathered, and nobody has to tell it any more. */
  const isKept = (notices: Notice[]): Promise<boolean> =>
    quietly(
      gather(ports, notices).then(() => true),
      false,
    )

  async function note(
    message: Message,
    became: Exclude<Tally['result'], 'sweep'>,
    messageId: string | null,
    error: unknown,
    recording = recorder(),
  ): Promise<void> {
    await quietly(tally(ports, became, message), undefined)
    if (!recording) return
    const result = became === 'digest' ? 'told' : became
    const said = { result, messageId, error: error === null ? null : nameOf(error) }
    const about = noticesOf(message).map(({ incident }) => incident)
    const subjects = about.length > 0 ? about : [dailySubject]
    await recording.write(Promise.all(subjects.map((one) => notificationRecord(recording, one, said))))
    await recording.end()
  }

  return async (message) => {
    if (!isNotice(message) && (message.kind === 'daily' || message.why === 'gathered')) return send(message)
    const counted = await quietly(withTimes(state, message, clock.now()), message)
    const isGathered = (await quietly(waits(counted), false)) && (await isKept(noticesOf(counted)))
    return isGathered ? note(counted, 'gathered', null, null) : send(counted)
  }
}

const isDigest = (message: Message): boolean =>
  !isNotice(message) && message.kind === 'several' && message.why === 'gathered'

/** What the sum of a day is recorded as. */
const dailySubject = { key: 'daily', opened: 0, state: 'reported', severity: 'low' } as const

/** What an error says is AWS's text, and may quote somebody. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error')

/** With the names of the incidents in the audit trail, where they can be had. */
async function withRecords(message: Message, recorder: Recorder | undefined): Promise<Message> {
  if (!recorder || (!isNotice(message) && message.kind === 'daily')) return message
  const named = async (notice: Notice): Promise<Notice> => {
    const record = await recorder.incident(notice.incident.key, notice.incident.opened)
    return recorder.isBehind() ? notice : { ...notice, record }
  }
  return isNotice(message) ? named(message) : { ...message, notices: await Promise.all(message.notices.map(named)) }
}

/** The state decides nothing: where it cannot be used, people are told at once. */
const quietly = <Value>(work: Promise<Value>, otherwise: Value): Promise<Value> => work.catch(() => otherwise)

const unnamed: Keys = async () => {
  throw new Error('There is no key for pseudonyms')
}
