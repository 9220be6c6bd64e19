// LookupEvents (API reference, API version 2013-11-01). Insights events and the other operations on trails are not played.
import { isObject, type Wire } from '../checks.ts'
import { refuse } from '../errors.ts'
import { named, type Operation, operation } from '../operation.ts'
import type { Recorded } from './history.ts'

const LARGEST_PAGE = 50

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const memberOf = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)

/** Who is known by a name: an IAM user, the session of a role, or nobody where AWS acts by itself. */
function userOf({ userIdentity }: Wire): string {
  const type = memberOf(userIdentity, 'type')
  if (type === 'Root') return 'root'
  return type === 'AssumedRole'
    ? (textOf(memberOf(userIdentity, 'arn')).split('/').at(-1) ?? '')
    : textOf(memberOf(userIdentity, 'userName'))
}

/** What a request named by an id. */
const RESOURCES: Readonly<Record<string, string>> = {
  policyId: 'AWS::Organizations::Policy',
  accountId: 'AWS::Organizations::Account',
}

const resourcesOf = ({ requestParameters }: Wire): { ResourceType: string; ResourceName: string }[] =>
  Object.entries(RESOURCES).flatMap(([member, ResourceType]) => {
    const ResourceName = textOf(memberOf(requestParameters, member))
    return ResourceName ? [{ ResourceType, ResourceName }] : []
  })

const ATTRIBUTES: Readonly<Record<string, (detail: Wire) => string[]>> = {
  AccessKeyId: ({ userIdentity }) => [textOf(memberOf(userIdentity, 'accessKeyId'))],
  EventId: ({ eventID }) => [textOf(eventID)],
  EventName: ({ eventName }) => [textOf(eventName)],
  EventSource: ({ eventSource }) => [textOf(eventSource)],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  ResourceName: (detail) => resourcesOf(detail).map(({ ResourceName }) => ResourceName),
  ResourceType: (detail) => resourcesOf(detail).map(({ ResourceType }) => ResourceType),
  Username: (detail) => [userOf(detail)],
}

/** One attribute and its value, or all events; more than one cannot be asked for. */
function attributeOf(value: unknown): (detail: Wire) => boolean {
  if (value === undefined || value === null) return () => true
  const [attribute, ...rest] = Array.isArray(value) ? value : [undefined]
  const { AttributeKey, AttributeValue } = isObject(attribute) ? attribute : {}
  const key = textOf(AttributeKey)
  const of = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined
  if (Array.isArray(value) && value.length === 0) return () => true
  if (rest.length > 0 || of === undefined || typeof AttributeValue !== 'string' || AttributeValue === '')
    return refuse('InvalidLookupAttributesException', 'You can specify only one valid lookup attribute.')
  return (detail) => of(detail).includes(AttributeValue)
}

/** Seconds since 1970, as AWS JSON has them, in milliseconds. */
const timeOf = (value: unknown): number | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'number'
      ? value * 1000
      : refuse('SerializationException', 'The value can not be converted to a Timestamp.')

function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return LARGEST_PAGE
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_PAGE
    ? Number(value)
    : refuse('InvalidMaxResultsException', `MaxResults must be from 1 to ${LARGEST_PAGE}.`)
}

const tokenOf = (question: string, last: number): string =>
  Buffer.from(JSON.stringify({ question, last })).toString('base64url')

/** The number of the last event of the page before; a token is good for the same question alone. */
function lastOf(token: unknown, question: string): number {
  if (token === undefined || token === null) return Number.POSITIVE_INFINITY
  try {
    const value: unknown = JSON.parse(Buffer.from(textOf(token), 'base64url').toString())
    if (isObject(value) && value.question === question && typeof value.last === 'number') return value.last
  } catch {
    // Refused below, whatever is wrong with it.
  }
  return refuse('InvalidNextTokenException', 'The token is not valid, or belongs to another request.')
}

function shown({ detail, time }: Recorded): Wire {
  const { eventID, eventName, eventSource, readOnly, userIdentity } = detail
  const AccessKeyId = textOf(memberOf(userIdentity, 'accessKeyId'))
  const Username = userOf(detail)
  return {
    EventId: eventID,
    EventName: eventName,
    ReadOnly: String(readOnly),
    ...(AccessKeyId && { AccessKeyId }),
    EventTime: Math.floor(time / 1000),
    EventSource: eventSource,
    ...(Username && { Username }),
    Resources: resourcesOf(detail),
    CloudTrailEvent: JSON.stringify(detail),
  }
}

const lookup = operation(
  {
    LookupAttributes: (value: unknown) => ({ fits: attributeOf(value), asked: value ?? null }),
    StartTime: timeOf,
    EndTime: timeOf,
    MaxResults: sizeOf,
    NextToken: (value: unknown) => value,
    EventCategory: (value: unknown) =>
      value === undefined || value === null || value === 'insight'
        ? value
        : refuse('InvalidEventCategoryException', 'EventCategory must be insight.'),
  },
  ({ LookupAttributes, StartTime, EndTime, MaxResults, NextToken, EventCategory }, { happened }) => {
    if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
      return refuse('InvalidTimeRangeException', 'The start time must be before the end time.')
    const question = JSON.stringify([LookupAttributes.asked, StartTime, EndTime, EventCategory])
    const last = lastOf(NextToken, question)
    // Times of events are whole seconds.
    const isIn = (time: number) => {
      const second = Math.floor(time / 1000) * 1000
      return (StartTime === undefined || second >= StartTime) && (EndTime === undefined || second <= EndTime)
    }
    const found = EventCategory
      ? []
      : happened().filter(({ number, time, detail }) => number < last && isIn(time) && LookupAttributes.fits(detail))
    const page = found.slice(0, MaxResults)
    const end = page.at(-1)
    const isMore = found.length > page.length && end !== undefined
    return { Events: page.map(shown), ...(isMore && { NextToken: tokenOf(question, end.number) }) }
  },
  { readOnly: true },
)

/** By the name in X-Amz-Target. */
export const TRAIL_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['LookupEvents', named('LookupEvents', lookup)],
])
