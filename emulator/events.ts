// CloudTrail records as the EventBridge default bus delivers them. Envelope and members: EventBridge User Guide, "AWS
// service events delivered via CloudTrail", and real dumps of the events.
import { randomUUID } from 'node:crypto'
import type { Wire } from './checks.ts'

export interface Caller {
  account: string
  region: string
  userIdentity: Wire
  sourceIPAddress: string
  userAgent: string
}

/** What goes over a bus, as far as the emulator needs to know. */
export interface Event extends Wire {
  id: string
  account: string
}

const ORGANIZATIONS = 'organizations'

export const iso = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

interface Occasion {
  /** organizations where nothing else is said. */
  service?: string
  region?: string
  account: string
  now: number
  eventName: string
  readOnly?: boolean
}

function envelope(
  detailType: string,
  { service = ORGANIZATIONS, region = 'us-east-1', account, now, eventName, readOnly = false }: Occasion,
  detail: Wire,
): Event {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: `aws.${service}`,
    account,
    time: iso(now),
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      eventTime: iso(now),
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: region,
      requestParameters: null,
      responseElements: null,
      eventID: randomUUID(),
      readOnly,
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      ...detail,
    },
  }
}

/** CloudTrail's own word for a refused permission; everything else is called what the service calls it. */
const errorCode = (name: string): string => (name === 'AccessDeniedException' ? 'AccessDenied' : name)

/** The event of a call, in the calling account: successful, or with errorCode and without responseElements. */
export function callEvent(
  occasion: Omit<Occasion, 'account'> & { caller: Caller; requestId: string },
  outcome: { requestParameters: unknown; responseElements: unknown; error?: { name: string; message: string } },
): Event {
  const { caller, requestId } = occasion
  const { account, userIdentity, sourceIPAddress, userAgent } = caller
  // Organizations has one endpoint, whatever the region of who calls.
  const { service = ORGANIZATIONS } = occasion
  const region = service === ORGANIZATIONS ? 'us-east-1' : caller.region
  const { error, requestParameters, responseElements } = outcome
  return envelope(
    'AWS API Call via CloudTrail',
    { ...occasion, region, account },
    {
      userIdentity,
      sourceIPAddress,
      userAgent,
      ...(error === undefined ? {} : { errorCode: errorCode(error.name), errorMessage: error.message }),
      requestParameters,
      responseElements: error === undefined ? responseElements : null,
      requestID: requestId,
      eventType: 'AwsApiCall',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
      },
    },
  )
}

/** Membership events were seen with another `invokedBy` than the results of asynchronous operations. */
const INVOKED_BY: Readonly<Record<string, string>> = {
  AccountJoinedOrganization: 'organizations.amazonaws.com',
  AccountDepartedOrganization: 'organizations.amazonaws.com',
}

export function serviceEvent(occasion: Occasion, serviceEventDetails: Wire): Event {
  const invokedBy = INVOKED_BY[occasion.eventName] ?? 'AWS Internal'
  return envelope('AWS Service Event via CloudTrail', occasion, {
    userIdentity: { accountId: occasion.account, invokedBy },
    sourceIPAddress: invokedBy,
    userAgent: invokedBy,
    eventType: 'AwsServiceEvent',
    serviceEventDetails,
  })
}
