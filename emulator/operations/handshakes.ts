import { type Check, freeText, oneOf, optional, required, structure, text } from '../checks.ts'
import { constrained, invalid, refuse } from '../errors.ts'
import { findAccount } from '../find.ts'
import { childrenOf, isFor, isShown, isWaiting, mayAnswer, offer, partyKey, stateOf } from '../handshakes.ts'
import { checkDeparture, join, leave } from '../membership.ts'
import { type Context, operation, read, type Unnamed, write } from '../operation.ts'
import type { Account } from '../organization.ts'
import { entity } from '../organization.ts'
import { type Paging, page, paging } from '../pages.ts'
import * as pattern from '../patterns.ts'
import { mergedTags, tagList } from '../tags.ts'
import { handshakeView } from '../views.ts'
import { type Action, type Handshake, organizationOf, type Party, profileOf, type Response } from '../world.ts'

const handshakeId = required(text({ pattern: pattern.HANDSHAKE_ID }))

/** What the two kinds of invited party are called by; an organization cannot be invited. */
const PARTY_ID: Readonly<Record<'ACCOUNT' | 'EMAIL', Check<string>>> = {
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

const shown = ({ world, now }: Context, handshake: Handshake) => ({ Handshake: handshakeView(world, handshake, now) })

/** CloudTrail's example of this one event has the action in lower case. */
const inviteAccountToOrganization = write(
  { Target: required(target), Notes: optional(freeText({ max: 1024 })), Tags: optional(tagList) },
  (organization, { Target, Notes: notes, Tags }, context) => {
    const { world, now } = context
    const tags = mergedTags(new Map(), Tags ?? [])
    const key = partyKey(world, Target)
    if (organization.targets.has(key)) constrained('ALREADY_IN_AN_ORGANIZATION')
    for (const other of world.handshakes.values()) {
      if (other.organization !== organization || !isWaiting(world, other, now)) continue
      if (other.action === 'ENABLE_ALL_FEATURES') constrained('INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES')
      if (partyKey(world, other.target) === key) refuse('DuplicateHandshakeException')
    }
    return shown(context, offer(world, now, { action: 'INVITE', organization, target: Target, notes, tags }))
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
): Unnamed =>
  operation({ HandshakeId: handshakeId }, ({ HandshakeId }, context) => {
    const handshake = find(context, HandshakeId)
    if (!isParty(context, handshake)) refuse('AccessDeniedException')
    if (stateOf(context.world, handshake, context.now) === state) refuse('HandshakeAlreadyInStateException')
    if (!isWaiting(context.world, handshake, context.now)) refuse('InvalidHandshakeTransitionException')
    act(context, handshake)
    handshake.response = { state, time: context.now }
    return shown(context, handshake)
  })

/** A member of another organization leaves that one at the same moment ("direct account transfer" of 2025-11). */
function acceptInvitation(context: Context, { organization, target, tags }: Handshake): void {
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

function cancelChildren({ world, now }: Context, handshake: Handshake): void {
  for (const child of childrenOf(world, handshake)) child.response ??= { state: 'CANCELED', time: now }
}

/** Nothing follows from one approval; the last one opens the request. */
const ACCEPTING: Readonly<Record<Action, (context: Context, handshake: Handshake) => void>> = {
  INVITE: acceptInvitation,
  APPROVE_ALL_FEATURES: () => undefined,
  ENABLE_ALL_FEATURES: ({ world, now }, handshake) => {
    if (stateOf(world, handshake, now) !== 'OPEN') refuse('InvalidHandshakeTransitionException')
    handshake.organization.featureSet = 'ALL'
  },
}

const describeHandshake = operation(
  { HandshakeId: handshakeId },
  ({ HandshakeId }, context) => {
    const handshake = find(context, HandshakeId)
    if (!isSender(context, handshake) && !isRecipient(context, handshake)) refuse('AccessDeniedException')
    return shown(context, handshake)
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

function listed(context: Context, list: string, input: Listing, isListed: (handshake: Handshake) => boolean) {
  const { world, now } = context
  const { ActionType, ParentHandshakeId } = input.Filter ?? {}
  if (ActionType !== undefined && ParentHandshakeId !== undefined) invalid('MAX_LIMIT_EXCEEDED_FILTER')
  const isWanted = ({ action, parent }: Handshake): boolean =>
    (ActionType === undefined || action === ActionType) &&
    (ParentHandshakeId === undefined || parent?.id === ParentHandshakeId)
  const all = [...world.handshakes.values()].filter((one) => isShown(one, now) && isListed(one) && isWanted(one))
  const sorted = all.map(({ id }) => id).sort()
  const { ids, NextToken } = page(list, sorted, input)
  return { Handshakes: ids.map((id) => handshakeView(world, find(context, id), now)), NextToken }
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
  AcceptHandshake: ending('ACCEPTED', isRecipient, (context, handshake) =>
    ACCEPTING[handshake.action](context, handshake),
  ),
  DeclineHandshake: ending('DECLINED', isRecipient),
  CancelHandshake: ending('CANCELED', isSender, cancelChildren),
  DescribeHandshake: describeHandshake,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListHandshakesForAccount: listHandshakesForAccount,
}
