// Reads that are behind, on a clock that the test moves.
import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreatePolicyCommand,
  DescribeAccountCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  ListTargetsForPolicyCommand,
} from '@aws-sdk/client-organizations'
import fc from 'fast-check'
import type { Emulator, EmulatorOptions } from '../../emulator/index.ts'
import { OPERATIONS } from '../../emulator/operations/index.ts'
import { perform } from '../../emulator/perform.ts'
import { ORGANIZATIONS } from '../../emulator/service.ts'
import { createState, type State } from '../../emulator/state.ts'
import '../support/seed.ts'
import * as given from './support.ts'

const { control, CONTENT, DENY, EMPTY, MANAGEMENT, MEMBER, OTHER, PROD, ROOT, SPARE, TEST } = given
const pair = { PolicyId: DENY, TargetId: PROD }
const GUEST = '444455556666'

afterEach(given.stopAll)

const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-11-20T00:00:00Z')
})
const start = (options: EmulatorOptions = {}) => given.startLoaded({ now: () => clock.now, ...options })

async function targets(emulator: Emulator): Promise<(string | undefined)[]> {
  const { Targets } = await given.clientOf(emulator).send(new ListTargetsForPolicyCommand({ PolicyId: DENY }))
  return (Targets ?? []).map(({ TargetId }) => TargetId)
}

test('a read is behind by the staleness, to the millisecond; a write is checked against the present; its event is not late', async () => {
  const emulator = await start({ staleReads: 20_000 })
  const client = given.clientOf(emulator)
  await client.send(new AttachPolicyCommand(pair))
  expect((await given.events(emulator)).map(({ detail }) => detail.eventName)).toEqual(['AttachPolicy'])
  clock.now += 19_999
  expect(await targets(emulator)).toEqual([])
  expect((await given.refusal(client.send(new AttachPolicyCommand(pair)))).name).toBe(
    'DuplicatePolicyAttachmentException',
  )
  clock.now += 1
  expect(await targets(emulator)).toEqual([PROD])
  await client.send(new DetachPolicyCommand(pair))
  expect(await targets(emulator)).toEqual([PROD])
  clock.now += 20_000
  expect(await targets(emulator)).toEqual([])
})

test('what was created has the same id when reads see it', async () => {
  const emulator = await start({ staleReads: 5_000 })
  const client = given.clientOf(emulator)
  const { Policy } = await client.send(
    new CreatePolicyCommand({ Name: 'New', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: CONTENT }),
  )
  const PolicyId = Policy?.PolicySummary?.Id
  const describe = new DescribePolicyCommand({ PolicyId })
  expect((await given.refusal(client.send(describe))).name).toBe('PolicyNotFoundException')
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId: PROD }))
  clock.now += 5_000
  expect((await client.send(describe)).Policy).toEqual(Policy)
})

test('what ends an asynchronous operation is seen as late as the operation itself', async () => {
  const emulator = await start({ staleReads: 5_000 })
  const client = given.clientOf(emulator)
  const state = async () => (await client.send(new DescribeAccountCommand({ AccountId: MEMBER }))).Account?.State
  await control(emulator, 'POST', 'delivery', { hold: true })
  await client.send(new CloseAccountCommand({ AccountId: MEMBER }))
  clock.now += 1_000
  await control(emulator, 'POST', 'delivery', { hold: false })
  const seen: unknown[] = []
  for (const wait of [3_999, 1, 999, 1]) {
    clock.now += wait
    seen.push(await state())
  }
  expect(seen).toEqual(['ACTIVE', 'PENDING_CLOSURE', 'PENDING_CLOSURE', 'CLOSED'])
})

test('staleness changes while the emulator runs: what was seen stays seen, and without staleness reads are fresh at once', async () => {
  const emulator = await start()
  const client = given.clientOf(emulator)
  const stale = (milliseconds: number) => control(emulator, 'POST', 'faults', { stale_reads: milliseconds })
  await client.send(new AttachPolicyCommand(pair))
  expect(await stale(10_000)).toMatchObject({ status: 200, body: { stale_reads: 10_000 } })
  expect(await targets(emulator)).toEqual([PROD])
  await client.send(new DetachPolicyCommand(pair))
  clock.now += 6_000
  await client.send(new AttachPolicyCommand({ ...pair, TargetId: EMPTY }))
  clock.now += 4_000
  expect(await targets(emulator)).toEqual([])
  await stale(60_000)
  expect(await targets(emulator)).toEqual([])
  await stale(4_000)
  expect(await targets(emulator)).toEqual([EMPTY])
  await client.send(new DetachPolicyCommand({ ...pair, TargetId: EMPTY }))
  expect(await targets(emulator)).toEqual([EMPTY])
  await stale(0)
  expect(await targets(emulator)).toEqual([])
})

test('a reset ends what was to come, and reads are stale as they were from the start', async () => {
  const emulator = await start({ staleReads: 5_000 })
  const client = given.clientOf(emulator)
  await client.send(new AttachPolicyCommand(pair))
  await control(emulator, 'POST', 'faults', { stale_reads: 0 })
  await control(emulator, 'POST', 'reset', given.organization())
  clock.now += 5_000
  expect(await targets(emulator)).toEqual([])
  await client.send(new AttachPolicyCommand(pair))
  expect(await targets(emulator)).toEqual([])
})

type Call = [operation: string, input: object | ((state: State) => object), account?: string]

const SERVICE = 'config.amazonaws.com'
const tree = ['DescribeOrganization', 'ListAccounts']
const delegation = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: MEMBER },
      Action: tree.map((name) => `organizations:${name}`),
      Resource: '*',
    },
  ],
}
const pairs = [DENY, SPARE].flatMap((PolicyId) => [PROD, MEMBER].map((TargetId) => ({ PolicyId, TargetId })))
const account = (AccountId: string) => ({ AccountId })
const invitation = ({ world }: State) => ({ HandshakeId: [...world.handshakes.keys()].at(-1) })
const scp = { RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' }
const policy = { Name: 'a', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: CONTENT }

/** Every operation that changes something; some of the calls are refused. */
const WRITES: readonly Call[] = [
  ...pairs.flatMap((pair): Call[] => [
    ['AttachPolicy', pair],
    ['DetachPolicy', pair],
  ]),
  ...[MEMBER, OTHER].flatMap((id): Call[] => [
    ['CloseAccount', account(id)],
    ['RemoveAccountFromOrganization', account(id)],
    ['LeaveOrganization', {}, id],
    ['RegisterDelegatedAdministrator', { ...account(id), ServicePrincipal: SERVICE }],
    ['DeregisterDelegatedAdministrator', { ...account(id), ServicePrincipal: SERVICE }],
  ]),
  ['CreatePolicy', policy],
  ['CreatePolicy', { ...policy, Name: 'b' }],
  ['UpdatePolicy', { PolicyId: SPARE, Name: 'a' }],
  ['UpdatePolicy', { PolicyId: SPARE, Name: 'c' }],
  ['DeletePolicy', { PolicyId: SPARE }],
  ['EnablePolicyType', scp],
  ['DisablePolicyType', scp],
  ['CreateOrganizationalUnit', { ParentId: PROD, Name: 'x' }],
  ['UpdateOrganizationalUnit', { OrganizationalUnitId: TEST, Name: 'x' }],
  ['DeleteOrganizationalUnit', { OrganizationalUnitId: EMPTY }],
  ['CreateAccount', { AccountName: 'one', Email: 'one@example.com' }],
  ['MoveAccount', { ...account(MEMBER), SourceParentId: PROD, DestinationParentId: EMPTY }],
  ['MoveAccount', { ...account(MEMBER), SourceParentId: EMPTY, DestinationParentId: PROD }],
  ['InviteAccountToOrganization', { Target: { Type: 'ACCOUNT', Id: GUEST } }],
  ['AcceptHandshake', invitation, GUEST],
  ['DeclineHandshake', invitation, GUEST],
  ['CancelHandshake', invitation],
  ['CreateOrganization', {}, GUEST],
  ['CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' }, GUEST],
  ['EnableAllFeatures', {}, GUEST],
  ['DeleteOrganization', {}, GUEST],
  ['TagResource', { ResourceId: DENY, Tags: [{ Key: 'k', Value: 'v' }] }],
  ['UntagResource', { ResourceId: DENY, TagKeys: ['k'] }],
  ['EnableAWSServiceAccess', { ServicePrincipal: SERVICE }],
  ['DisableAWSServiceAccess', { ServicePrincipal: SERVICE }],
  ['PutResourcePolicy', { Content: JSON.stringify(delegation) }],
  ['DeleteResourcePolicy', {}],
]

const LOOKS: readonly Call[] = [
  ['ListRoots', {}],
  ['ListAccounts', {}],
  ['ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' }],
  ['ListHandshakesForOrganization', {}],
  ['ListTagsForResource', { ResourceId: DENY }],
  ['DescribeOrganization', {}, GUEST],
  ['ListAccounts', {}, MEMBER],
  ['ListCreateAccountStatus', {}],
  ['ListDelegatedAdministrators', {}],
  ['ListAWSServiceAccessForOrganization', {}],
  ['DescribeResourcePolicy', {}],
  ...[DENY, SPARE, 'p-FullAWSAccess'].map((PolicyId): Call => ['ListTargetsForPolicy', { PolicyId }]),
  ...[ROOT, PROD].map((ParentId): Call => ['ListOrganizationalUnitsForParent', { ParentId }]),
]

async function send(state: State, [name, given, account = MANAGEMENT]: Call): Promise<unknown> {
  const operation = OPERATIONS.get(name)
  if (operation === undefined) throw new Error(`There is no operation ${name}.`)
  const input = { ...(typeof given === 'function' ? given(state) : given) }
  const caller = { account, region: 'us-east-1', userIdentity: {}, sourceIPAddress: '', userAgent: '' }
  const { output, refusal } = await perform(state, {
    service: ORGANIZATIONS,
    name,
    operation,
    input,
    caller,
    requestId: '',
  })
  return { output, refused: refusal?.name }
}

const look = (state: State) => Promise.all(LOOKS.map((call) => send(state, call)))

test('every operation that changes something is among the calls', () => {
  const writes = [...OPERATIONS].filter(([, { readOnly }]) => !readOnly).map(([name]) => name)
  expect([...new Set(WRITES.map(([name]) => name))].sort()).toEqual(writes.sort())
})

test('whatever happens, reads show what fresh reads showed so long ago', async () => {
  const call = fc.constantFrom(...new Set(WRITES.map(([name]) => name))).chain((name) => {
    return fc.constantFrom(...WRITES.filter((one) => one[0] === name))
  })
  const steps = fc.array(fc.tuple(call, fc.nat(3_000)), { minLength: 1, maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 6_000 }), async (steps, staleReads) => {
      clock.now = Date.parse('2026-11-20T00:00:00Z')
      const state = createState({
        home: MANAGEMENT,
        document: given.organization(),
        now: () => clock.now,
        throttle: undefined,
        emptyPages: false,
        fault: () => undefined,
        staleReads,
        sleep: async () => undefined,
        faults: undefined,
        delivery: {},
      })
      await send(state, ['EnableAWSServiceAccess', { ServicePrincipal: SERVICE }])
      clock.now += staleReads
      const fresh = () => look({ ...state, past: undefined })
      const history = [{ at: clock.now, seen: await fresh() }]
      const ago = () => history.findLast(({ at }) => at <= clock.now - staleReads) ?? history[0]
      for (const [call, wait] of steps) {
        clock.now += wait
        await send(state, call)
        history.push({ at: clock.now, seen: await fresh() })
        expect(await look(state)).toEqual(ago()?.seen)
      }
      clock.now += staleReads
      expect(await look(state)).toEqual(history.at(-1)?.seen)
    }),
    { numRuns: 30 },
  )
})
