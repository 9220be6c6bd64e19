import type { IdentifierKind } from '../core/audit/pseudonym.ts'
import type { Incident, Notice } from '../core/event/incident.ts'
import { isNotice, type Message } from '../core/notice/message.ts'
import type { Keys } from '../core/ports.ts'

/** In place of a pseudonym that cannot be had: never the value itself. */
const unavailable = 'unavailable'

type Scrub = (text: string) => Promise<string>

/**
 * A message in which no account id, principal, session, address or user agent stands as it is, in whichever of its texts. What
 * people wrote themselves, as reasons and names, stays.
 */
export async function pseudonymous(message: Message, keys: Keys): Promise<Message> {
  const ask: Keys = (kind, value) => keys(kind, value).catch(() => unavailable)
  if (isNotice(message)) return noticeWith(message, ask)
  if (message.kind === 'several')
    return { ...message, notices: await Promise.all(message.notices.map((notice) => noticeWith(notice, ask))) }
  const { open, suspended } = message
  const scrub = scrubber([], ask)
  return {
    ...message,
    open: await Promise.all(open.map((incident) => incidentWith(incident, ask, scrubberOf(incident, ask)))),
    suspended: suspended && (await Promise.all(suspended.map(scrub))),
  }
}

async function noticeWith(notice: Notice, ask: Keys): Promise<Notice> {
  const scrub = scrubberOf(notice.incident, ask)
  const incident = await incidentWith(notice.incident, ask, scrub)
  return { ...notice, incident, detail: notice.detail && (await scrub(notice.detail)) }
}

/** The key too: a thread is named by it, and an account id could be guessed from the name. */
async function incidentWith(incident: Incident, ask: Keys, scrub: Scrub): Promise<Incident> {
  const { key, text, policy, policyId, target, cause } = incident
  const named = async (kind: IdentifierKind, value: string) => (value ? ask(kind, value) : '')
  return {
    ...incident,
    key: await scrub(key),
    text: await scrub(text),
    policy: policy && (await scrub(policy)),
    policyId: policyId && (await scrub(policyId)),
    target: target && { id: await scrub(target.id), path: await scrub(target.path) },
    cause: cause && {
      event: await scrub(cause.event),
      id: cause.id,
      actor: {
        type: cause.actor.type,
        principal: await named('principal', cause.actor.principal),
        session: await named('session', cause.actor.session),
        sourceIp: await named('ip', cause.actor.sourceIp),
        userAgent: '',
      },
    },
  }
}

const scrubberOf = ({ cause }: Incident, ask: Keys): Scrub => {
  const { principal = '', session = '', sourceIp = '', userAgent = '' } = cause?.actor ?? {}
  return scrubber(
    [
      ['session', session],
      ['principal', principal],
      ['ip', sourceIp],
      ['agent', userAgent],
    ],
    ask,
  )
}

/** What looks like somebody, or like an account. */
const somebody: [IdentifierKind, RegExp][] = [
  ['principal', /arn:[\w-]+:(?:iam|sts):[\w-]*:\d{12}:[^\s,"'()]+/g],
  ['principal', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['ip', /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g],
  ['ip', /(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:)+(?::[\da-f]{1,4})+)(?![\w:])/gi],
  ['acct', /(?<!\d)\d{12}(?!\d)/g],
]

function scrubber(known: [IdentifierKind | 'agent', string][], ask: Keys): Scrub {
  return async (text) => {
    let scrubbed = text
    for (const [kind, value] of known.filter(([, value]) => value.length > 2 && scrubbed.includes(value)))
      scrubbed = scrubbed.replaceAll(value, kind === 'agent' ? unavailable : await ask(kind, value))
    for (const [kind, pattern] of somebody) {
      const values = new Set(scrubbed.match(pattern))
      for (const value of values) scrubbed = scrubbed.replaceAll(value, await ask(kind, value))
    }
    return scrubbed
  }
}
