import { type Alarm, alarmOf } from './alarm.ts'
import { member, text } from './member.ts'
import { fits } from './pattern.ts'
import type { Look } from './policy-events.ts'
import type { Scope } from './scope.ts'
import { namesOf, type Sender, type Watch } from './watch.ts'
import { driftDetected, watches } from './watched.ts'

/** Who made a call, as CloudTrail tells it. Everything in here was written by the caller; it decides nothing. */
export interface Actor {
  type: string
  /** The role or user behind a session: sessionIssuer, or the identity itself; the service where AWS acts by itself. */
  principal: string
  session: string
  sourceIp: string
  userAgent: string
}

/** One event that is watched: what happened, and where to look because of it. */
export interface WatchedEvent {
  kind: 'watched'
  id: string
  name: string
  /** Epoch milliseconds; CloudTrail's own resolution is a second. */
  time: number
  actor: Actor
  scope: Scope
  /** Where an account was moved to; empty: the event does not say. */
  destination: string
  /** What people are told of the event itself; null: only of what a look finds. */
  alarm: Alarm | null
}

export type Reading =
  | WatchedEvent
  /** Nothing that could concern a manifest; only counted. */
  | { kind: 'foreign'; name: string }
  /** An attempt that AWS refused: nothing changed, nothing to look at. */
  | { kind: 'failed-call'; name: string; error: string }
  /** Not the shape that AWS sends; counted and sampled. */
  | { kind: 'malformed'; why: string }

/** Accounts whose events are believed. */
export interface Senders {
  managementAccount: string
  delegatedAdministrators: string[]
}

export const accountsOf = (from: Exclude<Sender, 'anybody'>, senders: Senders): string[] =>
  from === 'management' ? [senders.managementAccount] : [senders.managementAccount, ...senders.delegatedAdministrators]

/**
 * Reads an EventBridge event of AWS Organizations or Control Tower. It says only where to look; what is done there is
 * decided from the live organization, so that lost, doubled, reordered, late and forged events are one case.
 */
export function readEvent(event: unknown, senders: Senders): Reading {
  const detail = member(event, 'detail')
  const kind = text(member(event, 'detail-type'), 64)
  const name = text(member(detail, 'eventName'), 64) || (kind === driftDetected && detail ? kind : '')
  if (!name) return { kind: 'malformed', why: 'no detail.eventName' }
  const found = lookOf(member(event, 'source'), name)
  const account = member(event, 'account')
  if (!found || !isBelieved(found.watch.from, account, senders)) return { kind: 'foreign', name }
  const { watch, known, look } = found
  if (!isOfPrefix(watch, detail)) return { kind: 'foreign', name }
  const alarm = watch.alarming ? alarmOf(watch.alarming, known, detail) : null
  if (alarm === undefined) return { kind: 'foreign', name }
  const error = text(member(detail, 'errorCode'), 128)
  if (error) return { kind: 'failed-call', name, error }
  const scope = look(detail, event)
  if (!scope) return { kind: 'malformed', why: `${name} without a usable id` }
  const time = Date.parse(text(member(detail, 'eventTime') ?? member(event, 'time'), 32))
  if (Number.isNaN(time)) return { kind: 'malformed', why: `${name} without an eventTime` }
  const identity = member(detail, 'userIdentity')
  const arn = text(member(identity, 'arn'), 256)
  return {
    kind: 'watched',
    id: text(member(detail, 'eventID') ?? member(event, 'id'), 64),
    name,
    time,
    actor: {
      type: text(member(identity, 'type'), 64),
      principal:
        text(member(identity, 'sessionContext', 'sessionIssuer', 'arn'), 256) ||
        arn ||
        text(member(identity, 'invokedBy'), 64),
      session: arn,
      sourceIp: text(member(detail, 'sourceIPAddress'), 64),
      userAgent: text(member(detail, 'userAgent'), 256),
    },
    scope,
    destination: text(member(detail, 'requestParameters', 'destinationParentId'), 130),
    alarm,
  }
}

/** The watch of an event, the name that it is watched under, and where it says to look. */
function lookOf(source: unknown, name: string): { watch: Watch; known: string; look: Look } | undefined {
  for (const watch of watches.filter((one) => one.source === source))
    for (const [known, look] of Object.entries(watch.looks))
      if (fits(namesOf(watch, known), name)) return { watch, known, look }
  return undefined
}

const isBelieved = (from: Sender, account: unknown, senders: Senders): boolean =>
  from === 'anybody' ? typeof account === 'string' : accountsOf(from, senders).some((one) => one === account)

const isOfPrefix = ({ only }: Watch, detail: unknown): boolean =>
  !only || fits([{ prefix: only.prefix }], member(detail, 'requestParameters', only.parameter))
