import type { IdentifierKind } from '../core/audit/pseudonym.ts'
import type { Recorder } from './recorder.ts'

/** What a person may write into a reason or a name, in the order in which it is looked for. */
const personal: readonly [IdentifierKind, RegExp][] = [
  ['principal', /arn:[\w-]+:(?:iam|sts):\S+/g],
  ['session', /[^\s@,;:'"<>()]+@[^\s@,;:'"<>()]+/g],
  ['ip', /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g],
  ['ip', /(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:)+(?::[\da-f]{1,4})+)(?![\w:])/gi],
  ['acct', /\d{12,}/g],
  // As AWS's console shows them.
  ['acct', /(?<![\w-])\d{4}-\d{4}-\d{4}(?![\w-])/g],
]

/** A text that somebody wrote, cut to twice `most` at the most, with pseudonyms in place of accounts, principals, mail addresses and IP addresses. */
export async function redact({ identify }: Pick<Recorder, 'identify'>, text: string, most: number): Promise<string> {
  let left = text.slice(0, most)
  for (const [kind, form] of personal) {
    const found = [...new Set(left.match(form) ?? [])].sort((one, other) => other.length - one.length)
    for (const value of found)
      left = left.replaceAll(value, await identify(kind, kind === 'acct' ? value.replaceAll('-', '') : value))
  }
  return left.slice(0, 2 * most)
}
