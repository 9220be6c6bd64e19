// What the proof on the real wiring is worth: each thing that could be wrong in a template, done on purpose, is seen.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type OrganizationDocument, startEmulator } from '../../emulator/index.ts'
import { exampleOrganization, holdfast } from '../support/cli.ts'
import { type Cloud, openCloud } from '../support/deployed/cloud.ts'
import { synthesized } from '../support/deployed/synthesis.ts'
import type { Value } from '../support/deployed/template.ts'
import { describeWithMoto } from '../support/moto.ts'

const folder = join(__dirname, 'wiring')
const account = '111111111111'
const root = 'r-ab12'

/** As the manifest says. */
let organization: OrganizationDocument
const synthesis = synthesized(folder)

async function inSync(): Promise<OrganizationDocument> {
  const emulator = await startEmulator({ organization: parse(readFileSync(exampleOrganization, 'utf8')) })
  const world = { folder, env: { AWS_ENDPOINT_URL: emulator.url } }
  try {
    expect(await holdfast(['apply', '--yes'], world)).toMatchObject({ code: 0 })
    return parse((await holdfast(['snapshot'], world)).stdout)
  } finally {
    await emulator.close()
  }
}

type Change = (template: Value) => void

const resources = (template: Value, type: string): Value[] =>
  Object.values<Value>(template.Resources).filter((one) => one.Type === type)

const named = (template: Value, type: string, name: string): Value =>
  resources(template, type).find(({ Properties }) => JSON.stringify(Properties).includes(`"${name}"`))

const rule =
  (change: (properties: Value, template: Value) => void): Change =>
  (template) =>
    change(named(template, 'AWS::Events::Rule', 'holdfast-policy-changes').Properties, template)

const variable =
  (name: string, of = 'holdfast-policy-drift'): Change =>
  (template) => {
    named(template, 'AWS::Lambda::Function', of).Properties.Environment.Variables[name] = 'elsewhere'
  }

const withoutStatement =
  (sid: string, of = 'holdfast-policy-drift'): Change =>
  (template) => {
    for (const { PolicyDocument } of named(template, 'AWS::IAM::Role', of).Properties.Policies) {
      const { length } = PolicyDocument.Statement
      PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Sid }: Value) => Sid !== sid)
      if (PolicyDocument.Statement.length === length) throw new Error(`No statement ${sid}`)
    }
  }

const mapping =
  (change: (properties: Value) => void): Change =>
  (template) => {
    for (const { Properties } of resources(template, 'AWS::Lambda::EventSourceMapping')) change(Properties)
  }

const changes: Record<string, Change> = {
  'a rule that no longer has DetachPolicy': rule(({ EventPattern }) => {
    EventPattern.detail.eventName = EventPattern.detail.eventName.filter((name: string) => name !== 'DetachPolicy')
  }),
  'a rule for another account': rule(({ EventPattern }) => {
    EventPattern.account = ['999999999999']
  }),
  'a rule that is switched off': rule((properties) => {
    properties.State = 'DISABLED'
  }),
  'a rule without a target': rule((properties) => {
    properties.Targets = []
  }),
  'a queue that admits nobody': (template) => {
    for (const { Properties } of resources(template, 'AWS::SQS::QueuePolicy')) Properties.PolicyDocument.Statement = []
  },
  'a key that rules may not use': (template) => {
    for (const { Properties } of resources(template, 'AWS::KMS::Key'))
      Properties.KeyPolicy.Statement = Properties.KeyPolicy.Statement.filter(
        ({ Principal }: Value) => Principal.Service !== 'events.amazonaws.com',
      )
  },
  'mappings that are switched off': mapping((properties) => {
    properties.Enabled = false
  }),
  'the wrong table': variable('HOLDFAST_TABLE'),
  'the wrong topic': variable('HOLDFAST_TOPIC_ARN'),
  'the wrong bucket': variable('HOLDFAST_BUCKET'),
  'the wrong key of pseudonyms': variable('HOLDFAST_PSEUDONYM_KEY_ID'),
  'no right to take messages': withoutStatement('TakeMessages'),
  'no right to read the organization': withoutStatement('ReadOrganization'),
  'no right to attach': withoutStatement('AttachSCPs'),
  'no right to the table': withoutStatement('KeepState'),
  'no right to tell people': withoutStatement('TellPeople'),
  'no right to leave evidence': withoutStatement('LeaveEvidence'),
  'no right to the key': withoutStatement('UseKey'),
  'no right to keep raw values': withoutStatement('KeepIdentities'),
  'no right to the key of raw values': withoutStatement('EncryptIdentities'),
  'no right to pseudonyms': withoutStatement('MakePseudonyms'),
  'no right to read suspensions': withoutStatement('ReadSuspensions'),
}

/** Of the seal. */
const seals: Record<string, Change> = {
  'a seal of another bucket': variable('HOLDFAST_BUCKET', 'holdfast-seal'),
  'a seal with another key': variable('HOLDFAST_SIGNING_KEY_ID', 'holdfast-seal'),
  'a seal that may not sign': withoutStatement('Sign', 'holdfast-seal'),
  'a seal that may not find what was recorded': withoutStatement('FindRecords', 'holdfast-seal'),
  'a seal that may not read it': withoutStatement('ReadTrail', 'holdfast-seal'),
  'a seal that may not leave a digest': withoutStatement('LeaveSeals', 'holdfast-seal'),
  'a clock that may not call it': withoutStatement('CallSeal', 'holdfast-seal-schedule'),
  'a key with which nobody signs': (template) => {
    for (const { Properties } of resources(template, 'AWS::KMS::Key'))
      Properties.KeyPolicy.Statement = Properties.KeyPolicy.Statement.filter(({ Sid }: Value) => Sid !== 'SealSigns')
  },
}

describeWithMoto(
  'what is wrong in a template is seen',
  (moto) => {
    /** What a detach leads to, where the templates are as they should be but for one change. */
    async function detach(change: Change, evidence?: Change): Promise<string[]> {
      return asked(change, wrong, { evidence })
    }

    async function asked(
      change: Change,
      ask: (cloud: Cloud) => Promise<string[]>,
      { evidence, sealing }: { evidence?: Change | undefined; sealing?: Change } = {},
    ): Promise<string[]> {
      await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' })
      const { 'holdfast-management': management, 'holdfast-evidence': bucket, 'holdfast-seal': seal } = synthesis.stacks
      if (!management || !bucket || !seal) throw new Error(`Only ${Object.keys(synthesis.stacks)}`)
      const [template, other, sealed] = [management, bucket, seal].map((one) => structuredClone(one.template))
      change(template)
      evidence?.(other)
      sealing?.(sealed)
      const cloud = await openCloud({
        management: { ...management, template },
        others: [
          { ...bucket, template: other },
          { ...seal, template: sealed },
        ],
        organization,
        moto: moto.endpoint,
      })
      try {
        return await ask(cloud)
      } catch (error) {
        return [String(error)]
      } finally {
        await cloud.close()
      }
    }

    async function wrong(cloud: Cloud): Promise<string[]> {
      const { Policies } = await cloud.call('ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' })
      const PolicyId = Policies.find(({ Name }: Value) => Name === 'keep-root')?.Id
      await cloud.call('DetachPolicy', { PolicyId, TargetId: root })
      await cloud.settle()
      const { Targets } = await cloud.call('ListTargetsForPolicy', { PolicyId })
      const failed = cloud.gate.calls.filter(({ isAllowed, status = 0 }) => !isAllowed || status >= 400)
      return [
        ...(Targets.length === 1 ? [] : ['It is not restored']),
        ...((await cloud.mails()).length === 1 ? [] : ['Not one mail']),
        ...((await cloud.records()).some(({ type }) => type === 'holdfast.outcome.v1') ? [] : ['No evidence']),
        ...failed.map(({ action, status }) => `${action}: ${status ?? 'refused'}`),
      ]
    }

    /** One schedule fires, twice: the second run reads what the first one left. */
    const fired =
      (name: string) =>
      async (cloud: Cloud): Promise<string[]> => {
        for (const schedule of cloud.schedules.filter((one) => one.name.startsWith(name))) {
          await cloud.fire(schedule)
          await cloud.settle()
          await cloud.fire(schedule)
          await cloud.settle()
        }
        return cloud.gate.calls.flatMap(({ action, isAllowed }) => (isAllowed ? [] : `${action}: refused`))
      }

    beforeAll(async () => {
      organization = await inSync()
    })

    test('as they should be, nothing is wrong', async () => {
      expect(await detach(() => {})).toEqual([])
    })

    test.each(Object.entries(changes))('%s', async (_, change) => {
      expect(await detach(change)).not.toEqual([])
    })

    const detached = async (cloud: Cloud) => [...(await wrong(cloud)), ...(await fired('seal')(cloud))]

    test('the seal as it should be', async () => {
      expect(await asked(() => {}, detached)).toEqual([])
    })

    test.each(Object.entries(seals))('%s', async (_, sealing) => {
      expect(await asked(() => {}, detached, { sealing })).not.toEqual([])
    })

    test('the evidence as it should be', async () => {
      expect(await asked(() => {}, fired('evidence'))).toEqual([])
    })

    test.each(['ListEvidence', 'LookUpEvents'])('evidence without the right %s', async (sid) => {
      expect(await asked(withoutStatement(sid, 'holdfast-evidence'), fired('evidence'))).not.toEqual([])
    })

    test('an evidence bucket that admits nobody', async () => {
      const admitsNobody: Change = (template) => {
        for (const { Properties } of resources(template, 'AWS::S3::BucketPolicy'))
          Properties.PolicyDocument.Statement = Properties.PolicyDocument.Statement.filter(
            ({ Effect }: Value) => Effect !== 'Allow',
          )
      }
      expect(await detach(() => {}, admitsNobody)).not.toEqual([])
    })
  },
  account,
)
