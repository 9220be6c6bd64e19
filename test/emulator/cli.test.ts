// The plain AWS CLI against the emulator, where it is installed.
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import * as given from './support.ts'

const hasAws = (() => {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

afterEach(given.stopAll)

const aws = (url: string, ...words: string[]) => awsAs('alice', url, ...words)

const awsAs = (accessKeyId: string, url: string, ...words: string[]) =>
  ofService('organizations', accessKeyId, url, ...words)

async function ofService(
  service: string,
  accessKeyId: string,
  url: string,
  ...words: string[]
): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)('aws', [service, ...words, '--output', 'json'], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_MAX_ATTEMPTS: '1',
    },
  })
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
}

;(hasAws ? test : test.skip)(
  'create, attach and list with the AWS CLI',
  async () => {
    const emulator = await given.startLoaded()
    const create = ['--name', 'New', '--description', '', '--type', 'SERVICE_CONTROL_POLICY']
    const made = await aws(emulator.url, 'create-policy', ...create, '--content', given.CONTENT)
    const id = (made as { Policy: { PolicySummary: { Id: string } } }).Policy.PolicySummary.Id
    await aws(emulator.url, 'attach-policy', '--policy-id', id, '--target-id', given.PROD)
    expect(await aws(emulator.url, 'list-targets-for-policy', '--policy-id', id)).toMatchObject({
      Targets: [{ TargetId: given.PROD, Name: 'Prod', Type: 'ORGANIZATIONAL_UNIT' }],
    })
    const again = aws(emulator.url, 'attach-policy', '--policy-id', id, '--target-id', given.PROD)
    await expect(again).rejects.toThrow(
      'An error occurred (DuplicatePolicyAttachmentException) when calling the AttachPolicy operation: A policy with the specified name and type already exists.',
    )
    const [event] = await given.events(emulator)
    expect(event?.detail).toMatchObject({
      eventName: 'CreatePolicy',
      userIdentity: { userName: 'alice' },
      userAgent: expect.stringContaining('aws-cli'),
    })
  },
  60_000,
)

;(hasAws ? test : test.skip)(
  'what happened is looked up with the AWS CLI, page by page',
  async () => {
    const { url } = await given.startLoaded()
    const tag = ['--resource-id', given.DENY, '--tags', 'Key=a,Value=b']
    await aws(url, 'tag-resource', ...tag)
    await awsAs('mallory', url, 'tag-resource', ...tag)
    const asked = ['--lookup-attributes', 'AttributeKey=EventName,AttributeValue=TagResource', '--page-size', '1']
    const found = await ofService('cloudtrail', 'eve', url, 'lookup-events', ...asked, '--start-time', '2020-01-01')
    expect(found).toMatchObject({ Events: [{ Username: 'mallory' }, { Username: 'alice' }] })
  },
  60_000,
)

;(hasAws ? test : test.skip)(
  'an account is invited, joins and leaves with the AWS CLI',
  async () => {
    const { url } = await given.startLoaded()
    const guest = '444455556666'
    const invited = await aws(url, 'invite-account-to-organization', '--target', `Id=${guest},Type=ACCOUNT`)
    const handshake = ['--handshake-id', (invited as { Handshake: { Id: string } }).Handshake.Id]
    await expect(awsAs(given.MEMBER, url, 'accept-handshake', ...handshake)).rejects.toThrow('AccessDeniedException')
    expect(await awsAs(guest, url, 'list-handshakes-for-account')).toMatchObject({ Handshakes: [{ State: 'OPEN' }] })
    expect(await awsAs(guest, url, 'accept-handshake', ...handshake)).toMatchObject({
      Handshake: { State: 'ACCEPTED', Action: 'INVITE' },
    })
    expect(await aws(url, 'list-parents', '--child-id', guest)).toMatchObject({ Parents: [{ Id: given.ROOT }] })
    await awsAs(guest, url, 'leave-organization')
    await expect(awsAs(guest, url, 'describe-organization')).rejects.toThrow('AWSOrganizationsNotInUseException')
  },
  60_000,
)
