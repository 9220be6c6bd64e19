import { accountId } from '../checks.ts'
import { refuse, violated } from '../errors.ts'
import { eventTimestamp } from '../event-values.ts'
import { findAccount } from '../find.ts'
import { checkDeparture, leave } from '../membership.ts'
import { member, write } from '../operation.ts'
import type { Organization } from '../organization.ts'
import { organizationOf, profileOf } from '../world.ts'

/** Organizations User Guide, "Quotas". */
const MOST_CLOSURES = 3

const removeAccountFromOrganization = write({ AccountId: accountId }, (organization, { AccountId }, context) => {
  const account = findAccount(organization, AccountId)
  checkDeparture(context, organization, account)
  leave(context, organization, account, 'REMOVED')
  return undefined
})

const leaveOrganization = member({}, (organization, _input, context) => {
  const account = findAccount(organization, context.account)
  checkDeparture(context, organization, account)
  leave(context, organization, account, 'LEFT')
  return undefined
})

/** A closure under way is in conflict with another one; one that is done is done. */
const REFUSED_CLOSURE: Readonly<Record<string, string>> = {
  PENDING_CLOSURE: 'ConflictException',
  CLOSED: 'AccountAlreadyClosedException',
}

function closures(organization: Organization): number {
  return organization.accounts.filter((id) => findAccount(organization, id).state === 'PENDING_CLOSURE').length
}

/**
 * Asynchronous: the account is closed when the event that says so is delivered. The state is called CLOSED (User Guide,
 * "Monitor the state of your AWS accounts"), which the older Status calls SUSPENDED. Attachments stay.
 */
const closeAccount = write({ AccountId: accountId }, (organization, { AccountId }, { now, announce }) => {
  if (organization.featureSet !== 'ALL') violated('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE')
  const account = findAccount(organization, AccountId)
  if (AccountId === organization.managementAccount) violated('CANNOT_CLOSE_MANAGEMENT_ACCOUNT')
  const refused = REFUSED_CLOSURE[account.state]
  if (refused !== undefined) refuse(refused)
  if (closures(organization) >= MOST_CLOSURES) violated('CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED')
  account.state = 'PENDING_CLOSURE'
  const time = eventTimestamp(now)
  announce(
    organization.managementAccount,
    'CloseAccountResult',
    {
      closeAccountStatus: {
        accountId: AccountId,
        state: 'SUCCEEDED',
        requestedTimestamp: time,
        completedTimestamp: time,
      },
    },
    (world) => {
      const closed = profileOf(world, AccountId)
      if (closed !== undefined) closed.state = 'CLOSED'
      const home = organizationOf(world, AccountId)
      if (home?.id === organization.id) home.closed.set(AccountId, now)
    },
  )
  return undefined
})

export const membershipOperations = {
  RemoveAccountFromOrganization: removeAccountFromOrganization,
  LeaveOrganization: leaveOrganization,
  CloseAccount: closeAccount,
}
