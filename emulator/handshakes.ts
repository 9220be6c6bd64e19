// Invitations. An address that no known account has belongs to whichever unknown account answers first.
import { accountOf, type Handshake, type Party, profileOf, type Response, type World } from './world.ts'

/** Organizations User Guide, "Quotas": how long an invitation is open, and how long it is shown after it ended. */
const DAY = 24 * 60 * 60 * 1000
const OPEN_FOR = 15 * DAY
const SHOWN_FOR = 30 * DAY

export const expiryOf = ({ requested }: Handshake): number => requested + OPEN_FOR

export function stateOf(handshake: Handshake, now: number): Response | 'OPEN' | 'EXPIRED' {
  return handshake.response?.state ?? (now < expiryOf(handshake) ? 'OPEN' : 'EXPIRED')
}

export const isShown = (handshake: Handshake, now: number): boolean =>
  now < (handshake.response?.time ?? expiryOf(handshake)) + SHOWN_FOR

/** Two parties with one key are the same account, as far as anybody knows. */
export const partyKey = (world: World, { Type, Id }: Party): string =>
  Type === 'ACCOUNT' ? Id : (accountOf(world, Id) ?? Id.toLowerCase())

/** Whether the invitation is certainly meant for the account. */
export const isFor = (world: World, { target }: Handshake, account: string): boolean =>
  partyKey(world, target) === account

const isForNobodyKnown = (world: World, { Type, Id }: Party): boolean =>
  Type === 'EMAIL' && accountOf(world, Id) === undefined

/** Whether the account may answer the invitation. */
export const mayAnswer = (world: World, handshake: Handshake, account: string): boolean =>
  isFor(world, handshake, account) ||
  (isForNobodyKnown(world, handshake.target) && profileOf(world, account) === undefined)
