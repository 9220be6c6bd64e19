import type { EachAccountIn, Manifest } from '../core/manifest.ts'
import { coversAccount } from '../core/plan/coverage.ts'
import { type Admin, type Deed, listed } from './demo-admin.ts'

interface Account {
  Id: string
  Name: string
  State: string
  JoinedTimestamp: number
  Paths: string[]
}

/** The ways on which accounts come below what each_account_in names; none where the manifest has no such policy. */
export async function enrolmentDeeds(manifest: Manifest, admin: Admin, now: number): Promise<Deed[]> {
  const scopes = manifest.policies
    .filter(({ mode, state }) => mode === 'enforce' && state === 'present')
    .flatMap(({ eachAccountIn }) => eachAccountIn)
  const open = scopes.find(({ joinedAfter }) => joinedAfter === null || joinedAfter <= now)
  if (!open) return []
  const accounts = await listed<Account>(admin, 'ListAccounts', {}, 'Accounts')
  const unit = scopes.find(({ id }) => id.startsWith('ou-')) ?? (await firstUnit(manifest, admin))
  const moved = scopes.flatMap((scope) => moveInto(manifest, scope, accounts)).slice(0, 1)
  return [create(manifest, open), ...moved, ...(unit ? [enrol(unit)] : []), invite(manifest, open, accounts)]
}

/** A new account lands in the root. */
const into = async (admin: Admin, { organization }: Manifest, AccountId: string, { id }: EachAccountIn) => {
  if (id === organization.root) return
  await admin('MoveAccount', { AccountId, SourceParentId: organization.root, DestinationParentId: id })
}

const create = (manifest: Manifest, scope: EachAccountIn): Deed => ({
  text: 'The administrator creates the account analytics',
  async act(admin) {
    const made = await admin('CreateAccount', { AccountName: 'analytics', Email: 'aws+analytics@example.com' })
    const { Id } = made.CreateAccountStatus as { Id: string }
    const status = await admin('DescribeCreateAccountStatus', { CreateAccountRequestId: Id })
    await into(admin, manifest, (status.CreateAccountStatus as { AccountId: string }).AccountId, scope)
  },
})

/** An account that lies elsewhere, and is meant when it lies there. */
function moveInto({ organization }: Manifest, scope: EachAccountIn, accounts: Account[]): Deed[] {
  const { id, path } = scope
  if (!id.startsWith('ou-')) return []
  const found = accounts.findLast(({ Id, Name, State, JoinedTimestamp, Paths }) => {
    const account = { id: Id, name: Name, parentId: id, state: State, joined: JoinedTimestamp * 1_000 }
    const isMeant = coversAccount({ eachAccountIn: [scope] }, account, [id], organization.managementAccount)
    return isMeant && State === 'ACTIVE' && !Paths[0]?.split('/').includes(id)
  })
  if (!found) return []
  const SourceParentId = found.Paths[0]?.split('/').filter(Boolean).at(-2)
  const input = { AccountId: found.Id, SourceParentId, DestinationParentId: id }
  return [
    {
      text: `The administrator moves the account ${found.Name} into ${path}`,
      act: (admin) => admin('MoveAccount', input),
    },
  ]
}

const enrol = ({ id, path }: { id: string; path: string }): Deed => ({
  text: `Control Tower creates and enrols the account data-platform in ${path}`,
  act: ({ tower }) =>
    tower({
      create_account: { name: 'data-platform', email: 'aws+data-platform@example.com', organizational_unit: id },
    }),
})

function invite(manifest: Manifest, scope: EachAccountIn, accounts: Account[]): Deed {
  const taken = new Set(accounts.map(({ Id }) => Id))
  const invited = ['888899990000', '888899991111'].find((id) => !taken.has(id)) ?? '888899992222'
  return {
    text: `The account ${invited} is invited from outside, and accepts`,
    async act(admin) {
      const { Handshake } = await admin('InviteAccountToOrganization', { Target: { Id: invited, Type: 'ACCOUNT' } })
      await admin('AcceptHandshake', { HandshakeId: (Handshake as { Id: string }).Id }, invited)
      await into(admin, manifest, invited, scope)
    },
  }
}

async function firstUnit({ organization }: Manifest, admin: Admin): Promise<{ id: string; path: string } | undefined> {
  const input = { ParentId: organization.root }
  const units = await listed<{ Id: string; Name: string }>(
    admin,
    'ListOrganizationalUnitsForParent',
    input,
    'OrganizationalUnits',
  )
  const [unit] = units
  return unit && { id: unit.Id, path: unit.Name }
}
