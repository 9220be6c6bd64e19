import type { IncomingMessage } from 'node:http'
import type { Caller } from './events.ts'

const LONGEST_KEY = 128
const LONGEST_AGENT = 512

/**
 * Who calls, as far as events show it. Signatures are not checked: the access key id in the credential scope is taken
 * for the name of a user, cut down to the characters that IAM allows in one.
 */
export function callerOf({ headers }: IncomingMessage): Caller {
  const credential = /Credential=([^/,\s]*)/.exec(headers.authorization ?? '')?.[1] ?? ''
  const accessKeyId = credential.replace(/[^\w+=.@-]/g, '').slice(0, LONGEST_KEY)
  return {
    accessKeyId: accessKeyId === '' ? 'anonymous' : accessKeyId,
    userAgent: (headers['user-agent'] ?? 'unknown').slice(0, LONGEST_AGENT),
  }
}
