// An organization of the size that AWS allows, walked through page by page.
import {
  AttachPolicyCommand,
  DescribeAccountCommand,
  DescribePolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  type OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPolicies,
  paginateListTargetsForPolicy,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations'
import type { OrganizationDocument } from '../../emulator/index.ts'
import * as given from './support.ts'

const { BACKUP, MANAGEMENT, ROOT } = given

afterEach(given.stopAll)
jest.setTimeout(120_000)

const padded = (index: number, length: number) => String(index).padStart(length, '0')

const contentOf = (index: number) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: `s${index}:*`, Resource: '*' }] })

/** 500 OUs of 20 accounts each, 1,000 SCPs, the first of them attached to every account. */
const large = (): OrganizationDocument => ({
  kind: 'holdfast.organization',
  version: 1,
  organization: { id: 'o-exampleorgid', management_account: MANAGEMENT },
  root: {
    id: ROOT,
    organizational_units: Array.from({ length: 500 }, (_, unit) => ({
      id: `ou-ab12-${padded(unit, 8)}`,
      name: `unit ${unit}`,
      accounts: Array.from({ length: 20 }, (_, account) => ({
        id: `2${padded(unit * 20 + account, 11)}`,
        name: `account ${unit}.${account}`,
        policies: ['p-FullAWSAccess', 'p-00000000'],
      })),
    })),
  },
  policies: Array.from({ length: 1_000 }, (_, index) => ({
    id: `p-${padded(index, 8)}`,
    name: `policy ${index}`,
    type: 'SERVICE_CONTROL_POLICY',
    content: contentOf(index),
  })),
})

async function idsOf<Page>(pages: AsyncIterable<Page>, read: (page: Page) => (string | undefined)[]) {
  const ids: (string | undefined)[] = []
  for await (const page of pages) ids.push(...read(page))
  return ids
}

const targetsOf = (client: OrganizationsClient, PolicyId: string) =>
  idsOf(paginateListTargetsForPolicy({ client }, { PolicyId }), ({ Targets = [] }) =>
    Targets.map(({ TargetId }) => TargetId),
  )

test('10,000 accounts, 500 OUs and 1,000 policies come complete, 20 a page', async () => {
  const emulator = await given.start()
  const client = given.clientOf(emulator)
  expect((await given.control(emulator, 'POST', 'reset', large())).status).toBe(200)
  const accounts = await idsOf(paginateListAccounts({ client }, {}), ({ Accounts = [] }) =>
    Accounts.map(({ Id }) => Id),
  )
  const policies = await idsOf(
    paginateListPolicies({ client }, { Filter: 'SERVICE_CONTROL_POLICY' }),
    ({ Policies = [] }) => Policies.map(({ Id }) => Id),
  )
  const targets = await targetsOf(client, 'p-00000000')
  expect([new Set(accounts).size, new Set(policies).size, new Set(targets).size]).toEqual([10_001, 1_001, 10_000])
  expect((await given.control(emulator, 'GET', 'calls')).body).toEqual({
    ListAccounts: 501,
    ListPolicies: 51,
    ListTargetsForPolicy: 500,
  })
})

test('every policy is held with its content, every OU with its accounts, every account by its id', async () => {
  const client = given.clientOf(await given.start({ organization: large() }))
  for (let index = 0; index < 1_000; index++) {
    const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: `p-${padded(index, 8)}` }))
    expect([Policy?.PolicySummary?.Name, Policy?.Content]).toEqual([`policy ${index}`, contentOf(index)])
  }
  const units = await idsOf(
    paginateListOrganizationalUnitsForParent({ client }, { ParentId: ROOT }),
    ({ OrganizationalUnits = [] }) => OrganizationalUnits.map(({ Id }) => Id),
  )
  expect(new Set(units).size).toBe(500)
  const members: (string | undefined)[] = []
  for (const ParentId of units) {
    const pages = paginateListAccountsForParent({ client }, { ParentId: ParentId ?? '' })
    members.push(...(await idsOf(pages, ({ Accounts = [] }) => Accounts.map(({ Id }) => Id))))
  }
  expect(new Set(members).size).toBe(10_000)
  for (let index = 0; index < 10_000; index += 100) {
    const AccountId = `2${padded(index, 11)}`
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId }))
    expect(Account?.Name).toBe(`account ${Math.floor(index / 20)}.${index % 20}`)
  }
})

test('a policy on root, OUs and accounts alike is listed with all of them, each once', async () => {
  const organization = large()
  organization.root.policies = ['p-FullAWSAccess', 'p-00000000']
  for (const unit of organization.root.organizational_units ?? []) unit.policies = ['p-FullAWSAccess', 'p-00000000']
  const targets = await targetsOf(given.clientOf(await given.start({ organization })), 'p-00000000')
  expect([targets.length, new Set(targets).size]).toEqual([10_501, 10_501])
})

test('switching a type off and on again leaves full access on all of them, and other types as they were', async () => {
  const organization = large()
  organization.policies?.push({ id: BACKUP, name: 'backup', type: 'BACKUP_POLICY', content: '{}' })
  organization.root.policy_types = ['SERVICE_CONTROL_POLICY', 'BACKUP_POLICY']
  for (const unit of organization.root.organizational_units ?? []) unit.policies = ['p-FullAWSAccess', BACKUP]
  const client = given.clientOf(await given.start({ organization }))
  const type = { RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' } as const
  await client.send(new DisablePolicyTypeCommand(type))
  await client.send(new EnablePolicyTypeCommand(type))
  expect(await targetsOf(client, 'p-00000000')).toEqual([])
  expect(await targetsOf(client, 'p-FullAWSAccess')).toHaveLength(10_502)
  expect(await targetsOf(client, BACKUP)).toHaveLength(500)
})

test('30,000 attachments: accounts that leave take theirs along, the others keep theirs', async () => {
  const organization = large()
  const policies = ['p-00000000', 'p-00000001', 'p-00000002']
  for (const { accounts = [] } of organization.root.organizational_units ?? [])
    for (const account of accounts) account.policies = ['p-FullAWSAccess', ...policies]
  const client = given.clientOf(await given.start({ organization }))
  const leaving = Array.from({ length: 200 }, (_, index) => `2${padded(index * 50, 11)}`)
  for (const AccountId of leaving) await client.send(new RemoveAccountFromOrganizationCommand({ AccountId }))
  for (const policy of policies) {
    const targets = new Set(await targetsOf(client, policy))
    expect([targets.size, leaving.filter((id) => targets.has(id))]).toEqual([9_800, []])
  }
})

test('what is attached while pages are read neither hides nor doubles what was there', async () => {
  const client = given.clientOf(await given.start({ organization: large() }))
  const before = await targetsOf(client, 'p-00000000')
  const during: (string | undefined)[] = []
  let unit = 0
  for await (const { Targets = [] } of paginateListTargetsForPolicy({ client }, { PolicyId: 'p-00000000' })) {
    during.push(...Targets.map(({ TargetId }) => TargetId))
    if (unit < 50)
      await client.send(new AttachPolicyCommand({ PolicyId: 'p-00000000', TargetId: `ou-ab12-${padded(unit, 8)}` }))
    unit += 1
  }
  expect(during.filter((id) => id?.startsWith('2'))).toEqual(before)
  expect(new Set(during).size).toBe(during.length)
})
