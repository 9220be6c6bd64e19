import type { PolicyType } from '../../core/policy/type.ts'
import type { Members } from '../members.ts'
import { quote } from '../text/quote.ts'
import type { Fault } from './fault.ts'
import { overlap } from './glob.ts'
import { asPattern } from './placeholders.ts'
import { itemsOf } from './statements.ts'

export const actionFaults = (statement: Members, type: PolicyType): Fault[] =>
  ['Action', 'NotAction'].flatMap((key) => itemFaults(statement, key, (item) => actionFault(item, type)))

export const resourceFaults = (statement: Members): Fault[] =>
  ['Resource', 'NotResource'].flatMap((key) => itemFaults(statement, key, resourceFault))

type Words = Omit<Fault, 'path'>

/** What is wrong with a text or a list of texts, each at its place. */
function itemFaults(statement: Members, key: string, judge: (item: unknown) => Words | null): Fault[] {
  const items = itemsOf(statement, key)
  if (statement[key] !== undefined && items.length === 0) {
    const hint = key.endsWith('Action')
      ? 'Name actions, like "s3:DeleteBucket", or remove the statement.'
      : 'Name ARNs, or write "Resource": "*", or remove the statement.'
    return [{ path: [key], message: `the ${key} is an empty list`, hint }]
  }
  return items.flatMap(({ item, path }) => {
    const words = judge(item)
    return words === null ? [] : [{ path, ...words }]
  })
}

/** Any other mixture of wildcards and letters, whatever its case, is left to AWS. */
function actionFault(item: unknown, type: PolicyType): Words | null {
  const hint = 'Write the service before it, with a colon, like "s3:DeleteBucket" or "s3:*".'
  if (typeof item !== 'string') return { message: 'an action is text', hint }
  if (item.includes(':')) return null
  if (type === 'RESOURCE_CONTROL_POLICY') {
    if (item === '*') return { message: 'an RCP cannot name all actions of all services at once', hint }
  } else if (/^[*?]+$/.test(item)) return null
  return { message: `the action ${quote(item)} has no service`, hint }
}

/** AWS takes "*" and ARNs; whether an ARN of this form exists is left to it. */
function resourceFault(item: unknown): Words | null {
  const hint = 'Write "*", or an ARN like "arn:aws:s3:::example-bucket/*".'
  if (typeof item !== 'string') return { message: 'a resource is text', hint }
  if (overlap(asPattern(item), 'arn:*:*:*:*:*')) return null
  return { message: `the resource ${quote(item)} is no ARN`, hint }
}

/** What is wrong with the Sid of a statement, whose Sids before it were seen. */
export function sidFaults({ Sid }: Members, seen: Set<string>): Fault[] {
  if (Sid === undefined) return []
  const path = ['Sid']
  if (typeof Sid !== 'string' || !/^[A-Za-z0-9]*$/.test(Sid)) {
    const message =
      typeof Sid === 'string' ? `the Sid ${quote(Sid)} has other characters than A-Z, a-z and 0-9` : 'a Sid is text'
    return [{ path, message, hint: 'Write it in letters and digits, like "DenyLeaveOrganization".' }]
  }
  if (Sid === '' || !seen.has(Sid)) {
    seen.add(Sid)
    return []
  }
  return [
    { path, message: `another statement has the Sid ${quote(Sid)}`, hint: 'Give each statement its own, or none.' },
  ]
}
