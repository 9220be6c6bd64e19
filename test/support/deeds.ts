import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  RemoveAccountFromOrganizationCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import type { PolicyType } from '../../core/policy/type.ts'
import { content, type World } from './world.ts'

// What people, Control Tower and other controllers do to an organization. What AWS refuses did not happen.

const [root, workloads, prod, nonProd, sandbox] = [
  'r-ab12',
  'ou-ab12-11111111',
  'ou-ab12-22222222',
  'ou-ab12-33333333',
  'ou-ab12-44444444',
] as const
export const units = [root, workloads, prod, nonProd, sandbox]
const types: PolicyType[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']

/** `at` chooses among what there is at that moment: targets of the policy, accounts of the organization. */
export type Deed =
  | { kind: 'detach'; name: string; at: number }
  | { kind: 'edit' | 'describe' | 'rename' | 'untag' | 'delete'; name: string }
  | { kind: 'attach-elsewhere'; name: string; unit: string }
  | { kind: 'attach-foreign'; unit: string }
  | { kind: 'detach-full-access'; unit: string }
  | { kind: 'disable' | 'enable'; type: PolicyType }
  | { kind: 'create-account'; at: number }
  | { kind: 'close' | 'leave'; at: number }
  | { kind: 'move' | 'enrol'; at: number; unit: string }
  | { kind: 'rename-unit'; unit: string }

type KindOf<Kinds extends Deed['kind']> = fc.Arbitrary<Extract<Deed, { kind: Kinds }>>

export function deeds(names: string[]): fc.Arbitrary<Deed> {
  const name = fc.constantFrom(...names)
  const unit = fc.constantFrom(...units)
  const at = fc.nat(5)
  const type = fc.constantFrom(...types)
  const kind = <Kind extends Deed['kind']>(...kinds: Kind[]) => fc.constantFrom(...kinds)
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: kind('detach'), name, at }) as KindOf<'detach'> },
    {
      weight: 6,
      arbitrary: fc.record({ kind: kind('edit', 'describe', 'rename', 'untag', 'delete'), name }) as fc.Arbitrary<Deed>,
    },
    { weight: 1, arbitrary: fc.record({ kind: kind('attach-elsewhere'), name, unit }) as fc.Arbitrary<Deed> },
    {
      weight: 2,
      arbitrary: fc.record({ kind: kind('attach-foreign', 'detach-full-access'), unit }) as fc.Arbitrary<Deed>,
    },
    { weight: 2, arbitrary: fc.record({ kind: kind('disable', 'enable'), type }) as fc.Arbitrary<Deed> },
    { weight: 2, arbitrary: fc.record({ kind: kind('create-account', 'close', 'leave'), at }) as fc.Arbitrary<Deed> },
    { weight: 3, arbitrary: fc.record({ kind: kind('move', 'enrol'), at, unit }) as fc.Arbitrary<Deed> },
    { weight: 1, arbitrary: fc.record({ kind: kind('rename-unit'), unit }) as fc.Arbitrary<Deed> },
  )
}

/** Everybody in the organization but the management account, in a fixed order. */
async function members({ admin }: World): Promise<string[]> {
  const { Accounts = [] } = await admin.send(new ListAccountsCommand({}))
  return Accounts.flatMap(({ Id = '' }) => (Id === '111111111111' ? [] : Id)).sort()
}

const nth = <Item>(items: Item[], at: number): Item | undefined => items[at % Math.max(1, items.length)]

async function parentOf({ admin }: World, ChildId: string): Promise<string | undefined> {
  const { Parents } = await admin.send(new ListParentsCommand({ ChildId }))
  return Parents?.[0]?.Id
}

async function idOf({ admin }: World, name: string): Promise<string | undefined> {
  for (const Filter of types) {
    const { Policies = [] } = await admin.send(new ListPoliciesCommand({ Filter }))
    const found = Policies.find(({ Name }) => Name === name)
    if (found) return found.Id
  }
  return undefined
}

async function targetsOf({ admin }: World, PolicyId: string): Promise<string[]> {
  const { Targets = [] } = await admin.send(new ListTargetsForPolicyCommand({ PolicyId }))
  return Targets.flatMap(({ TargetId = '' }) => TargetId).sort()
}

/** Does one deed; throws what AWS answers where it refuses. */
export async function act(world: World, deed: Deed): Promise<void> {
  const { admin } = world
  const PolicyId = 'name' in deed ? await idOf(world, deed.name) : undefined
  if ('name' in deed && !PolicyId) return
  const account = 'at' in deed ? nth(await members(world), deed.at) : undefined
  switch (deed.kind) {
    case 'detach': {
      const TargetId = nth(await targetsOf(world, PolicyId ?? ''), deed.at)
      return void (await admin.send(new DetachPolicyCommand({ PolicyId, TargetId })))
    }
    case 'edit':
      return void (await admin.send(new UpdatePolicyCommand({ PolicyId, Content: content('nothing:*') })))
    case 'describe':
      return void (await admin.send(new UpdatePolicyCommand({ PolicyId, Description: 'Nothing' })))
    case 'rename':
      return void (await admin.send(new UpdatePolicyCommand({ PolicyId, Name: `stray-${deed.name}` })))
    case 'untag':
      return void (await admin.send(new UntagResourceCommand({ ResourceId: PolicyId, TagKeys: ['holdfast'] })))
    case 'delete':
      for (const TargetId of await targetsOf(world, PolicyId ?? ''))
        await admin.send(new DetachPolicyCommand({ PolicyId, TargetId }))
      return void (await admin.send(new DeletePolicyCommand({ PolicyId })))
    case 'attach-elsewhere':
      return void (await admin.send(new AttachPolicyCommand({ PolicyId, TargetId: deed.unit })))
    case 'attach-foreign': {
      const Name = 'foreign'
      const known = await idOf(world, Name)
      const made = known
        ? undefined
        : await admin.send(
            new CreatePolicyCommand({ Name, Type: types[0], Description: 'Foreign', Content: content('s3:*') }),
          )
      const foreign = known ?? made?.Policy?.PolicySummary?.Id
      return void (await admin.send(new AttachPolicyCommand({ PolicyId: foreign, TargetId: deed.unit })))
    }
    case 'detach-full-access':
      return void (await admin.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: deed.unit })))
    case 'disable':
      return void (await admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: deed.type })))
    case 'enable':
      return void (await admin.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: deed.type })))
    case 'create-account': {
      const AccountName = `new-${deed.at}`
      return void (await admin.send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` })))
    }
    case 'close':
      return void (await admin.send(new CloseAccountCommand({ AccountId: account })))
    case 'leave':
      return void (await admin.send(new RemoveAccountFromOrganizationCommand({ AccountId: account })))
    case 'move': {
      const SourceParentId = await parentOf(world, account ?? '')
      const DestinationParentId = deed.unit
      return void (await admin.send(
        new MoveAccountCommand({ AccountId: account, SourceParentId, DestinationParentId }),
      ))
    }
    case 'enrol':
      return world.controlTower({ enroll_account: { account, organizational_unit: deed.unit } })
    case 'rename-unit':
      return void (await admin.send(
        new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: deed.unit, Name: `Renamed ${deed.unit}` }),
      ))
  }
}
