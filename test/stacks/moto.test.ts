// The templates deployed by somebody else's CloudFormation, as far as it goes: what is misspelt or refers to nothing fails there.
import { join } from 'node:path'
import { CloudFormationClient, CreateStackCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { type Synthesized, synthesized } from '../support/deployed/synthesis.ts'
import type { Value } from '../support/deployed/template.ts'
import { describeWithMoto } from '../support/moto.ts'

const account = '111111111111'
const synthesis = synthesized(join(__dirname, 'wiring'))

/** What moto 5.2.1 passes over, and says so in its log. */
const unknown = [
  'AWS::CloudWatch::Alarm',
  'AWS::Events::EventBusPolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
]

/**
 * What moto can do: it has no functions to ask for custom resources, no aliases for mappings, no KeyId of a key, which is its
 * Ref, and no Ref of a bus.
 */
function asMotoCan({ template }: Synthesized): Value {
  const kept = Object.entries<Value>(template.Resources).filter(
    ([, { Type }]) => !Type.startsWith('Custom::') && Type !== 'AWS::Lambda::EventSourceMapping',
  )
  const text = JSON.stringify({ ...template, Resources: Object.fromEntries(kept) })
    .replaceAll(/\{"Fn::GetAtt":\["Preflight\w*","Generation"\]\}/g, '"1"')
    .replaceAll(/\{"Fn::GetAtt":\["(\w+)","KeyId"\]\}/g, '{"Ref":"$1"}')
    .replaceAll(/"EventBusName":\{"Ref":"\w+"\}/g, '"EventBusName":"holdfast"')
  const parsed = JSON.parse(text)
  for (const resource of Object.values<Value>(parsed.Resources))
    resource.DependsOn = [resource.DependsOn ?? []].flat().filter((id) => Object.hasOwn(parsed.Resources, id))
  return parsed
}

/** Something at each place where `cdk deploy` puts a function. */
async function publishAssets(s3: S3Client, { Resources }: Value): Promise<void> {
  const codes = Object.values<Value>(Resources).flatMap(({ Properties }) => Properties?.Code ?? [])
  for (const Bucket of new Set(codes.map(({ S3Bucket }) => S3Bucket)))
    await s3.send(new CreateBucketCommand({ Bucket }))
  const emptyZip = Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`, 'latin1')
  for (const { S3Bucket, S3Key } of codes)
    await s3.send(new PutObjectCommand({ Bucket: S3Bucket, Key: S3Key, Body: emptyZip }))
}

describeWithMoto(
  'moto deploys',
  (moto) => {
    test.each([
      'holdfast-evidence',
      'holdfast-seal',
      'holdfast-management',
      'holdfast-forwarder-111111111111-eu-west-1',
      'holdfast-forwarder-555566667777-us-east-1',
    ])('%s', async (StackName) => {
      const stack = synthesis.stacks[StackName]
      if (!stack) throw new Error(`Only ${Object.keys(synthesis.stacks)}`)
      // moto has one account: each stack has it for itself.
      await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' })
      const credentials = { accessKeyId: account, secretAccessKey: 'any' }
      const connection = { endpoint: moto.endpoint, region: stack.region, credentials, maxAttempts: 1 }
      const bootstrap = { Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' as const }
      await new SSMClient(connection).send(new PutParameterCommand(bootstrap))
      await publishAssets(new S3Client({ ...connection, forcePathStyle: true }), stack.template)
      const cloudformation = new CloudFormationClient(connection)
      const template = asMotoCan(stack)
      const TemplateBody = JSON.stringify(template)
      const Capabilities = ['CAPABILITY_NAMED_IAM' as const]
      await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }))
      const { StackResourceSummaries = [] } = await cloudformation.send(new ListStackResourcesCommand({ StackName }))
      const made = new Set(StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId))
      const missing = Object.entries<Value>(template.Resources).filter(([id]) => !made.has(id))
      expect(missing.map(([, { Type }]) => Type).filter((type) => !unknown.includes(type))).toEqual([])
    })
  },
  account,
)
