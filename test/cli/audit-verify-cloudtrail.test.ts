import { DetachPolicyCommand, ListPoliciesCommand, ListRootsCommand } from '@aws-sdk/client-organizations'
import { parse } from 'yaml'
import { createClient } from '../../aws/client.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import type { VerificationDocument } from '../../schemas/types/verification.ts'
import { emulatedAudit, exampleDocument, onePolicyFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'

// Written and sealed by the command, and compared with what the emulator's CloudTrail tells of it.

const hour = 60 * 60_000
/** Two hours on: everything is delivered. Nothing waits. */
const later = { now: () => Date.now() + 2 * hour, sleep: async () => {} }

let user: ReturnType<typeof onePolicyFolder>
let emulator: Emulator
beforeEach(async () => {
  user = onePolicyFolder()
  emulator = await startEmulator({ organization: parse(exampleDocument()) })
})
afterEach(async () => {
  await emulator.close()
  user.remove()
})

const env = () => ({ AWS_ENDPOINT_URL: emulator.url })

async function applied(): Promise<void> {
  expect(await transcript(user.folder, ['apply', '--yes'], { env: env() })).not.toContain('exit code')
}

async function crossChecked(): Promise<VerificationDocument> {
  const given = ['audit', 'verify', '--directory', emulatedAudit, '--cross-check', 'cloudtrail', '--format', 'json']
  const said = await transcript(user.folder, given, { env: env(), clock: later })
  return JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1))
}

test('what was applied is in CloudTrail, and what CloudTrail shows was recorded', async () => {
  await applied()
  const { codes, counts } = await crossChecked()
  expect(codes).toEqual({ 'origin-unproven': 1 })
  expect(counts.records).toBeGreaterThan(3)
})

test('a write with the credentials of holdfast that was not recorded is named with its event', async () => {
  await applied()
  const client = createClient({ region: 'us-east-1', env: env() })
  const { Policies = [] } = await client.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
  const { Roots = [] } = await client.send(new ListRootsCommand({}))
  const PolicyId = Policies.find(({ Name }) => Name === 'deny-leave-organization')?.Id
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: Roots[0]?.Id }))
  client.destroy()
  const { findings } = await crossChecked()
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'unrecorded-write', message: expect.stringContaining('detach at 2') }),
  )
})
