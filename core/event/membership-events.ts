import { accountIdOf, member } from './member.ts'
import { type Look, sent } from './policy-events.ts'
import { nowhere, type Scope } from './scope.ts'

// What announces that an account joined, moved, left or was taken under Control Tower. Most of the shapes are documented
// (CloudTrail events in the Organizations User Guide, lifecycle events in the Control Tower User Guide); those of
// AccountJoinedOrganization and AccountDepartedOrganization are not, and AWS's own texts spell them differently.

/** The account alone, or every account where the event does not say which. */
const atAccounts = (ids: (string | undefined)[]): Scope => {
  const known = [...new Set(ids)].filter((id) => id !== undefined)
  return known.length > 0 && known.length <= 20 ? { ...nowhere, accounts: known } : { ...nowhere, coverage: 'all' }
}

/** Whatever member of the event, at whatever depth, is the id of an account and not of the one that was told. */
const atMember: Look = (detail) => {
  const told = new Set([member(detail, 'recipientAccountId'), member(detail, 'managementAccountId')])
  return atAccounts(accountIdsIn(detail).filter((id) => !told.has(id)))
}

/** What makes an account one that was not here, or not there, before. The others tell of accounts that may be old. */
export const arrivals: ReadonlySet<string> = new Set([
  'CreateAccountResult',
  'AccountJoinedOrganization',
  'AcceptHandshake',
  'MoveAccount',
  'CreateManagedAccount',
])

export const moveLooks: Readonly<Record<string, Look>> = {
  MoveAccount: (detail) => atAccounts([accountIdOf(sent(detail, 'accountId'))]),
}

export const invitationLooks: Readonly<Record<string, Look>> = {
  AcceptHandshake: (detail, event) => {
    const handshake = member(detail, 'responseElements', 'handshake')
    if (String(member(handshake, 'action')).toUpperCase() !== 'INVITE') return nowhere
    const parties = member(handshake, 'parties')
    const invited = (Array.isArray(parties) ? parties.slice(0, 10) : []).find(
      (party) => member(party, 'type') === 'ACCOUNT',
    )
    // Whoever was invited by e-mail is known by who accepted.
    return atAccounts([accountIdOf(member(invited, 'id')) ?? accountIdOf(member(event, 'account'))])
  },
}

export const membershipLooks: Readonly<Record<string, Look>> = {
  CreateAccountResult: (detail) => {
    const status = member(detail, 'serviceEventDetails', 'createAccountStatus')
    return member(status, 'state') === 'FAILED' ? nowhere : atAccounts([accountIdOf(member(status, 'accountId'))])
  },
  AccountJoinedOrganization: atMember,
  AccountDepartedOrganization: atMember,
}

/** An account is looked at after a failure too: Control Tower may have moved it before it failed. */
const managed =
  (status: string): Look =>
  (detail) =>
    atAccounts([accountIdOf(member(detail, 'serviceEventDetails', status, 'account', 'accountId'))])

const anywhere: Look = () => atAccounts([])

export const controlTowerLooks: Readonly<Record<string, Look>> = {
  CreateManagedAccount: managed('createManagedAccountStatus'),
  UpdateManagedAccount: managed('updateManagedAccountStatus'),
  RegisterOrganizationalUnit: anywhere,
  DeregisterOrganizationalUnit: anywhere,
  EnableBaseline: (detail) => {
    const arn = member(
      detail,
      'serviceEventDetails',
      'enableBaselineStatus',
      'enabledBaselineDetails',
      'targetIdentifier',
    )
    return atAccounts([typeof arn === 'string' ? accountIdOf(arn.split('/').at(-1)) : undefined])
  },
}

export const driftLooks: Readonly<Record<string, Look>> = { 'Drift Detected': atMember }

/** AWS's events are shallow and short; a forged one must not cost more. */
const deepest = 6
const most = 500

function accountIdsIn(detail: unknown): string[] {
  const ids: string[] = []
  let seen = 0
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > deepest) return
    for (const [key, one] of Object.entries(value)) {
      seen += 1
      if (seen > most) return
      const id = /account_?id$/i.test(key) ? accountIdOf(one) : undefined
      if (id) ids.push(id)
      else if (key !== 'userIdentity') visit(one, depth + 1)
    }
  }
  visit(detail, 0)
  return ids
}
