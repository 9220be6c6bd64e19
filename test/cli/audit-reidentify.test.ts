import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { parse } from 'yaml'
import { settings } from '../../aws/client.ts'
import { findIn, keepIn } from '../../aws/identities.ts'
import { kmsKeys } from '../../aws/keys.ts'
import { bucketTrail } from '../../aws/trail.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { folderIdentities } from '../../local/identities.ts'
import { exampleDocument, onePolicyFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'
import { describeWithMoto } from '../support/moto.ts'

const account = '444455556666'
const why = ['--reason', 'who was it on Sunday', '--ticket', 'INC-7']
const nobody = `acct_k1_${'A'.repeat(26)}`

let user: ReturnType<typeof onePolicyFolder>
let emulator: Emulator
beforeEach(async () => {
  user = onePolicyFolder()
  const manifest = readFileSync(join(user.folder, 'manifest.yaml'), 'utf8')
  writeFileSync(
    join(user.folder, 'manifest.yaml'),
    manifest.replace('{ organizational_units: [Root] }', `{ accounts: ["${account}"] }`),
  )
  emulator = await startEmulator({ organization: parse(exampleDocument()) })
})
afterEach(async () => {
  user.remove()
  await emulator.close()
})

const run = (args: string[], env: Record<string, string | undefined> = {}) =>
  transcript(user.folder, args, { env: { AWS_ENDPOINT_URL: emulator.url, ...env } })
const reidentify = (...args: string[]) => run(['audit', 'reidentify', ...args])
const home = () => join(user.folder, '.holdfast', 'emulated')

interface Shown {
  type: string
  data: { target?: string; pseudonym?: string; isFound?: boolean; by?: string }
}

/** Records in a directory, in the order of their segments. */
const records = (directory = join(home(), 'audit')): Shown[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
const asked = (directory?: string) => records(directory).filter(({ type }) => type === 'holdfast.reidentification.v1')

/** Has something recorded about the account; its pseudonym. */
async function recorded(): Promise<string> {
  await run(['apply', '--yes'])
  return records().find(({ data }) => data.target)?.data.target ?? ''
}

test('an account is found under the key on this machine, and who asked is recorded', async () => {
  const pseudonym = await recorded()
  const said = await reidentify(pseudonym, nobody, ...why)
  expect(said).toContain(`${pseudonym}  ${account}\n${nobody}  not found\nexit code 1\n`)
  expect(asked().map(({ data }) => data)).toMatchObject([
    { pseudonym, isFound: true, by: expect.stringMatching(/^principal_k1_/), reason: why[1], ticket: 'INC-7' },
    { pseudonym: nobody, isFound: false, by: expect.any(String), reason: why[1], ticket: 'INC-7' },
  ])
  const by = asked()[0]?.data.by ?? ''
  expect(await reidentify(by, ...why)).toContain(`${by}  ${userInfo().username}\n`)
})

test('an account that is gone is found in what was kept aside', async () => {
  const pseudonym = await recorded()
  await emulator.close()
  const document = parse(exampleDocument())
  const text = JSON.stringify(document).replaceAll(account, '444455550000')
  emulator = await startEmulator({ organization: JSON.parse(text) })
  writeFileSync(
    join(user.folder, 'manifest.yaml'),
    readFileSync(join(user.folder, 'manifest.yaml'), 'utf8').replace(account, '444455550000'),
  )
  expect(await reidentify(pseudonym, ...why)).toContain(`${pseudonym}  ${account}\n`)
})

test('a key of another epoch finds nothing, and says so', async () => {
  await recorded()
  const other = nobody.replace('k1', 'k7')
  const said = (await reidentify(other, ...why)).replaceAll(/\s+/g, ' ')
  expect(said).toContain('The key of epoch 7 makes no pseudonyms')
  expect(said).toContain('has none of epoch 7')
  expect(said).toContain(`${other} not found`)
})

test('after a second key was added, pseudonyms of the first are found too', async () => {
  const pseudonym = await recorded()
  const key = join(home(), 'key')
  writeFileSync(key, `${readFileSync(key, 'utf8')}${'ab'.repeat(32)}\n`)
  rmSync(join(home(), 'identities'), { recursive: true })
  expect(await reidentify(pseudonym, ...why)).toContain(`${pseudonym}  ${account}\n`)
  expect(asked().at(-1)?.data.by).toMatch(/^principal_k2_/)
})

test('what somebody put aside who has no key is not shown', async () => {
  await recorded()
  const { find, keep } = folderIdentities({
    ...{ folder: join(home(), 'identities'), keys: join(home(), 'key'), days: 550 },
    ...{ clock: { now: Date.now }, id: () => 'ZZZ' },
  })
  const blamed = nobody.replace('acct', 'principal')
  await keep(new Map([[blamed, 'arn:aws:iam::111111111111:user/innocent']]))
  expect(await find(blamed)).toContain('innocent')
  const said = await reidentify(blamed, ...why)
  expect(said).toContain(`${blamed}  not found`)
  expect(said).not.toContain('innocent')
  expect(said).toContain('is not what is behind it')
})

test('why somebody asks names nobody in the record', async () => {
  const pseudonym = await recorded()
  const reason = `jane.doe@example.com asks for ${account}`
  expect(await reidentify(pseudonym, '--reason', reason, '--ticket', account)).toContain(account)
  const { data } = asked()[0] as { data: { reason?: string; ticket?: string } }
  expect(data.reason).toMatch(/^session_k1_[A-Z2-7]{26} asks for acct_k1_[A-Z2-7]{26}$/)
  expect(data.ticket).toBe(pseudonym)
})

test('nothing is shown that cannot be recorded', async () => {
  const pseudonym = await recorded()
  rmSync(join(home(), 'audit'), { recursive: true })
  writeFileSync(join(home(), 'audit'), '')
  const said = await reidentify(pseudonym, ...why)
  expect(said).toContain('not-recorded')
  expect(said).not.toContain(account)
})

test('another trail is named with the key beside it', async () => {
  const pseudonym = await recorded()
  mkdirSync(join(user.folder, 'elsewhere'))
  for (const name of ['audit', 'key', 'identities'])
    renameSync(join(home(), name), join(user.folder, 'elsewhere', name))
  expect(await reidentify(pseudonym, ...why)).toContain('key-unusable')
  expect(await reidentify(pseudonym, '--directory', 'elsewhere/audit', ...why)).toContain(`${pseudonym}  ${account}\n`)
  expect(asked(join(user.folder, 'elsewhere', 'audit'))).toHaveLength(1)
})

test.each([
  { args: [...why], says: 'It takes a pseudonym, as it stands in a record' },
  { args: ['444455556666', ...why], says: '"444455556666" is no pseudonym' },
  { args: ['acct_unavailable', ...why], says: '"acct_unavailable" is no pseudonym' },
  { args: [nobody, '--reason', 'short', '--ticket', 'INC-7'], says: 'It needs --reason, of ten characters' },
  { args: [nobody, '--reason', 'who was it on Sunday'], says: 'It needs --reason, of ten characters' },
  { args: [nobody, ...why, '--directory', 'a', '--bucket', 'b'], says: 'It takes --directory or --bucket, not both' },
  { args: [...Array.from({ length: 101 }, () => nobody), ...why], says: 'It takes 100 pseudonyms at most' },
])('$says', async ({ args, says }) => {
  const said = await reidentify(...args)
  expect(said).toContain(says)
  expect(said).toMatch(/exit code 64\n$/)
})

describeWithMoto(
  'with a key of KMS and buckets',
  (moto) => {
    const place = { region: 'us-east-1' }
    const env = () => ({
      ...{ AWS_ENDPOINT_URL: moto.endpoint, AWS_ENDPOINT_URL_ORGANIZATIONS: emulator.url },
      ...{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    })

    test('accounts are computed, others are found in the bucket of raw values, and both are recorded', async () => {
      const connection = { ...place, env: moto.connection.env }
      const management = parse(exampleDocument()).organization.management_account
      const [s3, kms] = [new S3Client(settings('S3', moto.connection)), new KMSClient(settings('KMS', moto.connection))]
      const identities = `holdfast-identities-${management}-us-east-1`
      for (const Bucket of ['evidence', identities]) await s3.send(new CreateBucketCommand({ Bucket }))
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' }),
      )
      const TargetKeyId = KeyMetadata?.KeyId ?? ''
      await kms.send(new CreateAliasCommand({ AliasName: 'alias/holdfast-pseudonyms-k1', TargetKeyId }))
      const keys = kmsKeys(connection, TargetKeyId, parse(exampleDocument()).organization.id, 1)
      const [acct, session] = [await keys('acct', account), await keys('session', 'jane@example.com')]
      await keepIn(connection, identities, { now: Date.now }, () => 'one')(new Map([[session, 'jane@example.com']]))

      const said = await run(['audit', 'reidentify', acct, session, '--bucket', 'evidence', ...why], env())
      expect(said).toContain(`${acct}  ${account}\n${session}  jane@example.com\n`)
      const trail = bucketTrail(connection, 'evidence')
      const [segment] = await trail.list('records/')
      const text = Buffer.from((await trail.read(segment?.key ?? ''))?.bytes ?? []).toString()
      const [first, second] = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).data)
      expect([first, second]).toMatchObject([
        { pseudonym: acct, isFound: true },
        { pseudonym: session, isFound: true },
      ])
      expect(await findIn(connection, identities)(first.by)).toMatch(/^arn:aws:sts::/)
      s3.destroy()
      kms.destroy()
    })

    test('without the right to write records nothing is shown', async () => {
      const said = await run(['audit', 'reidentify', nobody, '--bucket', 'none', ...why], env())
      expect(said).toContain('not-recorded')
      expect(said).not.toContain('not found')
    })
  },
  '111122223333',
)
