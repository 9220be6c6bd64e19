/** Why a remote file could not be had, and the way out. */
export class Unreachable extends Error {
  override name = 'Unreachable'
  readonly hint: string
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.hint = hint
  }
}

export const checkUrl = 'Check the URL, or commit the file beside the manifest and name its path.'

const credentials = 'Check the credentials and that they may read the object: s3:GetObject.'

const cut = ['the connection was cut', 'Try again.'] as const

/** What the network and S3 say most, by code or name. */
const known: Readonly<Record<string, readonly [string, string]>> = {
  ENOTFOUND: ['there is no such host', checkUrl],
  EAI_AGAIN: ['the name of the host could not be looked up', 'Check the network.'],
  ECONNREFUSED: ['the host refuses the connection', checkUrl],
  ECONNRESET: cut,
  UND_ERR_SOCKET: cut,
  TimeoutError: ['it takes too long', 'Try again.'],
  NoSuchKey: ['S3 has no such object', checkUrl],
  NoSuchBucket: ['S3 has no such bucket', checkUrl],
  AccessDenied: ['S3 denies access', credentials],
  CredentialsProviderError: ['there are no AWS credentials', credentials],
}

/** What the network or S3 says, for people. */
export function explained(error: unknown): Unreachable {
  const names = [Reflect.get(Object(error), 'cause'), error].flatMap((one) => {
    const { code, name } = Object(one) as { code?: unknown; name?: unknown }
    return [code, name].filter((word) => typeof word === 'string')
  })
  const found = names.find((name) => Object.hasOwn(known, name))
  const [why, hint] = found ? (known[found] as readonly [string, string]) : [names[0] ?? 'no reason is known', checkUrl]
  return new Unreachable(why, hint, error)
}
