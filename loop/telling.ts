import type { Notice } from '../core/event/incident.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Tally } from '../core/notice/daily.ts'
import { isNotice, isUrgent, type Message, noticesOf, type Several } from '../core/notice/message.ts'
import type { AuditSink, Clock, Keys, Mailer, Notifier, State } from '../core/ports.ts'
import { alarm } from './alarm.ts'
import { gather } from './gathering.ts'
import { pseudonymous } from './pseudonymous.ts'
import { notificationRecords } from './record.ts'
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
export const calm = { messages: 10, within: 60_000 }

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

  async function send(message: Message): Promise<void> {
    const isDigest = !isNotice(message) && message.kind === 'several' && message.why === 'gathered'
    const named = manifest.notifications.identifiers === 'pseudonym' ? await pseudonymous(message, keys) : message
    const sent = await mail(named).then(
      (messageId) => ({ messageId, error: null }),
      (error: unknown) => ({ messageId: null, error }),
    )
    if (sent.error === null) {
      await quietly(state.put({ [sentRows + id()]: clock.now() }, calm.within), undefined)
      return note(message, isDigest ? 'digest' : 'told', sent.messageId)
    }
    await note(message, 'failed', null, sent.error)
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
    result: Exclude<Tally['result'], 'sweep'>,
    messageId: string | null,
    error?: unknown,
  ) {
    await quietly(tally(ports, result, message), undefined)
    if (!audit) return
    try {
      const told = result === 'digest' ? 'told' : result
      const records = await notificationRecords({ keys, clock, id }, manifest, message, told, messageId, error)
      if (records.length > 0) await audit(records)
    } catch (failure) {
      if (!(await quietly(state.claim('told/telling-not-recorded', id(), quiet), true))) return
      // Not the way of all others: what is told of it would have to be recorded.
      const notify: Notifier = async (told) => void (await mail(told))
      await alarm({ notify, clock }, 'audit-not-written', 'It cannot be recorded what people were told', failure)
    }
  }

  return async (message) => {
    if (!isNotice(message) && (message.kind === 'daily' || message.why === 'gathered')) return send(message)
    const counted = await quietly(withTimes(state, message, clock.now()), message)
    if ((await quietly(waits(counted), false)) && (await isKept(noticesOf(counted))))
      return note(counted, 'gathered', null)
    return send(counted)
  }
}

/** The state decides nothing: where it cannot be used, people are told at once. */
const quietly = <Value>(work: Promise<Value>, otherwise: Value): Promise<Value> => work.catch(() => otherwise)

const unnamed: Keys = async () => {
  throw new Error('There is no key for pseudonyms')
}
