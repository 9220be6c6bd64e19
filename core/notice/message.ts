import { type Incident, isSettled, type Notice } from '../event/incident.ts'
import { severities } from '../event/severity.ts'
import type { Daily } from './daily.ts'

/** Several notices in one message. */
export interface Several {
  kind: 'several'
  /** run: alike, and of one run; gathered: what was told so often, or mattered so little, that it had to wait. */
  why: 'run' | 'gathered'
  /** The worst first. */
  notices: Notice[]
  /** Epoch milliseconds. */
  time: number
}

/** A message as it is sent: for people and for machines, within the limits of SNS. */
export interface Mail {
  /** Printable ASCII, less than 100 characters. */
  subject: string
  text: string
  /** A document of schemas/notice.schema.json. */
  json: string
  /** What filters of subscriptions read. */
  attributes: Record<string, string>
}

/** What people are told in one go. */
export type Message = Notice | Several | Daily

export const isNotice = (message: Message): message is Notice => 'incident' in message

export const noticesOf = (message: Message): Notice[] =>
  isNotice(message) ? [message] : message.kind === 'several' ? message.notices : []

/** What is told at once and alone, whatever else is told. */
export const isUrgent = ({ incident }: Notice): boolean => incident.severity === 'critical' && !isSettled(incident)

/** So many are told one by one; more of a kind are one message. */
const oneByOne = 3

/** The notices of a run as messages, the worst first: many of a kind are one. */
export function messagesOf(notices: Notice[]): (Notice | Several)[] {
  const kinds = new Map<string, Notice[]>()
  for (const notice of byUrgency(notices)) kinds.set(kindOf(notice), [...(kinds.get(kindOf(notice)) ?? []), notice])
  return [...kinds.values()].flatMap((alike): (Notice | Several)[] =>
    alike.length > oneByOne
      ? [{ kind: 'several', why: 'run', notices: alike, time: Math.max(...alike.map(({ time }) => time)) }]
      : alike,
  )
}

export const byUrgency = (notices: Notice[]): Notice[] =>
  notices
    .map((notice, at) => ({ notice, at, rank: rankOf(notice) }))
    .sort((one, other) => other.rank - one.rank || one.at - other.at)
    .map(({ notice }) => notice)

const rankOf = (notice: Notice): number =>
  severities.indexOf(notice.incident.severity) + (isUrgent(notice) ? severities.length : 0)

/** What a change restores is one kind in each state; what no change stands for is one by its code. */
const kindOf = (notice: Notice): string => {
  const { state, action, key }: Incident = notice.incident
  return [state, notice.news, isUrgent(notice), action === null ? key.split('/', 1) : 'change'].join(' ')
}
