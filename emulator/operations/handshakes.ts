import { type Check, oneOf, optional, required, structure, text } from '../checks.ts'
import { invalid, Refusal, refuse } from '../errors.ts'
import { findAccount } from '../find.ts'
import { isFor, isShown, mayAnswer, partyKey, stateOf } from '../handshakes.ts'
import { letters } from '../ids.ts'
import { checkDeparture, join, leave } from '../membership.ts'
import { type Context, type Operation, operation, read, write } from '../operation.ts'
import type { Account } from '../organization.ts'
import { entity } from '../organization.ts'
import { type Paging, page, paging } from '../pages.ts'
import * as pattern from '../patterns.ts'
import { mergedTags, tagList } from '../tags.ts'
import { handshakeView } from '../views.ts'
import { type Handshake, organizationOf, type Party, profileOf, type Response } from '../world.ts'

const handshakeId = required(text({ pattern: pattern.HANDSHAKE_ID }))

/** What the two kinds of invited party are called by; an organization cannot be invited. */
const PARTY_ID: Readonly<Record<Party['Type'], Check<string>>> = {
  ACCOUNT: text({ pattern: pattern.ACCOUNT_ID }),
  EMAIL: text({ max: 64, pattern: pattern.EMAIL, reason: 'INVALID_EMAIL_ADDRESS_TARGET' }),
}

const party = structure({
  Type: required(oneOf(['ACCOUNT', 'ORGANIZATION', 'EMAIL'])),
  Id: required(text({ min: 1, max: 64 })),
})

const target: Check<Party> = (value) => {
  const { Type, Id } = party(value)
  return Type === 'ORGANIZATION' ? invalid('INVALID_PARTY_TYPE_TARGET') : { Type, Id: PARTY_ID[Type](Id) }
}

const constrained = (reason: string): never => {
  throw new Refusal('HandshakeConstraintViolationException', { reason })
}

const shown = (handshake: Handshake, now: number) => ({ Handshake: handshakeView(handshake, now) })

/** CloudTrail's example of this one event has the action in lower case. */
const inviteAccountToOrganization = write(
  { Target: required(target), Notes: optional(text({ max: 1024 })), Tags: optional(tagList) },
  (organization, { Target, Notes: notes, Tags }, { world, now }) => {
    const tags = mergedTags(new Map(), Tags ?? [])
    const key = partyKey(world, Target)
    if (organization.targets.has(key)) constrained('ALREADY_IN_AN_ORGANIZATION')
    for (const other of world.handshakes.values())
      if (
        other.organization === organization &&
        stateOf(other, now) === 'OPEN' &&
        partyKey(world, other.target) === key
      )
        refuse('DuplicateHandshakeException')
    const id = `h-${letters(32)}`
    const handshake = { id, organization, target: Target, notes, tags, requested: now, response: undefined }
    world.handshakes.set(id, handshake)
    return shown(handshake, now)
  },
  { spoken: { Action: 'invite' } },
)

function find({ world, now }: Context, id: string): Handshake {
  const handshake = world.handshakes.get(id)
  return handshake !== undefined && isShown(handshake, now) ? handshake : refuse('HandshakeNotFoundException')
}

const isSender = ({ account }: Context, { organization }: Handshake): boolean =>
  organization.managementAccount === account
const isRecipient = ({ world, account }: Context, handshake: Handshake): boolean => mayAnswer(world, handshake, account)

/** An operation of one party that ends an open handshake, once `act` has done what follows from it. */
const ending = (
  state: Response,
  isParty: (context: Context, handshake: Handshake) => boolean,
  act: (context: Context, handshake: Handshake) => void = () => undefined,
): Operation =>
  operation({ HandshakeId: handshakeId }, ({ HandshakeId }, context) => {
    const handshake = find(context, HandshakeId)
    if (!isParty(context, handshake)) refuse('AccessDeniedException')
    const before = stateOf(handshake, context.now)
    if (before === state) refuse('HandshakeAlreadyInStateException')
    if (before !== 'OPEN') refuse('InvalidHandshakeTransitionException')
    act(context, handshake)
    handshake.response = { state, time: context.now }
    return shown(handshake, context.now)
  })

/** A member of another organization leaves that one at the same moment ("direct account transfer" of 2025-11). */
function accept(context: Context, { organization, target, tags }: Handshake): void {
  const { world, account: id, now } = context
  const before = organizationOf(world, id)
  if (before === organization) constrained('ALREADY_IN_AN_ORGANIZATION')
  const { name, email, state } = profileOf(world, id) ?? {
    name: `account ${id}`,
    email: target.Type === 'EMAIL' ? target.Id : `account+${id}@example.com`,
    state: 'ACTIVE',
  }
  if (before !== undefined) {
    const member = findAccount(before, id)
    checkDeparture(context, before, member)
    leave(context, before, member, 'LEFT')
  }
  const account: Account = {
    kind: 'ACCOUNT',
    ...entity(id, name),
    parent: organization.root,
    email,
    state,
    joinedMethod: 'INVITED',
    joined: now,
    tags,
  }
  join(context, organization, account)
}

const describeHandshake = operation(
  { HandshakeId: handshakeId },
  ({ HandshakeId }, context) => {
    const handshake = find(context, HandshakeId)
    if (!isSender(context, handshake) && !isRecipient(context, handshake)) refuse('AccessDeniedException')
    return shown(handshake, context.now)
  },
  { readOnly: true },
)

const filter = optional(
  structure({
    ActionType: optional(
      oneOf([
        'INVITE',
        'ENABLE_ALL_FEATURES',
        'APPROVE_ALL_FEATURES',
        'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE',
        'TRANSFER_RESPONSIBILITY',
      ]),
    ),
    ParentHandshakeId: optional(text({ pattern: pattern.HANDSHAKE_ID })),
  }),
)

interface Listing extends Paging {
  Filter: ReturnType<typeof filter>
}

/** There are only invitations, and they have no parents. */
function listed(context: Context, list: string, input: Listing, isListed: (handshake: Handshake) => boolean) {
  const { world, now } = context
  const { ActionType = 'INVITE', ParentHandshakeId } = input.Filter ?? {}
  if (input.Filter?.ActionType !== undefined && ParentHandshakeId !== undefined) invalid('MAX_LIMIT_EXCEEDED_FILTER')
  const isWanted = ActionType === 'INVITE' && ParentHandshakeId === undefined
  const all = isWanted ? [...world.handshakes.values()].filter((one) => isShown(one, now) && isListed(one)) : []
  const sorted = all.map(({ id }) => id).sort()
  const { ids, NextToken } = page(list, sorted, input)
  return { Handshakes: ids.map((id) => handshakeView(find(context, id), now)), NextToken }
}

const listHandshakesForOrganization = read({ Filter: filter, ...paging }, (organization, input, context) =>
  listed(
    context,
    `ListHandshakesForOrganization ${organization.id}`,
    input,
    (one) => one.organization === organization,
  ),
)

const listHandshakesForAccount = operation(
  { Filter: filter, ...paging },
  (input, context) =>
    listed(context, `ListHandshakesForAccount ${context.account}`, input, (one) =>
      isFor(context.world, one, context.account),
    ),
  { readOnly: true },
)

export const handshakeOperations = {
  InviteAccountToOrganization: inviteAccountToOrganization,
  AcceptHandshake: ending('ACCEPTED', isRecipient, accept),
  DeclineHandshake: ending('DECLINED', isRecipient),
  CancelHandshake: ending('CANCELED', isSender),
  DescribeHandshake: describeHandshake,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListHandshakesForAccount: listHandshakesForAccount,
}
