// Inheritance of management policies: the operators, and what a policy leaves to those below it.
import * as sdk from '@aws-sdk/client-organizations'
import * as given from './support.ts'

const { MANAGEMENT, MEMBER, PROD, ROOT } = given

afterAll(given.stopAll)

const CONTROL = '@@operators_allowed_for_child_policies'
const PolicyType = 'TAG_POLICY'
const describe = (TargetId?: string) => new sdk.DescribeEffectivePolicyCommand({ PolicyType, TargetId })

async function organization(documents: readonly [string, object][]) {
  const emulator = await given.startLoaded()
  const client = given.clientOf(emulator)
  await client.send(new sdk.EnablePolicyTypeCommand({ RootId: ROOT, PolicyType }))
  for (const [index, [TargetId, document]] of documents.entries()) {
    const Content = JSON.stringify(document)
    const create = new sdk.CreatePolicyCommand({ Name: `P${index}`, Description: '', Type: PolicyType, Content })
    const { Policy } = await client.send(create)
    await client.send(new sdk.AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId }))
  }
  return emulator
}

const CASES: { what: string; documents: [string, object][]; content: object }[] = [
  { what: 'assigned', documents: [[ROOT, { a: { '@@assign': ['x'] } }]], content: { a: ['x'] } },
  {
    what: 'assigned again further down',
    documents: [
      [ROOT, { a: { '@@assign': 'x' }, b: { c: { '@@assign': 'kept' } } }],
      [PROD, { a: { '@@assign': 'y' } }],
    ],
    content: { a: 'y', b: { c: 'kept' } },
  },
  {
    what: 'appended and removed',
    documents: [
      [ROOT, { a: { '@@assign': ['x', 'y'] } }],
      [PROD, { a: { '@@append': ['y', 'z'] } }],
      [MEMBER, { a: { '@@remove': ['x'] } }],
    ],
    content: { a: ['y', 'z'] },
  },
  {
    what: 'nothing left to those below',
    documents: [
      [ROOT, { a: { [CONTROL]: ['@@none'], b: { '@@assign': 'x' } }, d: { '@@assign': 1 } }],
      [PROD, { a: { b: { '@@assign': 'y' }, c: { '@@assign': 'y' } }, d: { '@@assign': 2 } }],
    ],
    content: { a: { b: 'x' }, d: 2 },
  },
  {
    what: 'one operator left, and not won back',
    documents: [
      [ROOT, { a: { [CONTROL]: ['@@append'], '@@assign': ['x'] } }],
      [PROD, { a: { [CONTROL]: ['@@all'], '@@append': ['y'] } }],
      [MEMBER, { a: { '@@assign': ['z'], '@@remove': ['x'] } }],
    ],
    content: { a: ['x', 'y'] },
  },
]

test.each(CASES)('$what', async ({ documents, content }) => {
  const emulator = await organization(documents)
  for (const [caller, TargetId] of [
    [MANAGEMENT, MEMBER],
    [MEMBER, MEMBER],
    [MEMBER, undefined],
  ] as const) {
    const { EffectivePolicy } = await given.clientOf(emulator, caller).send(describe(TargetId))
    expect({ ...EffectivePolicy, PolicyContent: JSON.parse(EffectivePolicy?.PolicyContent ?? '') }).toEqual({
      PolicyContent: content,
      PolicyType,
      TargetId: MEMBER,
      LastUpdatedTimestamp: expect.any(Date),
    })
  }
})

test.each([
  {
    what: 'a policy that nothing gives',
    caller: MANAGEMENT,
    call: describe(MEMBER),
    name: 'EffectivePolicyNotFoundException',
  },
  { what: 'an OU', caller: MANAGEMENT, call: describe(PROD), name: 'InvalidInputException' },
  { what: 'nobody', caller: MANAGEMENT, call: describe('999999999999'), name: 'TargetNotFoundException' },
  { what: 'somebody else', caller: MEMBER, call: describe(MANAGEMENT), name: 'AccessDeniedException' },
  {
    what: 'an SCP',
    caller: MANAGEMENT,
    call: new sdk.DescribeEffectivePolicyCommand({ PolicyType: 'SERVICE_CONTROL_POLICY' as never, TargetId: MEMBER }),
    name: 'InvalidInputException',
  },
])('$what has no effective policy', async ({ caller, call, name }) => {
  const client = given.clientOf(await organization([]), caller)
  expect((await given.refusal(client.send(call))).name).toBe(name)
})
