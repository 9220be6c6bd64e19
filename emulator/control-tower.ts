// AWS Control Tower in the management account: what it does to the organization, and the events in which it tells so.
// Its calls to Organizations are no client's: they are neither counted nor throttled, and no fault meets them.
import { randomUUID } from 'node:crypto'
import type { Wire } from './checks.ts'
import { type ActionName, readPlay, type Values } from './control-tower-body.ts'
import {
  enabledBaselineEvents,
  type Landing,
  managedAccountEvent,
  movedAccountEvent,
  registeredUnitEvent,
} from './control-tower-events.ts'
import type { Caller, Event } from './events.ts'
import { iso } from './events.ts'
import { mistake } from './mistake.ts'
import { named, type Operation } from './operation.ts'
import { accountOperations } from './operations/accounts.ts'
import type { Account, Organization, Unit } from './organization.ts'
import { carryOut } from './perform.ts'
import { ORGANIZATIONS } from './service.ts'
import type { State } from './state.ts'
import { tell } from './tell.ts'
import { organizationOf } from './world.ts'

const SERVICE = 'controltower.amazonaws.com'
const ROLE = 'AWSControlTowerAdmin'
const ROLE_ID = 'AROACONTROLTOWERADMIN'

/** The role has a path, which the ARN of its session leaves out. */
const administrator = (account: string, now: number): Caller => ({
  account,
  region: 'us-east-1',
  userIdentity: {
    type: 'AssumedRole',
    principalId: `${ROLE_ID}:AWSControlTower`,
    arn: `arn:aws:sts::${account}:assumed-role/${ROLE}/AWSControlTower`,
    accountId: account,
    accessKeyId: 'ASIACONTROLTOWER0000',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: ROLE_ID,
        arn: `arn:aws:iam::${account}:role/service-role/${ROLE}`,
        accountId: account,
        userName: ROLE,
      },
      attributes: { creationDate: iso(now), mfaAuthenticated: 'false' },
    },
    invokedBy: SERVICE,
  },
  sourceIPAddress: SERVICE,
  userAgent: SERVICE,
})

interface Played {
  /** What the action was about, where it was one account. */
  account: string | null
  /** Ids of the events that it caused, in their order. */
  events: string[]
}

/** One action under way. */
interface Stage extends Landing {
  call: (name: 'CreateAccount' | 'MoveAccount', input: Wire) => Wire
  tell: (events: readonly Event[]) => void
}

function findUnit({ targets }: Organization, id: string): Unit {
  const found = targets.get(id)
  if (found?.kind !== 'ORGANIZATIONAL_UNIT') throw mistake(`There is no organizational unit ${id}.`)
  return found
}

/** Control Tower manages members only. */
const isManaged = ({ managementAccount }: Organization, { id }: { id: string }): boolean => id !== managementAccount

function findMember(organization: Organization, id: string): Account {
  const found = organization.targets.get(id)
  if (found?.kind !== 'ACCOUNT' || !isManaged(organization, found)) throw mistake(`There is no member account ${id}.`)
  return found
}

function move({ call }: Stage, account: Account, unit: Unit): void {
  if (account.parent === unit) return
  call('MoveAccount', { AccountId: account.id, SourceParentId: account.parent.id, DestinationParentId: unit.id })
}

/** The name of the role is what the User Guide says that Control Tower asks for. */
function createAccount(
  stage: Stage,
  { name, email, unit }: { name: string; email: string; unit: Unit },
): string | null {
  const { organization, call, tell } = stage
  const input = { Email: email, AccountName: name, RoleName: 'AWSControlTowerExecution' }
  const { CreateAccountStatus } = call('CreateAccount', input) as { CreateAccountStatus: { Id: string } }
  const created = organization.createStatuses.get(CreateAccountStatus.Id)?.accountId
  if (created === undefined) {
    tell([managedAccountEvent({ ...stage, state: 'FAILED' }, 'CreateManagedAccount', unit, { name })])
    return null
  }
  const account = findMember(organization, created)
  move(stage, account, unit)
  tell([managedAccountEvent(stage, 'CreateManagedAccount', unit, account)])
  return created
}

function enrollAccount(stage: Stage, account: Account, unit: Unit): string {
  move(stage, account, unit)
  stage.tell([managedAccountEvent(stage, 'UpdateManagedAccount', unit, account)])
  stage.tell(enabledBaselineEvents(stage, [account]))
  return account.id
}

/** The accounts of the OU itself: those of OUs below belong to the registration of these. */
function registerUnit(stage: Stage, unit: Unit): null {
  const { organization, tell } = stage
  const members = unit.accounts.filter((id) => isManaged(organization, { id }))
  tell([registeredUnitEvent(stage, unit)])
  tell(
    enabledBaselineEvents(
      stage,
      members.map((id) => findMember(organization, id)),
    ),
  )
  return null
}

function drift(stage: Stage, account: Account, unit: Unit): string {
  stage.tell([movedAccountEvent(stage, account, unit)])
  return account.id
}

const ACTIONS: { [Name in ActionName]: (stage: Stage, values: Values<Name>) => string | null } = {
  create_account: (stage, { name, email, organizational_unit: unit }) =>
    createAccount(stage, { name, email, unit: findUnit(stage.organization, unit) }),
  enroll_account: (stage, { account, organizational_unit: unit }) =>
    enrollAccount(stage, findMember(stage.organization, account), findUnit(stage.organization, unit)),
  register_organizational_unit: (stage, { organizational_unit: unit }) =>
    registerUnit(stage, findUnit(stage.organization, unit)),
  drift: (stage, { account, organizational_unit: unit }) =>
    drift(stage, findMember(stage.organization, account), findUnit(stage.organization, unit)),
}

const CALLS: Readonly<Record<'CreateAccount' | 'MoveAccount', Operation>> = {
  CreateAccount: named('CreateAccount', accountOperations.CreateAccount),
  MoveAccount: named('MoveAccount', accountOperations.MoveAccount),
}

/** Plays what the body says, in the organization of the emulator's own account. Throws a Mistake, and has done nothing then. */
export function playControlTower(state: State, body: unknown): Played {
  const { action, values, region, fails } = readPlay(body)
  const organization = organizationOf(state.world, state.world.home)
  if (organization === undefined) throw mistake(`The account ${state.world.home} is in no organization.`)
  const now = state.now()
  const caller = administrator(organization.managementAccount, now)
  const events: string[] = []
  const play = ACTIONS[action] as (stage: Stage, values: Readonly<Record<string, string>>) => string | null
  const account = play(
    {
      organization,
      region,
      now,
      state: fails ? 'FAILED' : 'SUCCEEDED',
      call(name, input) {
        const ran = carryOut(
          state,
          { service: ORGANIZATIONS, name, operation: CALLS[name], input, caller, requestId: randomUUID() },
          now,
        )
        events.push(...ran.events)
        if (ran.refusal !== undefined) throw ran.refusal
        return ran.output ?? {}
      },
      tell(told) {
        for (const event of told) tell(state, event, now)
        events.push(...told.map(({ id }) => id))
      },
    },
    values,
  )
  return { account, events }
}
