import { type Paint, plain } from '../../render/paint.ts'
import { changesText, planText } from '../../render/plan.ts'
import { policy } from '../support/manifest.ts'
import { account, active, eachIn, existing, organizationOf, planOf, prod, root, without } from '../support/plan.ts'

const text = (value: object) => JSON.stringify({ Version: '2012-10-17', ...value })
const statement = (Action: string, Sid: string) => ({ Statement: [{ Sid, Effect: 'Deny', Action, Resource: '*' }] })

const digest = /Plan digest [0-9a-f]{64}\n$/

/** A plan's text without its first line and its last two. */
const shown = (input: Parameters<typeof planOf>[0], paint: Paint = plain): string => {
  const all = planText(planOf(input), paint)
  expect(all).toMatch(digest)
  return all.split('\n').slice(1, -3).join('\n')
}

test('what becomes another, where it is attached, and why', () => {
  const wanted = policy('deny', [prod, active], {
    content: text(statement('s3:*', 'Storage')),
    description: 'No storage',
  })
  const organization = organizationOf(
    [existing('deny', { content: text(statement('s3:Put*', 'Storage')) }), existing('old'), existing('wide')],
    [
      ['old', prod],
      ['wide', root],
      ['wide', prod],
    ],
  )
  const retired = policy('old', [], { state: 'absent', mode: 'notify' })
  const pruned = policy('wide', [root], { prune: true })
  expect(shown({ organization, wanted: [wanted, retired, pruned] })).toBe(`
SCP deny (p-deny000000)  mode enforce
  ~ update content and description
      description:
      -About deny
      +No storage
      content:
      @@ -4,7 +4,7 @@
           {
             "Sid": "Storage",
             "Effect": "Deny",
      -      "Action": "s3:Put*",
      +      "Action": "s3:*",
             "Resource": "*"
           }
         ]
  + attach Workloads:Prod (${prod})  1 account, 2 of 10 SCPs
  + attach payments-prod (${active})  2 of 10 SCPs

SCP old (p-old000000)  mode notify
  - detach Prod (${prod})  1 account, 2 of 10 SCPs
  - delete About old
    > The manifest says that old is absent
      content:
      -{
      -  "Version": "2012-10-17",
      -  "Statement": [
      -    {
      -      "Effect": "Deny",
      -      "Action": "old:*",
      -      "Resource": "*"
      -    }
      -  ]
      -}

SCP wide (p-wide000000)  mode enforce
  - detach Prod (${prod})  1 account, 2 of 10 SCPs
    > No target in the manifest, and prune is on

Plan: 1 to update, 2 to attach, 2 to detach, 1 to delete.
It reaches 1 account. "2 of 10 SCPs" are attached to a target after it.`)
})

test('a reason that is like no other stands as it is; a dormant attachment is told at its place', () => {
  const off = { ...organizationOf([existing('deny', { tags: {} })]), enabledTypes: [] }
  expect(shown({ organization: off, wanted: [policy('deny', [prod, active])] })).toBe(`
SCP  mode enforce
  + enable policy type SERVICE_CONTROL_POLICY
    > Policy type SERVICE_CONTROL_POLICY is disabled: no SCP is in force
      anywhere

SCP deny (p-deny000000)  mode enforce
  + attach Workloads:Prod (${prod})  1 account, 2 of 10 SCPs
  + attach payments-prod (${active})  2 of 10 SCPs
    > Dormant under CfCT, which ignored accounts and ids of OUs: begins to act
      there
  ~ tag    with holdfast's tag

warning dormant-under-cfct
  CfCT ignored accounts and ids of OUs: deny will begin to act at a target where
  the manifest always wanted it
  > Review these attachments like new guardrails; take the targets out of the
    manifest where they are not wanted

Plan: 1 to enable, 2 to attach, 1 to tag.
It reaches 1 account. "2 of 10 SCPs" are attached to a target after it.`)
})

const crowd = Array.from({ length: 12 }, (_, at) => account(String(500_000_000_000 + at), prod))

test.each([
  [10, 10, null],
  [11, 11, null],
  [12, 10, '  + attach 2 more accounts'],
])('of %i accounts %i are told one by one', (all, told, more) => {
  const organization = { ...organizationOf([existing('deny')]), accounts: crowd.slice(0, all) }
  const lines = shown({ organization, wanted: [policy('deny', [], { eachAccountIn: eachIn(prod) })] }).split('\n')
  expect(lines.filter((line) => line.startsWith('  + attach account-'))).toHaveLength(told)
  expect(lines.filter((line) => line.includes('more'))).toEqual(more === null ? [] : [more])
})

test('what is removed is told one by one, however much it is', () => {
  const organization = {
    ...organizationOf([existing('deny')]),
    accounts: crowd,
    attachments: crowd.flatMap(({ id }) =>
      ['p-FullAWSAccess', 'p-deny000000'].map((policyId) => ({ policyId, targetId: id })),
    ),
  }
  const lines = shown({ organization, wanted: [policy('deny', [], { prune: true })] }).split('\n')
  expect(lines.filter((line) => line.startsWith('  - detach account-'))).toHaveLength(12)
})

test('accounts and slots that were not read are not told', () => {
  const organization = without(organizationOf([existing('deny')]), { accounts: false, targetPolicies: [] })
  expect(shown({ organization, wanted: [policy('deny', [prod])] })).toBe(`
SCP deny (p-deny000000)  mode enforce
  + attach Workloads:Prod (${prod})

Plan: 1 to attach.
The accounts that it reaches were not counted.`)
})

test('a long difference is told as far as it is read, with the number of lines that are left', () => {
  const content = text({ Statement: Array.from({ length: 100 }, (_, at) => at) })
  const input = {
    organization: organizationOf([existing('deny', { content })]),
    wanted: [policy('deny', [], { state: 'absent' })],
  }
  const lines = shown(input).split('\n')
  expect(lines.filter((line) => line.startsWith('      -'))).toHaveLength(60)
  // Two braces, two brackets, the version, and a hundred numbers.
  expect(lines).toContain('      45 more lines: plan --format json has all')
})

test('without a change there is nothing but a verdict', () => {
  expect(shown({ organization: organizationOf([existing('deny')]), wanted: [policy('deny', [])] })).toBe(
    '\nNo changes. The organization is as the manifest says.',
  )
})

test('long words of a difference are folded below their beginning', () => {
  const before = text({ Statement: [`${'x'.repeat(80)} y`, 'a '.repeat(40).trim()] })
  const lines = shown({
    organization: organizationOf([existing('deny', { content: before })]),
    wanted: [policy('deny', [])],
  })
  expect(lines).toContain(`      -    "${'x'.repeat(68)}
      -      ${'x'.repeat(12)} y",
      -    "${'a '.repeat(33)}a
      -      ${'a '.repeat(5)}a"
`)
})

test('each sign has its colour, and so have the lines of a difference', () => {
  const organization = organizationOf([existing('deny', { content: text(statement('s3:*', 'x')) })])
  const { changes } = planOf({ organization, wanted: [policy('deny', [prod])] })
  const painted = changesText(changes, (style, part) => `<${style} ${part}>`, { lines: 60 })
  expect(painted).toContain('<bold SCP deny (p-deny000000)>  <dim mode enforce>')
  expect(painted).toContain('  <yellow ~> update content\n      <dim content:>\n      <cyan @@ -2,9 +2,8 @@>\n')
  expect(painted).toContain('      <red -      "Sid": "x",>\n')
  expect(painted).toContain('      <green +      "Action": "deny:*",>\n')
  expect(painted).toContain(`  <green +> attach Workloads:Prod (${prod})  1 account\n`)
  expect(changesText(changes, plain)).not.toContain('@@')
})
