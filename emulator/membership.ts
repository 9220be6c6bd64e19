// Accounts that join and leave, as the management account of the organization gets to know it.
import { refuse, violated } from './errors.ts'
import { eventTimestamp } from './event-values.ts'
import type { Context } from './operation.ts'
import type { Account, Organization } from './organization.ts'
import { depart, enter } from './world.ts'

/** Organizations User Guide, "Quotas": the age of a created account before it can leave. */
const WAITING_PERIOD = 4 * 24 * 60 * 60 * 1000

/** AWS spells the two methods differently. */
const JOINED: Readonly<Record<Account['joinedMethod'], string>> = { CREATED: 'Created', INVITED: 'INVITED' }

export function join({ world, now, announce }: Context, organization: Organization, account: Account): void {
  enter(world, organization, account)
  announce(organization.managementAccount, 'AccountJoinedOrganization', {
    accountId: account.id,
    joinedMethod: JOINED[account.joinedMethod],
    joinedTime: eventTimestamp(now, ', '),
  })
}

export function checkDeparture({ now }: Context, organization: Organization, account: Account): void {
  if (account.id === organization.managementAccount) refuse('MasterCannotLeaveOrganizationException')
  if (organization.delegates.has(account.id)) violated('CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG')
  const { joinedMethod, joined } = account
  if (joinedMethod === 'CREATED' && joined !== undefined && now < joined + WAITING_PERIOD)
    violated('WAIT_PERIOD_ACTIVE')
}

export function leave(
  { world, now, announce }: Pick<Context, 'world' | 'now' | 'announce'>,
  organization: Organization,
  account: Account,
  departureMethod: 'LEFT' | 'REMOVED' | 'CLEANED',
): void {
  depart(world, organization, account)
  announce(organization.managementAccount, 'AccountDepartedOrganization', {
    accountId: account.id,
    departureMethod,
    departureTime: eventTimestamp(now, ', '),
  })
}
