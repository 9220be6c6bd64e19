/**
 * What to do about an error of AWS Organizations. retry: it passes by itself; already: the world is as wanted; replan:
 * the organization is not as it was read; refused: a person is needed.
 * Source: error lists of the Organizations service model, and the AWS SDK's retry behaviour tried out (it retries
 * neither ConcurrentModificationException nor PolicyChangesInProgressException).
 */
type ErrorClass = 'retry' | 'already' | 'replan' | 'refused' | 'unexpected'

const classes: Readonly<Record<string, ErrorClass>> = {
  ConcurrentModificationException: 'retry',
  PolicyChangesInProgressException: 'retry',
  TooManyRequestsException: 'retry',
  Throttling: 'retry',
  ThrottlingException: 'retry',
  RequestLimitExceeded: 'retry',
  ServiceException: 'retry',
  InternalFailure: 'retry',
  ServiceUnavailable: 'retry',
  TimeoutError: 'retry',
  RequestTimeout: 'retry',
  DuplicatePolicyAttachmentException: 'already',
  PolicyNotAttachedException: 'already',
  PolicyTypeAlreadyEnabledException: 'already',
  TargetNotFoundException: 'replan',
  PolicyNotFoundException: 'replan',
  DuplicatePolicyException: 'replan',
  PolicyInUseException: 'replan',
  PolicyTypeNotEnabledException: 'replan',
  ConstraintViolationException: 'refused',
  MalformedPolicyDocumentException: 'refused',
  AccessDeniedException: 'refused',
  AccessDenied: 'refused',
  AccessDeniedForDependencyException: 'refused',
  InvalidInputException: 'refused',
  PolicyTypeNotAvailableForOrganizationException: 'refused',
  UnsupportedAPIEndpointException: 'refused',
  AWSOrganizationsNotInUseException: 'refused',
  UnrecognizedClientException: 'refused',
  InvalidClientTokenId: 'refused',
  ExpiredTokenException: 'refused',
  ExpiredToken: 'refused',
  InvalidSignatureException: 'refused',
  CredentialsProviderError: 'refused',
}

/** Node's codes for a connection that may work the next time. ECONNREFUSED is in here: a service may be restarting. */
const network = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** What is known of an error that a call ended with. */
export interface AwsError {
  class: ErrorClass
  name: string
  reason: string | null
  requestId: string | null
  /** Whether nobody knows if it was carried out: no answer came, or one of a service that broke in the middle. */
  isDoubtful: boolean
  /** For the person who reads it: what it means and what to do. AWS's own message text may carry a caller's words. */
  message: string
}

/** Classifies what the SDK threw for an operation, and says in a sentence what to do about it. */
export function classify(error: unknown, operation: string): AwsError {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown
  const reason = typeof thrown.Reason === 'string' ? thrown.Reason : null
  const named = thrown.name ?? 'Error'
  const isNetwork =
    named !== 'TimeoutError' &&
    [thrown.code, thrown.errno, thrown.cause?.code].some((code) => network.has(String(code)))
  const status = thrown.$metadata?.httpStatusCode ?? 0
  const isPassing = isNetwork || status >= 500 || status === 429
  const found = isPassing ? 'retry' : Object.hasOwn(classes, named) ? classes[named] : undefined
  const name = isNetwork ? String(thrown.code ?? thrown.cause?.code ?? named) : named
  return {
    class: found ?? 'unexpected',
    name,
    reason,
    requestId: thrown.$metadata?.requestId ?? null,
    isDoubtful: isNetwork || status >= 500 || named === 'TimeoutError',
    message: isNetwork
      ? `${operation} could not reach AWS Organizations (${name}); check network and AWS_ENDPOINT_URL`
      : (foreign(thrown, operation) ?? sentence(name, reason, operation, thrown.message ?? '')),
  }
}

interface Thrown {
  name?: string
  message?: string
  code?: unknown
  errno?: unknown
  cause?: { code?: unknown }
  Reason?: unknown
  $metadata?: { requestId?: string; httpStatusCode?: number }
}

const reasons: Readonly<Record<string, string>> = {
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED:
    'all slots of the target are taken; detach a policy there that is not needed',
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: 'it is the last policy of its type there; attach another one first',
  POLICY_CONTENT_LIMIT_EXCEEDED: 'the policy document is too long; shorten or split it',
  POLICY_NUMBER_LIMIT_EXCEEDED: 'the organization has as many policies as AWS allows; delete some or ask AWS for more',
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: 'the organization has only consolidated billing; enable all features first',
  IMMUTABLE_POLICY: "it is one of AWS's own policies, which nobody can change",
}

const meanings: Readonly<Record<string, string>> = {
  AWSOrganizationsNotInUseException:
    'the account of these credentials is in no organization; use the management account',
  UnrecognizedClientException: 'AWS does not know these credentials; sign in again',
  InvalidClientTokenId: 'AWS does not know these credentials; sign in again',
  ExpiredTokenException: 'the credentials have expired; sign in again',
  ExpiredToken: 'the credentials have expired; sign in again',
  InvalidSignatureException: 'the signature does not fit; check the secret key and the clock',
  CredentialsProviderError: 'there are no AWS credentials; sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID',
  PolicyTypeNotEnabledException: 'the policy type is not enabled at the root yet; try again in a minute',
  PolicyTypeNotAvailableForOrganizationException:
    'the organization cannot have this policy type; enable all features first',
  UnsupportedAPIEndpointException: 'this endpoint does not offer the operation; check region and partition',
  MalformedPolicyDocumentException: 'AWS does not accept the policy document; run "holdfast validate"',
  TargetNotFoundException: 'the root, OU or account does not exist any more',
  PolicyNotFoundException: 'the policy does not exist any more',
  DuplicatePolicyException: 'another policy has this name',
  PolicyInUseException: 'the policy is still attached somewhere',
  ConcurrentModificationException: 'somebody else changes the organization at the same time; try again',
  TooManyRequestsException: 'AWS asks for fewer calls; try again in a minute',
  TimeoutError: 'there was no answer in time; check network and AWS_ENDPOINT_URL',
}

/** What is said where something else than AWS Organizations answers. */
function foreign({ name, code, $metadata }: Thrown, operation: string): string | undefined {
  if (code === 'ERR_INVALID_URL') return `${operation} was not sent: AWS_ENDPOINT_URL is no URL; correct or unset it`
  const status = $metadata?.httpStatusCode
  // No JSON, JSON without the name of an error, no HTTP, no TLS.
  const isForeign =
    (status !== undefined && (name === 'SyntaxError' || name === 'Unknown')) || noHttp.test(String(code))
  if (!isForeign) return undefined
  const answer = status ? ` (HTTP ${status})` : ''
  return `${operation}: the endpoint does not answer as AWS Organizations${answer}; check AWS_ENDPOINT_URL`
}

const noHttp = /^(HPE_|EPROTO$|ERR_SSL_)/

function sentence(name: string, reason: string | null, operation: string, message: string): string {
  if (/^AccessDenied/.test(name)) {
    return `${operation} was denied (${name}); these credentials need organizations:${operation} in the management account`
  }
  const meaning = (reason && reasons[reason]) || meanings[name]
  const what = `${operation} failed with ${name}${reason ? ` (${reason})` : ''}`
  const words = message.replace(/\n *Deserialization error:.*/s, '')
  return meaning ? `${what}: ${meaning}` : `${what}: ${printable(words).slice(0, 300)}`
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
