import { CreateAliasCommand, CreateKeyCommand, DeleteAliasCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ulid } from 'ulid'
import { bucketSink } from '../../aws/audit.ts'
import { settings } from '../../aws/client.ts'
import { findIn, keepIn } from '../../aws/identities.ts'
import { kmsKeys } from '../../aws/keys.ts'
import { queuesAt } from '../../aws/queue.ts'
import { topicMailer } from '../../aws/topic.ts'
import { record } from '../../core/audit/record.ts'
import { incidentWithoutChange } from '../../core/event/incident.ts'
import type { Message } from '../../core/notice/message.ts'
import { mailOf } from '../../render/mail.ts'
import { describeWithMoto } from '../support/moto.ts'

const start = Date.parse('2026-11-21T12:00:00.007Z')

describeWithMoto('adapters', (moto) => {
  const opened: { destroy: () => void }[] = []
  function open<Client extends { destroy: () => void }>(
    Client: new (config: ReturnType<typeof settings>) => Client,
    service: string,
  ): Client {
    const client = new Client(settings(service, moto.connection))
    opened.push(client)
    return client
  }
  afterAll(() => {
    for (const client of opened) client.destroy()
  })

  describe('queues of SQS', () => {
    const message = { types: [], contents: 'due' as const, coverage: [], because: [] }
    let sqs: SQSClient
    beforeAll(() => {
      sqs = open(SQSClient, 'SQS')
    })
    async function queueOf(QueueName: string) {
      const { QueueUrl = '' } = await sqs.send(
        new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '900' } }),
      )
      const counts = async () => {
        const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
        const { ApproximateNumberOfMessagesDelayed: delayed, ApproximateNumberOfMessages: visible } = Attributes
        return { delayed: Number(delayed), visible: Number(visible) }
      }
      const receive = async () =>
        (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 })))
          .Messages ?? []
      return { QueueUrl, counts, receive }
    }

    test('a message arrives as it was sent, at once or when it was delayed', async () => {
      const { QueueUrl, counts, receive } = await queueOf('sent')
      const { send } = queuesAt(moto.connection, { sweep: QueueUrl })
      await send('sweep', { ...message, because: ['\u202e\u0000ä'] })
      // SQS counts seconds: what is to wait for a part of one waits for all of it.
      await send('sweep', message, 1)
      await send('sweep', message, 5 * 60_000)
      await send('sweep', message, -1)
      await send('sweep', message, 60 * 60_000)
      expect(await counts()).toEqual({ delayed: 3, visible: 2 })
      const bodies = (await receive()).map(({ Body }) => JSON.parse(Body ?? ''))
      expect(bodies).toEqual([{ ...message, because: ['\u202e\u0000ä'] }, message])
    })

    test('a message is kept out of sight for as long as is said, and no longer', async () => {
      const { QueueUrl, receive } = await queueOf('extended')
      const { send, extend } = queuesAt(moto.connection, { 'policy-drift': QueueUrl })
      await send('policy-drift', message)
      const [first] = await receive()
      expect(await receive()).toEqual([])
      await extend('policy-drift', first?.ReceiptHandle ?? '', 0)
      const [again] = await receive()
      expect(again?.MessageId).toBe(first?.MessageId)
      await extend('policy-drift', again?.ReceiptHandle ?? '', 60_000)
      expect(await receive()).toEqual([])
    })

    test('a queue that a function does not know, or that does not answer, is an error', async () => {
      const { send } = queuesAt(moto.connection, { sweep: `${moto.endpoint}/123456789012/none` })
      await expect(send('policy-drift', message)).rejects.toThrow('policy-drift')
      await expect(send('sweep', message)).rejects.toThrow()
    })
  })

  test('people hear of a notice by SNS: subject, text, and what filters of subscriptions read', async () => {
    const [sns, sqs] = [open(SNSClient, 'SNS'), open(SQSClient, 'SQS')]
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'holdfast' }))
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'mail' }))
    const Endpoint = 'arn:aws:sqs:us-east-1:123456789012:mail'
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
    const message = {
      ...{ time: start, detail: null },
      incident: incidentWithoutChange('state', 'open', 'It is broken', '', start),
    }
    const mail = (told: Message) => mailOf(told, 'us-east-1')
    expect(await topicMailer(moto.connection, TopicArn, mail)(message)).toMatch(/^[\w-]+$/)
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    const received = JSON.parse(Messages?.[0]?.Body ?? '')
    expect(received).toMatchObject({
      Subject: mail(message).subject,
      MessageAttributes: {
        severity: { Type: 'String', Value: 'critical' },
        state: { Type: 'String', Value: 'open' },
        action: { Type: 'String', Value: 'yes' },
      },
    })
    // A program gets the document, and not the text for people.
    expect(JSON.parse(received.Message)).toEqual(JSON.parse(mail(message).json))
    await expect(topicMailer(moto.connection, `${TopicArn}x`, mail)(message)).rejects.toThrow()
  })

  describe('the audit trail in S3', () => {
    const recordOf = (id: string, time: number) =>
      record('heartbeat', 'o-example1', id, time, { function: 'ä\u2028', since: '', events: {} })
    let s3: S3Client
    const Bucket = 'evidence'
    beforeAll(async () => {
      s3 = open(S3Client, 'S3')
      await s3.send(new CreateBucketCommand({ Bucket }))
    })
    const keys = async () =>
      ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key)

    test('each call is one object by day, time and id, with a checksum, and none is written twice', async () => {
      const audit = bucketSink(moto.connection, Bucket)
      await audit([])
      expect(await keys()).toEqual([])
      const records = [recordOf('01J000000000000000000000A1', start), recordOf('01J000000000000000000000A2', start + 1)]
      await audit(records)
      await audit([recordOf('01J000000000000000000000A3', start)])
      const Key = 'records/2026/11/21/2026-11-21T120000.007Z-01J000000000000000000000A1.ndjson'
      expect(await keys()).toEqual([Key, Key.replace('A1.', 'A3.')])
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      const text = (await Body?.transformToString()) ?? ''
      expect(text.endsWith('\n')).toBe(true)
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(records)
      const { ChecksumSHA256 } = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
      expect(ChecksumSHA256).toMatch(/^[\w+/]{43}=$/)
      // As a second attempt whose first had come through: nothing is written over, and nothing is wrong.
      await audit([recordOf('01J000000000000000000000A1', start)])
      const { Body: kept } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      expect(await kept?.transformToString()).toBe(text)
    })

    test('a bucket that is not there is an error', async () => {
      const audit = bucketSink(moto.connection, 'none')
      await expect(audit([recordOf('01J000000000000000000000A1', start)])).rejects.toThrow()
    })
  })

  describe('raw values of pseudonyms in S3', () => {
    test('are found by their pseudonyms, day by day, and each object is read once', async () => {
      const s3 = open(S3Client, 'S3')
      const Bucket = 'identities'
      await s3.send(new CreateBucketCommand({ Bucket }))
      let now = start
      const keep = keepIn(moto.connection, Bucket, { now: () => now }, ulid)
      await keep(new Map([['acct_k1_A', '111122223333']]))
      now += 86_400_000
      await keep(new Map([['session_k1_B', 'jürgen@example.com']]))
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
      expect(Contents.map(({ Key }) => Key)).toEqual([
        expect.stringMatching(/^2026\/11\/21\/[0-9A-Z]{26}\.json$/),
        expect.stringMatching(/^2026\/11\/22\/[0-9A-Z]{26}\.json$/),
      ])
      const find = findIn(moto.connection, Bucket)
      expect(await find('session_k1_B')).toBe('jürgen@example.com')
      expect(await find('acct_k1_A')).toBe('111122223333')
      await s3.send(new DeleteObjectCommand({ Bucket, Key: Contents[0]?.Key }))
      expect(await find('acct_k1_A')).toBe('111122223333')
      expect(await findIn(moto.connection, Bucket)('acct_k1_A')).toBeUndefined()
    })

    test('a bucket that is not there is an error', async () => {
      const keep = keepIn(moto.connection, 'none', { now: () => start }, ulid)
      await expect(keep(new Map([['acct_k1_A', '111122223333']]))).rejects.toThrow()
      await expect(findIn(moto.connection, 'none')('acct_k1_A')).rejects.toThrow()
    })
  })

  describe('pseudonyms under a key of KMS', () => {
    let kms: KMSClient
    let keyId = ''
    beforeAll(async () => {
      kms = open(KMSClient, 'KMS')
      keyId = await newKey()
    })
    const newKey = async () => {
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' }),
      )
      return KeyMetadata?.KeyId ?? ''
    }

    test('are the same for the same value in every process, and apart by kind, organization, value and key', async () => {
      const [one, other] = [kmsKeys(moto.connection, keyId, 'o-1', 1), kmsKeys(moto.connection, keyId, 'o-1', 1)]
      const pseudonym = await one('acct', '111122223333')
      expect(pseudonym).toMatch(/^acct_k1_[A-Z2-7]{26}$/)
      const long = `${'x'.repeat(8_000)}`
      const others = [
        await one('acct', '111122223334'),
        await one('principal', '111122223333'),
        await kmsKeys(moto.connection, keyId, 'o-2', 1)('acct', '111122223333'),
        await kmsKeys(moto.connection, await newKey(), 'o-1', 2)('acct', '111122223333'),
        // KMS takes 4,096 bytes.
        await one('seal', long),
        await one('seal', `${long}x`),
      ]
      expect(new Set([pseudonym, ...others].map((one) => one.split('_').at(-1))).size).toBe(7)
      expect(others[3]).toMatch(/^acct_k2_/)
      expect([await other('acct', '111122223333'), await one('acct', '111122223333')]).toEqual([pseudonym, pseudonym])
      expect(await other('seal', long)).toBe(others[4])
    })

    test('what is known is not asked for again, and what failed is', async () => {
      const TargetKeyId = await newKey()
      const keys = kmsKeys(moto.connection, 'alias/holdfast-pseudonyms', 'o-1', 1)
      await expect(keys('acct', '111122223333')).rejects.toThrow()
      await kms.send(new CreateAliasCommand({ AliasName: 'alias/holdfast-pseudonyms', TargetKeyId }))
      const pseudonym = await keys('acct', '111122223333')
      await kms.send(new DeleteAliasCommand({ AliasName: 'alias/holdfast-pseudonyms' }))
      expect(await keys('acct', '111122223333')).toBe(pseudonym)
      await expect(keys('acct', '111122223334')).rejects.toThrow()
    })
  })
})
