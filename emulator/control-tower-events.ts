// Control Tower's events: Control Tower User Guide, "Lifecycle events" and "Drift notifications" (landing zone 4.0). They
// come in the home region, which need not be the one of Organizations.
import { randomUUID } from 'node:crypto'
import type { Wire } from './checks.ts'
import type { Event } from './events.ts'
import { iso } from './events.ts'
import { letters } from './ids.ts'
import type { Account, Organization, Unit } from './organization.ts'
import { targetArn } from './views.ts'

export interface Landing {
  organization: Organization
  region: string
  now: number
  /** What comes of the action. */
  state: 'SUCCEEDED' | 'FAILED'
}

function envelope({ organization, region, now }: Landing, detailType: string, detail: Wire): Event {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.controltower',
    account: organization.managementAccount,
    time: iso(now),
    region,
    resources: [],
    detail,
  }
}

/** The record of the older events; those of baselines have members more. */
function record(landing: Landing, eventName: string, serviceEventDetails: Wire, members: Wire = {}): Event {
  const { organization, region, now } = landing
  return envelope(landing, 'AWS Service Event via CloudTrail', {
    eventVersion: '1.05',
    userIdentity: { accountId: organization.managementAccount, invokedBy: 'AWS Internal' },
    eventTime: iso(now),
    eventSource: 'controltower.amazonaws.com',
    eventName,
    awsRegion: region,
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsServiceEvent',
    ...members,
    serviceEventDetails,
  })
}

const timestamps = ({ now }: Landing): Wire => {
  const time = iso(now).replace('Z', '+0000')
  return { requestedTimestamp: time, completedTimestamp: time }
}

const MESSAGES = {
  CreateManagedAccount: ['created a managed account', 'create a managed account'],
  UpdateManagedAccount: ['updated a managed account', 'update a managed account'],
  RegisterOrganizationalUnit: ['registered an organizational unit', 'register an organizational unit'],
} as const

function outcome({ state }: Landing, eventName: keyof typeof MESSAGES): Wire {
  const [succeeded, failed] = MESSAGES[eventName]
  const words = state === 'SUCCEEDED' ? `successfully ${succeeded}` : `failed to ${failed}`
  return { state, message: `AWS Control Tower ${words}.` }
}

const STATUS_KEY = {
  CreateManagedAccount: 'createManagedAccountStatus',
  UpdateManagedAccount: 'updateManagedAccountStatus',
} as const

/** An account that could not be created has a name and no id. */
export const managedAccountEvent = (
  landing: Landing,
  eventName: keyof typeof STATUS_KEY,
  unit: Unit,
  account: { id?: string; name: string },
): Event =>
  record(landing, eventName, {
    [STATUS_KEY[eventName]]: {
      organizationalUnit: { organizationalUnitName: unit.name, organizationalUnitId: unit.id },
      account: { accountName: account.name, accountId: account.id },
      ...outcome(landing, eventName),
      ...timestamps(landing),
    },
  })

export const registeredUnitEvent = (landing: Landing, unit: Unit): Event =>
  record(landing, 'RegisterOrganizationalUnit', {
    registerOrganizationalUnitStatus: {
      ...outcome(landing, 'RegisterOrganizationalUnit'),
      organizationalUnit: { organizationalUnitName: unit.name, organizationalUnitId: unit.id },
      ...timestamps(landing),
    },
  })

const enabledBaseline = ({ organization, region }: Landing): string =>
  `arn:aws:controltower:${region}:${organization.managementAccount}:enabledbaseline/${letters(16).toUpperCase()}`

/** One for each account, as children of the unit's baseline; they have no state but a status summary. */
export function enabledBaselineEvents(landing: Landing, accounts: readonly Account[]): Event[] {
  const { organization, region, state } = landing
  const parentIdentifier = enabledBaseline(landing)
  const baselineIdentifier = `arn:aws:controltower:${region}::baseline/17BSJV3IGJ2QSGA2`
  return accounts.map((account) =>
    record(
      landing,
      'EnableBaseline',
      {
        enableBaselineStatus: {
          enabledBaselineDetails: {
            arn: enabledBaseline(landing),
            parentIdentifier,
            targetIdentifier: targetArn(organization, account),
            baselineIdentifier,
            baselineVersion: '4.0',
            statusSummary: { lastOperationIdentifier: randomUUID(), status: state },
            parameters: [],
          },
          ...timestamps(landing),
        },
      },
      {
        eventVersion: '1.11',
        requestParameters: null,
        responseElements: null,
        managementEvent: true,
        recipientAccountId: organization.managementAccount,
        eventCategory: 'Management',
      },
    ),
  )
}

/** AWS's example has the account as its source. */
export const movedAccountEvent = (landing: Landing, account: Account, unit: Unit): Event =>
  envelope(landing, 'Drift Detected', {
    message: `AWS Control Tower has detected that your managed account ${account.id} has been moved to organizational unit ${unit.id}.`,
    managementAccountId: landing.organization.managementAccount,
    organizationId: landing.organization.id,
    driftType: 'ACCOUNT_MOVED_BETWEEN_OUS',
    remediationStep: 'Re-register this organizational unit, or update the account.',
    accountId: account.id,
    sourceId: account.id,
    destinationId: unit.id,
  })
