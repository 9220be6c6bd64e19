import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Deployed } from './template.ts'

/** The queue in which mails of the topic lie. */
export const probe = 'mail-of-the-test'

/** Services of moto, for the resources of one account and region. */
export function clientsOf(endpoint: string, account: string, region: string) {
  const sdk = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } }
  return {
    kms: new KMSClient(sdk),
    s3: new S3Client({ ...sdk, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(sdk),
    sns: new SNSClient(sdk),
    sqs: new SQSClient(sdk),
  }
}

type Clients = ReturnType<typeof clientsOf>

export const bucketsOf = (stacks: Deployed[]): string[] =>
  stacks.flatMap((stack) => stack.ofType('AWS::S3::Bucket').map(({ name }) => name))

/** Makes in moto what the functions use. */
export async function make(clients: Clients, deployed: Deployed, elsewhere: Deployed[], region: string): Promise<void> {
  for (const { name, properties } of deployed.ofType('AWS::DynamoDB::Table'))
    await clients.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: properties.KeySchema,
        AttributeDefinitions: properties.AttributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
  for (const { name, properties } of deployed.ofType('AWS::SQS::Queue'))
    await clients.sqs.send(
      new CreateQueueCommand({
        QueueName: name,
        Attributes: { VisibilityTimeout: String(properties.VisibilityTimeout ?? 30) },
      }),
    )
  await clients.sqs.send(new CreateQueueCommand({ QueueName: probe }))
  for (const { name } of deployed.ofType('AWS::SNS::Topic')) {
    const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name: name }))
    const [, , , , account] = (TopicArn ?? '').split(':')
    const Endpoint = (TopicArn ?? '').replace(':sns:', ':sqs:').replace(/[^:]*$/, probe)
    if (!account) throw new Error('moto made no topic')
    await clients.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
  }
  const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as never } }
  for (const { name: Bucket, properties } of [deployed, ...elsewhere].flatMap((one) => one.ofType('AWS::S3::Bucket'))) {
    const { ObjectLockEnabled: isLocked = false, ObjectLockConfiguration: lock } = properties
    await clients.s3.send(new CreateBucketCommand({ Bucket, ...place, ObjectLockEnabledForBucket: isLocked }))
    if (lock) await clients.s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: lock }))
  }
}
