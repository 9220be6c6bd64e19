// The proof on the real wiring: what the stacks synthesize is put to work. Rules, queues, mappings, environments, bundles and
// roles are taken from the templates; events come from the emulator.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { exampleOrganization } from '../support/cli.ts'
import { assembly, type Cloud, openCloud, type Synthesized } from '../support/deployed/cloud.ts'
import type { Value } from '../support/deployed/template.ts'
import { describeWithMoto } from '../support/moto.ts'

const repository = resolve(__dirname, '../..')
const account = '111111111111'
const delegated = '555566667777'

/** Ids in the organization of the example. */
const [root, workloads, sandbox] = ['r-ab12', 'ou-ab12-workload', 'ou-ab12-sandbox0']
const [payments, sandboxed] = ['444455556666', '666677778888']

let out: string
let stacks: Record<string, Synthesized>

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'holdfast-wiring-'))
  execFileSync(process.execPath, [join(repository, 'dist/stacks/main.js')], {
    cwd: join(__dirname, 'wiring'),
    env: { PATH: process.env.PATH, CDK_OUTDIR: out, CDK_VALIDATION: 'false' },
    stdio: 'pipe',
  })
  stacks = assembly(out)
})

afterAll(() => rmSync(out, { recursive: true, force: true }))

/** The stacks at work, after a first sweep has made what the manifest wants. `change` is what somebody did to a template. */
async function begin(moto: string, change: (template: Value) => void = () => {}): Promise<Cloud> {
  const { 'holdfast-management': management, 'holdfast-evidence': evidence } = stacks
  if (!management || !evidence) throw new Error(`Only ${Object.keys(stacks)}`)
  const template = structuredClone(management.template)
  change(template)
  const organization = parse(readFileSync(exampleOrganization, 'utf8'))
  return openCloud({ management: { ...management, template }, others: [evidence], organization, moto })
}

describeWithMoto(
  'the synthesized stacks at work',
  (moto) => {
    let cloud: Cloud
    let idOf: (name: string) => Promise<string>
    let targetsOf: (id: string) => Promise<string[]>
    let policiesAt: (id: string) => Promise<string[]>

    beforeAll(async () => {
      cloud = await begin(moto.endpoint)
      idOf = async (name) => {
        const types = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']
        const lists = await Promise.all(types.map((Filter) => cloud.call('ListPolicies', { Filter })))
        return lists.flatMap(({ Policies }) => Policies).find(({ Name }) => Name === name)?.Id
      }
      policiesAt = async (TargetId) => {
        const { Policies } = await cloud.call('ListPoliciesForTarget', { TargetId, Filter: 'SERVICE_CONTROL_POLICY' })
        return Policies.map(({ Name }: Value) => Name)
      }
      targetsOf = async (PolicyId) => {
        const { Targets } = await cloud.call('ListTargetsForPolicy', { PolicyId })
        return Targets.map(({ TargetId }: Value) => TargetId)
      }
    })
    afterAll(() => cloud?.close())

    const refused = () => cloud.gate.calls.filter(({ isAllowed }) => !isAllowed)

    test('schedules bring the organization to what the manifest says, and leave evidence', async () => {
      for (const schedule of cloud.deployed.ofType('AWS::Scheduler::Schedule')) await cloud.fire(schedule)
      await cloud.settle()
      expect(refused()).toEqual([])
      expect(await targetsOf(await idOf('keep-root'))).toEqual([root])
      expect(await targetsOf(await idOf('perimeter'))).toEqual([root])
      expect(await targetsOf(await idOf('keep-accounts'))).toHaveLength(3)
      expect((await cloud.records()).map(({ type }) => type)).toEqual(
        expect.arrayContaining(['holdfast.observation.v1', 'holdfast.intent.v1', 'holdfast.outcome.v1']),
      )
      await cloud.mails()
    })

    test.each<[deed: string, () => Promise<unknown>, mail: RegExp, state: () => Promise<unknown>, wanted: unknown]>([
      [
        'a detach',
        async () => cloud.call('DetachPolicy', { PolicyId: await idOf('keep-root'), TargetId: root }),
        /RESTORED.*keep-root/i,
        async () => targetsOf(await idOf('keep-root')),
        [root],
      ],
      [
        'an edit',
        async () => cloud.call('UpdatePolicy', { PolicyId: await idOf('keep-root'), Content: nothing }),
        /RESTORED.*keep-root/i,
        async () =>
          JSON.parse((await cloud.call('DescribePolicy', { PolicyId: await idOf('keep-root') })).Policy.Content),
        expect.objectContaining({ Statement: [expect.objectContaining({ Effect: 'Deny' })] }),
      ],
      [
        'a rename',
        async () => cloud.call('UpdatePolicy', { PolicyId: await idOf('keep-root'), Name: 'harmless' }),
        /RESTORED.*keep-root/i,
        () => idOf('harmless'),
        undefined,
      ],
      [
        'a deletion',
        async () => {
          const PolicyId = await idOf('keep-unit')
          await cloud.call('DetachPolicy', { PolicyId, TargetId: workloads })
          await cloud.call('DeletePolicy', { PolicyId })
        },
        /RESTORED.*keep-unit/i,
        async () => targetsOf(await idOf('keep-unit')),
        [workloads],
      ],
      [
        'a tag that was taken away',
        async () => {
          const ResourceId = await idOf('keep-unit')
          const { Tags } = await cloud.call('ListTagsForResource', { ResourceId })
          await cloud.call('UntagResource', { ResourceId, TagKeys: Tags.map(({ Key }: Value) => Key) })
        },
        /RESTORED.*keep-unit/i,
        async () => (await cloud.call('ListTagsForResource', { ResourceId: await idOf('keep-unit') })).Tags,
        [expect.anything()],
      ],
      [
        'a policy type that was switched off',
        () => cloud.call('DisablePolicyType', { RootId: root, PolicyType: 'RESOURCE_CONTROL_POLICY' }),
        /RESTORED.*/i,
        async () => targetsOf(await idOf('perimeter')),
        [root],
      ],
      [
        'FullAWSAccess detached',
        async () => {
          await cloud.call('AttachPolicy', { PolicyId: await idOf('make-room'), TargetId: sandbox })
          await cloud.call('DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: sandbox })
        },
        /FullAWSAccess/,
        async () => (await policiesAt(sandbox)).includes('FullAWSAccess'),
        true,
      ],
      [
        'all slots of an account taken',
        async () => {
          await cloud.call('DetachPolicy', { PolicyId: await idOf('make-room'), TargetId: payments })
          for (let slot = 0; slot < 9; slot++) {
            const { Policy } = await cloud.call('CreatePolicy', {
              ...{ Name: `squatter-${slot}`, Type: 'SERVICE_CONTROL_POLICY', Description: '', Content: nothing },
            })
            await cloud.call('AttachPolicy', { PolicyId: Policy.PolicySummary.Id, TargetId: payments }).catch(() => {})
          }
        },
        /make-room/,
        async () => (await targetsOf(await idOf('make-room'))).includes(payments),
        true,
      ],
    ])('%s is undone, and told', async (_, deed, mail, state, wanted) => {
      await deed()
      await cloud.settle()
      expect(refused()).toEqual([])
      expect(await state()).toEqual(wanted)
      expect((await cloud.mails()).map(({ Subject }) => Subject)).toContainEqual(expect.stringMatching(mail))
    })

    test('an account that joins gets what the manifest wants of it', async () => {
      const body = { create_account: { name: 'fresh', email: 'fresh@example.com', organizational_unit: sandbox } }
      const answer = await fetch(`${cloud.emulator.url}/_holdfast/control-tower`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      const { account: fresh } = (await answer.json()) as { account: string }
      await cloud.settle()
      expect(refused()).toEqual([])
      expect(await targetsOf(await idOf('keep-accounts'))).toContain(fresh)
    })

    test('what a delegated administrator does comes over the bus of the forwarders', async () => {
      const PolicyId = await idOf('keep-accounts')
      await cloud.call('DetachPolicy', { PolicyId, TargetId: sandboxed })
      const text = await (await fetch(`${cloud.emulator.url}/_holdfast/events`)).text()
      const event = JSON.parse(text.trim().split('\n').at(-1) ?? '')
      const forwarded = {
        ...event,
        account: delegated,
        detail: { ...event.detail, recipientAccountId: delegated },
      }
      await cloud.skip()
      expect(await cloud.publish(forwarded, 'holdfast')).toEqual(['holdfast-policy-drift'])
      await cloud.settle()
      expect(await targetsOf(PolicyId)).toContain(sandboxed)
    })

    test('each statement of each role was needed for something', () => {
      const given = cloud.statements().filter((sid) => !cloud.gate.used.has(sid))
      expect(given).toEqual([])
    })
  },
  account,
)

const nothing = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'none:None', Resource: '*' }],
})
