// Handshakes of three kinds. An address that no known account has belongs to whichever unknown account answers first.
import { letters } from './ids.ts'
import { type Action, accountOf, type Handshake, type Party, profileOf, type Response, type World } from './world.ts'

/** Organizations User Guide, "Quotas": how long a handshake is open, and how long it is shown after it ended. */
const DAY = 24 * 60 * 60 * 1000
const OPEN_FOR: Readonly<Record<Action, number>> = {
  INVITE: 15 * DAY,
  ENABLE_ALL_FEATURES: 90 * DAY,
  APPROVE_ALL_FEATURES: 90 * DAY,
}
const SHOWN_FOR = 30 * DAY

export const expiryOf = ({ action, requested }: Handshake): number => requested + OPEN_FOR[action]

export type State = Response | 'OPEN' | 'REQUESTED' | 'EXPIRED'

/** Adds a handshake that nobody has answered. */
export function offer(
  world: World,
  now: number,
  given: Pick<Handshake, 'action' | 'organization' | 'target'> & Partial<Pick<Handshake, 'parent' | 'notes' | 'tags'>>,
): Handshake {
  const handshake: Handshake = {
    parent: undefined,
    notes: undefined,
    tags: new Map(),
    ...given,
    id: `h-${letters(32)}`,
    requested: now,
    response: undefined,
  }
  world.handshakes.set(handshake.id, handshake)
  return handshake
}

export const childrenOf = ({ handshakes }: World, parent: Handshake): Handshake[] =>
  [...handshakes.values()].filter((one) => one.parent === parent)

/** Approvals of accounts that left are not waited for. */
const isComplete = (world: World, handshake: Handshake): boolean =>
  childrenOf(world, handshake).every(
    ({ response, target }) => response?.state === 'ACCEPTED' || !handshake.organization.targets.has(target.Id),
  )

/** An approval waits as REQUESTED, and so does the request as long as an approval is missing (service model, HandshakeState). */
const waitingAs = (world: World, handshake: Handshake): 'OPEN' | 'REQUESTED' => {
  if (handshake.action === 'INVITE') return 'OPEN'
  return handshake.action === 'ENABLE_ALL_FEATURES' && isComplete(world, handshake) ? 'OPEN' : 'REQUESTED'
}

export function stateOf(world: World, handshake: Handshake, now: number): State {
  return handshake.response?.state ?? (now < expiryOf(handshake) ? waitingAs(world, handshake) : 'EXPIRED')
}

export const isWaiting = (world: World, handshake: Handshake, now: number): boolean =>
  ['OPEN', 'REQUESTED'].includes(stateOf(world, handshake, now))

export const isShown = (handshake: Handshake, now: number): boolean =>
  now < (handshake.response?.time ?? expiryOf(handshake)) + SHOWN_FOR

/** Two parties with one key are the same account, as far as anybody knows. */
export const partyKey = (world: World, { Type, Id }: Party): string =>
  Type === 'EMAIL' ? (accountOf(world, Id) ?? Id.toLowerCase()) : Id

/** Whether the handshake is certainly meant for the account. */
export const isFor = (world: World, { target, organization }: Handshake, account: string): boolean =>
  target.Type === 'ORGANIZATION' ? organization.managementAccount === account : partyKey(world, target) === account

const isForNobodyKnown = (world: World, { Type, Id }: Party): boolean =>
  Type === 'EMAIL' && accountOf(world, Id) === undefined

/** Whether the account may answer the handshake. */
export const mayAnswer = (world: World, handshake: Handshake, account: string): boolean =>
  isFor(world, handshake, account) ||
  (isForNobodyKnown(world, handshake.target) && profileOf(world, account) === undefined)
