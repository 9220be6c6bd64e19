// A page may be empty and not the last one; whoever stops there has read nothing.
import * as sdk from '@aws-sdk/client-organizations'
import { createCaller } from '../../aws/call.ts'
import { createReader, type Reader } from '../../aws/read.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import * as given from './support.ts'

const { DENY, MEMBER, PROD, ROOT } = given
const SCP = 'SERVICE_CONTROL_POLICY'

afterAll(given.stopAll)

const start = async (emptyPages: boolean) => given.clientOf(await given.startLoaded({ emptyPages }))

type Pages = AsyncGenerator<object>
const PAGINATED: { what: string; pages: (config: { client: sdk.OrganizationsClient }) => Pages; found: number }[] = [
  { what: 'accounts', pages: (config) => sdk.paginateListAccounts(config, {}), found: 3 },
  { what: 'roots', pages: (config) => sdk.paginateListRoots(config, {}), found: 1 },
  { what: 'policies', pages: (config) => sdk.paginateListPolicies(config, { Filter: SCP }), found: 3 },
  { what: 'targets', pages: (config) => sdk.paginateListTargetsForPolicy(config, { PolicyId: DENY }), found: 0 },
  {
    what: 'children',
    pages: (config) => sdk.paginateListChildren(config, { ParentId: PROD, ChildType: 'ACCOUNT' }),
    found: 1,
  },
  { what: 'parents', pages: (config) => sdk.paginateListParents(config, { ChildId: MEMBER }), found: 1 },
  { what: 'tags', pages: (config) => sdk.paginateListTagsForResource(config, { ResourceId: DENY }), found: 1 },
]

const items = (page: object): unknown[] => Object.values(page).find((value) => Array.isArray(value)) ?? []

test.each(PAGINATED)("the SDK's paginator finds $found $what behind an empty page", async ({ pages, found }) => {
  const sizes: number[] = []
  for await (const page of pages({ client: await start(true) })) sizes.push(items(page).length)
  expect(sizes).toEqual([0, found])
})

const READS: { what: string; read: (reader: Reader) => Promise<unknown> }[] = [
  { what: 'root', read: (reader) => reader.root() },
  { what: 'policies', read: (reader) => reader.policies(SCP) },
  { what: 'targets', read: (reader) => reader.targets('p-FullAWSAccess') },
  { what: 'policies of a target', read: (reader) => reader.policiesAt(PROD, SCP) },
  { what: 'tags', read: (reader) => reader.tags(DENY) },
  { what: 'OUs', read: (reader) => reader.organizationalUnits(ROOT) },
  { what: 'accounts', read: (reader) => reader.accounts() },
  { what: 'parent', read: (reader) => reader.parent(MEMBER) },
]

test.each(READS)('our reader reads the same $what', async ({ read }) => {
  const [without, behind] = await Promise.all(
    [false, true].map(async (emptyPages) => {
      const caller = createCaller({ client: await start(emptyPages), clock: virtualClock(), random: () => 0 })
      return read(createReader(caller))
    }),
  )
  expect(without).toBeTruthy()
  expect(behind).toEqual(without)
})

test('the token of an empty page is good for its list alone', async () => {
  const client = await start(true)
  const { NextToken } = await client.send(new sdk.ListChildrenCommand({ ParentId: ROOT, ChildType: 'ACCOUNT' }))
  const other = client.send(new sdk.ListChildrenCommand({ ParentId: PROD, ChildType: 'ACCOUNT', NextToken }))
  expect((await given.refusal(other)).reason).toBe('INVALID_NEXT_TOKEN')
})
