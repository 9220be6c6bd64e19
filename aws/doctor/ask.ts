import type { Fact, Unread } from '../../core/doctor/facts.ts'
import { CallError } from '../call.ts'

/** A call that was not answered, and what would help. */
class Unanswered extends Error {
  override name = 'Unanswered'
  readonly unread: Unread
  constructor(unread: Unread, cause: unknown) {
    super(unread.why, { cause })
    this.unread = unread
  }
}

/** Sends one call to a service beside Organizations; `permission` is what it needs, and in IAM's words what it is. */
export async function ask<Output>(permission: string, send: () => Promise<Output>): Promise<Output> {
  try {
    return await send()
  } catch (error) {
    throw new Unanswered(explained(error, permission), error)
  }
}

/** What some calls come to as a fact; where one of them is not answered, why. */
export async function factOf<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return { value: await read() }
  } catch (error) {
    if (error instanceof Unanswered) return { unread: error.unread }
    if (error instanceof CallError) return { unread: explained(error.cause, `organizations:${error.operation}`) }
    throw error
  }
}

/** The name of the error that a call ended with. */
export const errorName = (error: unknown): string => String(Reflect.get(Object(error), 'name') ?? '')

const connection = 'Check network and AWS_ENDPOINT_URL, then run it again.'

/** What AWS and the network say most. The first that takes the name or code of an error is told. */
const known: [names: RegExp, why: (permission: string) => string, fix: (permission: string) => string][] = [
  [
    /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/,
    (permission) => `${permission} is denied to these credentials`,
    (permission) => `Allow them ${permission} in the management account.`,
  ],
  [
    /^CredentialsProviderError$/,
    () => 'there are no AWS credentials',
    () => 'Sign in to the management account, for example with "aws sso login".',
  ],
  [
    /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|InvalidAccessKeyId|SignatureDoesNotMatch)/,
    () => 'AWS does not take these credentials',
    () => 'Sign in again: they have expired, or belong to nobody.',
  ],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded)/,
    (permission) => `AWS asked for fewer calls of ${permission}`,
    () => 'Run it again in a minute.',
  ],
  [
    /^(TimeoutError|RequestTimeout|E[A-Z_]*|HPE_.*|ERR_.*)$/,
    (permission) => `${permission} got no answer`,
    () => connection,
  ],
  [
    /^(SyntaxError|Unknown|UnknownError|UnknownOperation.*|InvalidAction|NotImplemented.*)$/,
    (permission) => `the endpoint does not know ${permission}`,
    () => 'It is an emulator, then: unset AWS_ENDPOINT_URL to ask AWS.',
  ],
]

/** Names that an error is known by: its code, if it comes from the network, and what the service calls it. */
const namesOf = (error: unknown): string[] => {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown }
  const names = [code, name].filter((one) => typeof one === 'string' && one !== 'Error') as string[]
  // An answer that is none of this service has no name.
  return names.length > 0 ? names : ['Unknown']
}

function explained(error: unknown, permission: string): Unread {
  const names = namesOf(error)
  const found = known.find(([forms]) => names.some((name) => forms.test(name)))
  return found
    ? { why: found[1](permission), fix: found[2](permission) }
    : { why: `${permission} failed with ${names.at(-1)?.slice(0, 100)}`, fix: 'Correct the cause, then run it again.' }
}
