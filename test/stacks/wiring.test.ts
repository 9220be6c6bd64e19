// The proof on the real wiring: what the stacks synthesize is put to work. Rules, queues, mappings, environments, bundles and
// roles are taken from the templates; events come from the emulator.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { parse } from 'yaml'
import { settings } from '../../aws/client.ts'
import { bucketTrail } from '../../aws/trail.ts'
import { createFindings } from '../../core/audit/verify/findings.ts'
import type { Trust } from '../../core/audit/verify/trust.ts'
import { verificationDocument } from '../../core/audit/verify/verification.ts'
import { verifyTrail } from '../../loop/verify/trail.ts'
import { sample, samples } from '../support/aws-events/index.ts'
import { exampleOrganization, holdfast } from '../support/cli.ts'
import { type Cloud, openCloud } from '../support/deployed/cloud.ts'
import { now } from '../support/deployed/lambda.ts'
import { synthesized } from '../support/deployed/synthesis.ts'
import { deploy, type Value } from '../support/deployed/template.ts'
import { takes } from '../support/eventbridge.ts'
import { describeWithMoto } from '../support/moto.ts'

const folder = join(__dirname, 'wiring')
const account = '111111111111'
const delegated = '555566667777'
const evidence = 'holdfast-evidence-222222222222-eu-west-1'
const minutes = 60_000

/** Ids in the organization of the example. */
const [root, workloads, sandbox] = ['r-ab12', 'ou-ab12-workload', 'ou-ab12-sandbox0']
const [payments, sandboxed, suspended] = ['444455556666', '666677778888', '666688889999']

const synthesis = synthesized(folder)

/** The stacks at work, after a first sweep has made what the manifest wants. `change` is what somebody did to a template. */
async function begin(moto: string, change: (template: Value) => void = () => {}): Promise<Cloud> {
  const { 'holdfast-management': management, 'holdfast-evidence': evidence, 'holdfast-seal': seal } = synthesis.stacks
  if (!management || !evidence || !seal) throw new Error(`Only ${Object.keys(synthesis.stacks)}`)
  const template = structuredClone(management.template)
  change(template)
  const organization = parse(readFileSync(exampleOrganization, 'utf8'))
  return openCloud({ management: { ...management, template }, others: [evidence, seal], organization, moto })
}

test.each(samples.map(({ name, event, rule }) => ({ name, event, rule })))(
  'the rules of all stacks take $name as they should',
  ({ event, rule }) => {
    const rules = Object.values(synthesis.stacks).flatMap((stack) =>
      deploy(stack.template, stack).ofType('AWS::Events::Rule'),
    )
    const taking = rules.filter(({ properties }) => takes(properties.EventPattern, event))
    expect([...new Set(taking.map(({ name }) => name))]).toEqual(rule ? [`holdfast-${rule}`] : [])
  },
)

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
    beforeEach(() => cloud.forgetHaste())

    const scheduled = (name: string) => {
      const found = cloud.schedules.find((one) => one.name.startsWith(`${name}-every-`))
      if (!found) throw new Error(`No schedule of ${name}`)
      return found
    }

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
        'the deletion of an RCP',
        async () => {
          const PolicyId = await idOf('perimeter')
          await cloud.call('DetachPolicy', { PolicyId, TargetId: root })
          await cloud.call('DeletePolicy', { PolicyId })
        },
        /RESTORED.*perimeter/i,
        async () => targetsOf(await idOf('perimeter')),
        [root],
      ],
      [
        'all policy types switched off',
        async () => {
          for (const PolicyType of ['RESOURCE_CONTROL_POLICY', 'SERVICE_CONTROL_POLICY'])
            await cloud.call('DisablePolicyType', { RootId: root, PolicyType })
        },
        /RESTORED.*/i,
        async () => [await targetsOf(await idOf('keep-unit')), (await targetsOf(await idOf('keep-accounts'))).length],
        [[workloads], 3],
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

    test('a tag that was taken away is put back, and told with what was gathered', async () => {
      const ResourceId = await idOf('keep-unit')
      const tags = async () => (await cloud.call('ListTagsForResource', { ResourceId })).Tags
      await cloud.call('UntagResource', { ResourceId, TagKeys: (await tags()).map(({ Key }: Value) => Key) })
      await cloud.settle()
      expect(refused()).toEqual([])
      expect(await tags()).toEqual([expect.anything()])
      await cloud.leap(10 * minutes)
      await cloud.fire(scheduled('evidence'))
      await cloud.settle()
      expect((await cloud.mails()).map(({ Message }) => Message)).toContainEqual(expect.stringMatching(/keep-unit/))
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

    test('a sweep makes room too, where the events got lost', async () => {
      await cloud.call('DetachPolicy', { PolicyId: await idOf('make-room'), TargetId: payments })
      const { Policies } = await cloud.call('ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' })
      for (const { Id, Name } of Policies)
        if (Name.startsWith('squatter'))
          await cloud.call('AttachPolicy', { PolicyId: Id, TargetId: payments }).catch(() => {})
      await cloud.skip()
      for (const schedule of cloud.deployed.ofType('AWS::Scheduler::Schedule')) await cloud.fire(schedule)
      await cloud.settle()
      expect(refused()).toEqual([])
      expect(await targetsOf(await idOf('make-room'))).toEqual(expect.arrayContaining([payments]))
    })

    test('what would blind us is told by the rule itself, and by the function', async () => {
      await cloud.mails()
      await cloud.publish(sample('DisableRule'))
      await cloud.settle()
      const subjects = (await cloud.mails()).map(({ Subject }) => Subject)
      expect(subjects).toEqual(expect.arrayContaining(['by a rule', expect.stringMatching(/^CRITICAL/)]))
    })

    test('what is suspended is not restored', async () => {
      const PolicyId = await idOf('keep-accounts')
      const suspension = { reason: 'the account is locked out', ticket: 'INC-1', minutes: 5 }
      const Name = `/holdfast/suspend/${PolicyId}/${suspended}`
      await cloud.call('PutParameter', { Name, Value: JSON.stringify(suspension), Type: 'String' })
      await cloud.call('DetachPolicy', { PolicyId, TargetId: suspended })
      await cloud.settle()
      expect(await targetsOf(PolicyId)).not.toContain(suspended)
      await cloud.call('DeleteParameter', { Name })
      await cloud.settle()
      expect(await targetsOf(PolicyId)).toContain(suspended)
    })

    describe('a deployment', () => {
      const plan = async () => {
        const env = { AWS_ENDPOINT_URL: cloud.emulator.url }
        const { stdout } = await holdfast(['plan', '--format', 'json'], { folder, env })
        return JSON.parse(stdout)
      }

      test('of another plan than the one that was seen fails before anything is done', async () => {
        expect(await cloud.make('Custom::HoldfastPreflight', { expect: '0'.repeat(64) })).toMatchObject({
          Status: 'FAILED',
          Reason: expect.stringMatching(/plan/),
        })
      })

      test('removes what was reviewed', async () => {
        const Tags = [{ Key: 'holdfast', Value: 'retired' }]
        const policy = { Name: 'retired', Type: 'SERVICE_CONTROL_POLICY', Description: '', Content: nothing, Tags }
        const { Policy } = await cloud.call('CreatePolicy', policy)
        await cloud.call('AttachPolicy', { PolicyId: Policy.PolicySummary.Id, TargetId: sandboxed })
        await cloud.call('AttachPolicy', { PolicyId: await idOf('keep-unit'), TargetId: sandbox })
        const { digest, changes } = await plan()
        expect(changes.map(({ action }: Value) => action).sort()).toEqual(['delete-policy', 'detach', 'detach'])
        const answer = await cloud.make('Custom::HoldfastPreflight', { expect: digest })
        expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Generation: expect.stringMatching(/^\d+$/) } })
        // The functions here run since the first deployment, whose generation is 1.
        const generation = '1'
        expect(await cloud.make('Custom::HoldfastActivation', { expect: digest, generation })).toMatchObject({
          Status: 'SUCCESS',
        })
        // The removal follows what is added by a message that waits five seconds.
        for (let second = 0; second < 20 && (await idOf('retired')); second++) {
          await cloud.settle()
          await new Promise((resolve) => setTimeout(resolve, 1_000))
        }
        await cloud.settle()
        expect(refused()).toEqual([])
        expect(await idOf('retired')).toBeUndefined()
        expect(await targetsOf(await idOf('keep-unit'))).toEqual([workloads])
        expect((await plan()).changes).toEqual([])
      })
    })

    describe('the evidence', () => {
      let trust: Trust | null = null
      const inBucket = () => ({ region: 'eu-west-1', env: moto.connection.env })
      const verified = async () => {
        const trail = bucketTrail(inBucket(), evidence)
        const period = { from: null, to: null }
        const retention = { days: 30, mode: 'governance' as const }
        const verifying = { trail, isBucket: true, trust, retention, period, now: now(), findings: createFindings() }
        const made = { place: evidence, period, now: now(), holdfast: 'under test' }
        return verificationDocument({ ...(await verifyTrail(verifying)), notChecked: [] }, made)
      }

      test('is sealed by another account, and verified by who knows the beginning', async () => {
        await cloud.fire(scheduled('seal'))
        const { trust: described, summary } = await verified()
        expect(summary).toMatchObject({ verdict: 'unproven', error: 0 })
        trust = described as Trust
        expect(await verified()).toMatchObject({
          ...{ summary: { verdict: 'verified', error: 0 }, origin: 'trusted', attestation: 'independent' },
        })
      })

      test('is completed after an outage, and sealed again', async () => {
        const PolicyId = await idOf('keep-root')
        const detach = () => cloud.call('DetachPolicy', { PolicyId, TargetId: root })
        const allowAgain = cloud.withhold('holdfast-policy-drift/LeaveEvidence')
        const before = await cloud.records()
        const outcomes = (records: Value[]) => records.filter(({ type }) => type === 'holdfast.outcome.v1')
        await detach()
        await cloud.settle()
        allowAgain()
        expect(await targetsOf(PolicyId)).toEqual([root])
        expect(outcomes(await cloud.records())).toHaveLength(outcomes(before).length)
        // What was restored a moment ago waits.
        await cloud.leap(10 * minutes)
        // Its event is lost, so that a sweep finds it.
        await detach()
        await cloud.skip()
        await cloud.fire(scheduled('sweep'))
        await cloud.settle()
        expect(await targetsOf(PolicyId)).toEqual([root])
        await cloud.mails()
        await cloud.leap(90 * minutes)
        await cloud.fire(scheduled('evidence'))
        await cloud.settle()
        const known = new Set(before.map(({ id }) => id))
        const added = (await cloud.records()).filter(({ id }) => !known.has(id))
        expect(added.filter(({ data }) => data.late).map(({ type }) => type)).toContain('holdfast.outcome.v1')
        expect(added.map(({ type }) => type)).toEqual(
          expect.arrayContaining(['holdfast.gap.v1', 'holdfast.attribution.v1']),
        )
        expect((await cloud.mails()).map(({ Subject }) => Subject)).toEqual(
          expect.arrayContaining([expect.stringMatching(/^NOW KNOWN WHO: /)]),
        )
        await cloud.fire(scheduled('seal'))
        expect(await verified()).toMatchObject({ summary: { verdict: 'verified', error: 0 } })
      })

      test('of a day has an inventory, and a sum that names the newest digest', async () => {
        await cloud.leap(24 * 60 * minutes)
        await cloud.fire(scheduled('evidence'))
        await cloud.settle()
        expect((await cloud.records()).map(({ type }) => type)).toContain('holdfast.inventory.v1')
        const { head } = await verified()
        const daily = (await cloud.mails()).find(({ Subject }) => Subject.startsWith('DAILY'))
        expect(daily?.Message).toContain(head?.digest)
      })

      test('that somebody wrote over is refuted', async () => {
        await cloud.fire(scheduled('seal'))
        expect((await verified()).summary.verdict).toBe('verified')
        const trail = bucketTrail(inBucket(), evidence)
        const [segment] = await trail.list('records/')
        const s3 = new S3Client({ ...settings('S3', inBucket()), forcePathStyle: true })
        await s3.send(new PutObjectCommand({ Bucket: evidence, Key: segment?.key, Body: '{}\n' }))
        expect(await verified()).toMatchObject({ summary: { verdict: 'refuted' }, codes: { doubled: 1 } })
        await cloud.fire(scheduled('seal'))
        expect(await verified()).toMatchObject({ summary: { verdict: 'refuted' } })
      })
    })

    test('each statement of each role was needed for something', () => {
      const idle = cloud.statements().filter((sid) => !cloud.gate.used.has(sid) && !unseen.some((one) => one.test(sid)))
      expect(idle).toEqual([])
    })
  },
  account,
)

/** Statements that are needed where this test does not get: what else an event may meet, and what Lambda does by itself. */
const unseen = [
  /\/WriteLog$/,
  // Of what cannot be read, and of removals that nobody reviewed.
  'holdfast-deployment/TellPeople',
  // Where an account joins whose slots are all taken, or where the bearer of a name is gone; what is covered is gathered.
  'holdfast-account-enrolment/TellPeople',
  /holdfast-account-enrolment\/(Make|Tag|Evict)SCPs/,
  // Where there is more than one run can do.
  'holdfast-account-enrolment/SendMessages',
].map((one) => new RegExp(one))

const nothing = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'none:None', Resource: '*' }],
})
