// Everything that the emulator plays: AWS accounts, most of them in an organization. An account outlives its membership.
import type { AccountState } from './document.ts'
import type { Account, Organization } from './organization.ts'
import { addAccount, attachFullAccess, removeAccount } from './organization.ts'
import type { ParameterStores } from './ssm/store.ts'

/** What an account keeps wherever it belongs. */
export interface Profile {
  name: string
  email: string
  state: AccountState
}

export interface Party {
  Type: 'ACCOUNT' | 'EMAIL' | 'ORGANIZATION'
  Id: string
}

export type Response = 'ACCEPTED' | 'DECLINED' | 'CANCELED'

/** An invitation, the request to enable all features, or the approval that the request wants of one invited member. */
export type Action = 'INVITE' | 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES'

export interface Handshake {
  id: string
  action: Action
  organization: Organization
  /** Who is asked; the request to enable all features asks the organization itself. */
  target: Party
  /** The request that an approval belongs to. */
  parent: Handshake | undefined
  notes: string | undefined
  /** What the account gets when it joins. */
  tags: Map<string, string>
  requested: number
  response: { state: Response; time: number } | undefined
}

export interface World {
  /** The account of calls that name none. */
  home: string
  organizations: Organization[]
  /** Account ids by e-mail address in lower case: an address belongs to one account, in an organization or not. */
  addresses: Map<string, string>
  handshakes: Map<string, Handshake>
  /** Accounts that left. */
  standalone: Map<string, Profile>
  /** SSM parameters. */
  parameters: ParameterStores
}

/** An emulator without document has one account and no organization; with one, its management account is at home. */
export function createWorld(home: string, organization: Organization | undefined): World {
  const world: World = {
    home: organization?.managementAccount ?? home,
    organizations: organization === undefined ? [] : [organization],
    addresses: new Map(),
    handshakes: new Map(),
    standalone: new Map(),
    parameters: new Map(),
  }
  for (const target of organization?.targets.values() ?? []) if (target.kind === 'ACCOUNT') addressed(world, target)
  return world
}

const addressed = (world: World, { id, email }: Account): void => void world.addresses.set(email.toLowerCase(), id)

export const accountOf = (world: World, email: string): string | undefined => world.addresses.get(email.toLowerCase())

export const organizationOf = (world: World, account: string): Organization | undefined =>
  world.organizations.find(({ targets }) => targets.has(account))

/** Undefined for an account that was never seen in an organization. */
export function profileOf(world: World, account: string): Profile | undefined {
  const member = organizationOf(world, account)?.targets.get(account)
  return member?.kind === 'ACCOUNT' ? member : world.standalone.get(account)
}

/** A member has the full access of every enabled type. */
export function enter(world: World, organization: Organization, account: Account): void {
  addAccount(organization, account)
  attachFullAccess(organization, account, organization.enabled)
  addressed(world, account)
  world.standalone.delete(account.id)
}

export function depart(world: World, organization: Organization, account: Account): void {
  removeAccount(organization, account)
  const { name, email, state } = account
  world.standalone.set(account.id, { name, email, state })
}

/** The management account stays by itself; nobody can join any more. */
export function dissolve(world: World, organization: Organization, now: number): void {
  const account = organization.targets.get(organization.managementAccount)
  if (account?.kind === 'ACCOUNT') depart(world, organization, account)
  for (const handshake of world.handshakes.values())
    if (handshake.organization === organization) handshake.response ??= { state: 'CANCELED', time: now }
  world.organizations = world.organizations.filter((one) => one !== organization)
}
