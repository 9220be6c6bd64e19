import { type IdentifierKind, unavailable } from '../core/audit/pseudonym.ts'
import type { Incident, Notice } from '../core/event/incident.ts'
import { isNotice, type Message } from '../core/notice/message.ts'
import type { Keys } from '../core/ports.ts'
import { redact } from './redact.ts'

/** Characters of a text that are looked through; no mail shows more. */
const longest = 2_000

type Scrub = (text: string) => Promise<string>

/**
 * A message in which no account id, principal, session, address or user agent stands as it is, in none of its texts. Where the keys
 * do not answer it is "unavailable".
 */
export async function pseudonymous(message: Message, keys: Keys): Promise<Message> {
  const ask: Keys = (kind, value) => keys(kind, value).catch(() => unavailable(kind))
  const notice = (one: Notice) => noticeWith(one, ask)
  if (isNotice(message)) return notice(message)
  if (message.kind === 'several') return { ...message, notices: await Promise.all(message.notices.map(notice)) }
  const { open, suspended, exempt } = message
  const scrub = scrubberOf(null, ask)
  return {
    ...message,
    open: await Promise.all(open.map((incident) => incidentWith(incident, ask))),
    suspended: suspended && (await Promise.all(suspended.map(scrub))),
    exempt: await Promise.all(exempt.map(scrub)),
  }
}

async function noticeWith(notice: Notice, ask: Keys): Promise<Notice> {
  const { incident, detail } = notice
  const scrubbed = detail && (await scrubberOf(incident.cause, ask)(detail))
  return { ...notice, incident: await incidentWith(incident, ask), detail: scrubbed }
}

/** The key too: a thread is named by it, and an account id could be guessed from the name. */
async function incidentWith(incident: Incident, ask: Keys): Promise<Incident> {
  const { key, text, policy, policyId, target, cause } = incident
  const scrub = scrubberOf(cause, ask)
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

/** What is known of who did it goes first, wherever it stands; then whatever looks like somebody. */
function scrubberOf(cause: Incident['cause'], ask: Keys): Scrub {
  const { principal = '', session = '', sourceIp = '', userAgent = '' } = cause?.actor ?? {}
  const known = (
    [
      ['session', session],
      ['principal', principal],
      ['ip', sourceIp],
    ] as const
  ).filter(([, value]) => value.length > 2)
  return async (text) => {
    let scrubbed = text.slice(0, longest)
    if (userAgent.length > 2) scrubbed = scrubbed.replaceAll(userAgent, 'user agent')
    for (const [kind, value] of known)
      if (scrubbed.includes(value)) scrubbed = scrubbed.replaceAll(value, await ask(kind, value))
    return redact({ identify: ask }, scrubbed, longest)
  }
}
