import type { IncomingMessage } from 'node:http'
import type { Caller } from './events.ts'
import { ACCOUNT_ID } from './patterns.ts'

const LONGEST_KEY = 128
const LONGEST_AGENT = 512

/**
 * Who calls, as far as events show it. Signatures are not checked: the access key id in the credential scope is taken
 * for the name of a user, cut down to the characters that IAM allows in one. One of twelve digits also names the
 * account, as with moto and LocalStack; every other call comes from home.
 */
export function callerOf({ headers }: IncomingMessage, home: string): Caller {
  const credential = /Credential=([^/,\s]*)/.exec(headers.authorization ?? '')?.[1] ?? ''
  const given = credential.replace(/[^\w+=.@-]/g, '').slice(0, LONGEST_KEY)
  const accessKeyId = given === '' ? 'anonymous' : given
  const region = /Credential=[^/,\s]*\/\d*\/([a-z0-9-]{1,32})\//.exec(headers.authorization ?? '')?.[1] ?? 'us-east-1'
  const account = ACCOUNT_ID.test(accessKeyId) ? accessKeyId : home
  return {
    account,
    region,
    userIdentity: {
      type: 'IAMUser',
      principalId: accessKeyId,
      arn: `arn:aws:iam::${account}:user/${accessKeyId}`,
      accountId: account,
      accessKeyId,
      userName: accessKeyId,
    },
    sourceIPAddress: '127.0.0.1',
    userAgent: (headers['user-agent'] ?? 'unknown').slice(0, LONGEST_AGENT),
  }
}
