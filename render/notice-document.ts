import type { Notice } from '../core/event/incident.ts'
import { type Severity, worseOf } from '../core/event/severity.ts'
import type { Daily } from '../core/notice/daily.ts'
import { isNotice, type Message, noticesOf } from '../core/notice/message.ts'
import { threadOf } from '../core/notice/thread.ts'
import type { NoticeDocument } from '../schemas/types/notice.ts'
import { expectedSweeps, isAlarming } from './daily.ts'
import { foreign } from './foreign.ts'
import { loudVerdict, needsAction } from './verdict.ts'

/** A message as a document of schemas/notice.schema.json, with at most so many notices. */
export function noticeDocument(message: Message, subject: string, rows: number): NoticeDocument {
  const notices = isNotice(message) || message.kind === 'several' ? noticesOf(message) : openOf(message)
  const states = new Set(notices.map(({ incident }) => incident.state))
  const [state = 'daily'] = states
  const [first] = notices
  const isDaily = !isNotice(message) && message.kind === 'daily'
  const worst = (sofar: Severity, { incident }: Notice) => worseOf(sofar, incident.severity)
  return {
    ...{ kind: 'holdfast.notice', version: 1, about: aboutOf(message) },
    verdict: isDaily ? 'DAILY' : first ? (aboutOf(message) === 'digest' ? 'DIGEST' : loudVerdict(first)) : '',
    subject,
    state: isDaily ? 'daily' : states.size === 1 ? state : 'mixed',
    severity: isDaily ? (isAlarming(message) ? 'high' : 'low') : notices.reduce(worst, 'low'),
    actionNeeded: isDaily ? isAlarming(message) : notices.some(needsAction),
    time: iso(message.time),
    summary: isDaily ? message.states : countsOf(notices),
    notices: notices.slice(0, rows).map(entryOf),
    left: Math.max(0, notices.length - rows),
    daily: isDaily ? dailyOf(message, rows) : null,
  }
}

const iso = (time: number): string => new Date(time).toISOString()

const aboutOf = (message: Message): NoticeDocument['about'] =>
  isNotice(message)
    ? 'incident'
    : message.kind === 'daily'
      ? 'daily'
      : message.why === 'gathered'
        ? 'digest'
        : 'several'

const openOf = ({ open, time }: Daily): Notice[] => open.map((incident) => ({ incident, time, detail: null }))

function countsOf(notices: Notice[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { incident } of notices) counts[incident.state] = (counts[incident.state] ?? 0) + 1
  return counts
}

function entryOf(notice: Notice): NoticeDocument['notices'][number] {
  const { incident, detail, time, news = 'state', times = 1, record = null } = notice
  const { state, severity, text, action, policy, policyId, target, opened, attempts, cause } = incident
  return {
    ...{ thread: threadOf(incident), record, state, news, severity, actionNeeded: needsAction(notice) },
    text: foreign(text, 400),
    detail: detail && foreign(detail, 1_000),
    action,
    policy: policy === null ? null : { name: foreign(policy), id: policyId && foreign(policyId, 64) },
    target: target && { id: foreign(target.id, 64), path: foreign(target.path) },
    ...{ opened: iso(opened), told: iso(time), attempts, times },
    event: cause && {
      id: foreign(cause.id, 64),
      name: foreign(cause.event, 128),
      actor: {
        type: foreign(cause.actor.type, 64),
        principal: foreign(cause.actor.principal, 256),
        session: foreign(cause.actor.session, 256),
        sourceIp: foreign(cause.actor.sourceIp, 64),
        userAgent: foreign(cause.actor.userAgent, 256),
      },
    },
  }
}

function dailyOf(daily: Daily, rows: number): NoticeDocument['daily'] {
  const { from, time, sweeps, states, away, failed, waiting, lost, suspended, exempt, head } = daily
  return {
    ...{ from: iso(from), until: iso(time), sweeps, sweepsExpected: expectedSweeps(daily) },
    restored: {
      count: states.restored ?? 0,
      totalMilliseconds: Math.round(away.total),
      longestMilliseconds: Math.round(away.longest),
    },
    ...{ failed, waiting, lost },
    suspended: suspended?.slice(0, rows).map((one) => foreign(one, 400)) ?? null,
    exempt: exempt.slice(0, rows).map((one) => foreign(one, 400)),
    seal: head,
  }
}
