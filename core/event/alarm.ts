import type { Manifest } from '../manifest.ts'
import { member, text } from './member.ts'
import { fits, type Matcher } from './pattern.ts'

/** What people are told of an event itself, at once and whatever a look finds. */
export interface Alarm {
  /** What the event is about, as it names it; empty: it names nothing. Somebody else wrote it. */
  resource: string
  severity: 'critical' | 'high' | 'medium' | 'low'
  /** What happened, and what it means. */
  text: string
  /** What to do. */
  advice: string
  /** Whether events may have been lost, so that a look at everything is asked for. */
  sweeps: boolean
  /** An OU: it concerns a manifest that names its id, or means another OU by its name. */
  unit: { id: string; name: string } | null
}

/** Of which events people are told, and in which words. */
export interface Alarming {
  /** Members of the detail; the first that is there names the resource. */
  at: readonly [string, ...string[]]
  /** How what is there has to look, so that the event is ours; null: whatever it names. With it `at` is one member. */
  ours: readonly Matcher[] | null
  severity: Alarm['severity']
  sweeps: boolean
  isUnit?: true
  /** Every deployment makes such events: from CloudFormation they are of low severity. */
  isRoutine?: true
  /** What an event means, in a sentence, by its name. */
  events: Readonly<Record<string, string>>
  advice: string
}

const longest = 200

const cloudFormation = 'cloudformation.amazonaws.com'

/** The alarm of an event with this name in the table; undefined where it is about something that is not ours. */
export function alarmOf(alarming: Alarming, name: string, detail: unknown): Alarm | undefined {
  const { at, ours, severity, sweeps, isUnit, isRoutine, events, advice } = alarming
  const named = at.map((path) => member(detail, ...path.split('.'))).find((value) => value !== undefined)
  if (ours && !fits(ours, named)) return undefined
  const resource = (Array.isArray(named) ? named.slice(0, 10) : [named])
    .map((one) => text(one, longest))
    .join(' ')
    .slice(0, longest)
  const isDeployment = [member(detail, 'userIdentity', 'invokedBy'), member(detail, 'sourceIPAddress')].includes(
    cloudFormation,
  )
  return {
    resource,
    severity: isRoutine && isDeployment ? 'low' : severity,
    text: [
      events[name],
      ...(isDeployment ? ['CloudFormation made the call, as it does in a deployment'] : []),
      ...(resource ? [`Resource: ${resource}`] : []),
    ].join('. '),
    advice,
    sweeps,
    unit: isUnit ? { id: resource, name: text(member(detail, 'requestParameters', 'name'), longest) } : null,
  }
}

/** Whether an alarm is about what a manifest names. */
export const concerns = ({ unit }: Alarm, { policies }: Manifest): boolean =>
  unit === null ||
  policies.some(({ targets, eachAccountIn }) =>
    [...targets, ...eachAccountIn].some(
      ({ id, path }) => id === unit.id || (unit.name && `:${path}`.endsWith(`:${unit.name}`)),
    ),
  )
