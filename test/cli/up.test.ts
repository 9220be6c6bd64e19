import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import {
  auditRecords,
  emulatedAudit,
  exampleDocument,
  exampleOrganization,
  holdfast,
  userFolder,
} from '../support/cli.ts'

let user: ReturnType<typeof userFolder>
afterEach(() => user.remove())

test('the main job: what is done to guardrails is undone, who joins is covered, and the command ends by itself', async () => {
  user = userFolder()
  const { code, stdout, stderr } = await holdfast(['up', '--organization', exampleOrganization], user)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/m)
  const deeds = stdout.split(/\n\d+\. /).slice(1)
  const told = deeds.map((deed) => {
    const [text = '', ...verdicts] = deed.split(/^ {3}([A-Z ]+) after/m)
    return [text.replace(/\s+/g, ' ').trim(), verdicts[0], /NOT RESTORED/.test(deed)]
  })
  expect(told).toEqual([
    ['The administrator detaches deny-leave-organization from Root', 'RESTORED', false],
    [expect.stringMatching(/detaches .* from Workloads:Prod/), 'RESTORED', false],
    ['The administrator detaches protect-payment-data from payments-prod', 'RESTORED', false],
    [expect.stringMatching(/edits .*: it denies nothing now/), 'RESTORED', false],
    [expect.stringMatching(/renames .* to unused-/), 'RESTORED', false],
    [expect.stringMatching(/detaches .* from everything and deletes it/), 'RESTORED', false],
    [expect.stringMatching(/disables the policy type SERVICE_CONTROL_POLICY/), 'RESTORED', false],
    ['The administrator creates the account analytics', 'COVERED', false],
    [expect.stringMatching(/moves the account .* into Sandbox/), 'COVERED', false],
    ['Control Tower creates and enrols the account data-platform in Sandbox', 'COVERED', false],
    [expect.stringMatching(/The account \d{12} is invited from outside, and accepts/), 'COVERED', false],
  ])
  expect(stdout.replace(/\s+/g, ' ')).toContain('Policies that the manifest does not name were detached too')
  expect(stdout).toContain('No changes. The organization is as the manifest says.')
  expect(code).toBe(0)
})

test('the command that it ends with verifies what was recorded', async () => {
  user = userFolder()
  const { stdout } = await holdfast(['up', '--once'], user)
  const [last = ''] = stdout.trimEnd().split('\n').slice(-1)
  const [npx, name, ...args] = last.trim().split(' ')
  expect([npx, name]).toEqual(['npx', 'holdfast'])
  const verified = await holdfast(args, user)
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^ORIGIN UNPROVEN: \d+ records/)])
})

test('without a lock and without an organization file the tree comes from the manifest, and no lock is written', async () => {
  user = userFolder({ lock: false })
  const { code, stdout } = await holdfast(['up', '--once'], user)
  expect([code, stdout]).toEqual([0, expect.stringContaining('No changes.')])
  expect(existsSync(join(user.folder, 'manifest.lock.yaml'))).toBe(false)
})

test('no account id, name of a person or address of the run stands in the audit directory', async () => {
  user = userFolder()
  await holdfast(['up', '--organization', exampleOrganization], user)
  const records = auditRecords(user.folder)
  expect(records.length).toBeGreaterThan(50)
  // The first inventory waits for no clock.
  expect(records.map(({ type }) => type)).toContain('holdfast.inventory.v1')
  const audit = join(user.folder, emulatedAudit)
  const bytes = readdirSync(audit, { recursive: true, encoding: 'utf8' })
    .map((name) => (/\.(ndjson|json|pem)$/.test(name) ? readFileSync(join(audit, name), 'utf8') : '') + name)
    .join('\n')
  for (const known of ['444455556666', 'user/administrator', '127.0.0.1', 'payments-prod']) {
    for (const form of [known, Buffer.from(known).toString('base64').replace(/=+$/, ''), encodeURIComponent(known)]) {
      expect([form, bytes.includes(form)]).toEqual([form, false])
    }
  }
})

test('state and key are for their owner only', async () => {
  user = userFolder()
  await holdfast(['up', '--once'], user)
  for (const name of ['state-o-a1b2c3d4e5.json', 'key', 'seal-key']) {
    expect([name, statSync(join(user.folder, '.holdfast/emulated', name)).mode & 0o077]).toEqual([name, 0])
  }
})

test('a demo touches nothing of a live organization, and knows nothing of the demo before', async () => {
  user = userFolder()
  const path = (name: string) => join(user.folder, '.holdfast', name)
  const incident = { key: 'stale', state: 'refused', severity: 'high', text: 'stale', opened: 0, attempts: 1 }
  const state = JSON.stringify({ 'incident/stale': { value: incident, expires: null } })
  mkdirSync(path('emulated'), { recursive: true })
  for (const name of ['key', 'state-o-a1b2c3d4e5.json']) writeFileSync(path(name), state)
  writeFileSync(path('emulated/state-o-a1b2c3d4e5.json'), state)
  const { stdout } = await holdfast(['up', '--once'], user)
  expect(stdout).toContain(`recorded in ${emulatedAudit}:`)
  for (const name of ['key', 'state-o-a1b2c3d4e5.json']) expect(readFileSync(path(name), 'utf8')).toBe(state)
  expect(readFileSync(path('emulated/state-o-a1b2c3d4e5.json'), 'utf8')).not.toContain('stale')
  expect(readdirSync(path(''))).toEqual(['emulated', 'key', 'state-o-a1b2c3d4e5.json'])
})

test('with an emulator in the environment, a flag that says what to emulate still means the main job here', async () => {
  user = userFolder()
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
  for (const args of [
    ['--organization', exampleOrganization],
    ['--port', '0'],
    ['--account', '111111111111'],
  ]) {
    const { code, stdout } = await holdfast(['up', '--once', ...args], { ...user, env })
    expect([args, code, stdout]).toEqual([args, 0, expect.stringContaining('emulated on this machine')])
  }
})

/** The example organization with a policy of the manifest in it, which the manifest adopts. */
function withPolicy(name: string, account: string, rest: string): void {
  const content = JSON.stringify(readFileSync(join(user.folder, `policies/scp/${name}.json`), 'utf8'))
  const document = exampleDocument()
    .replace(`name: ${account}, `, `name: ${account}, ${rest}, `)
    .concat(`  - { id: p-adopted000, name: ${name}, type: SERVICE_CONTROL_POLICY, content: ${content} }\n`)
  writeFileSync(join(user.folder, 'organization.yaml'), document)
  const manifest = readFileSync(join(user.folder, 'manifest.yaml'), 'utf8')
  writeFileSync(
    join(user.folder, 'manifest.yaml'),
    manifest.replace(`name: ${name}\n`, `name: ${name}\n    holdfast: { adopt: true }\n`),
  )
}

test('the administrator meets the organization as it is: a closed account, and a target that nobody named', async () => {
  user = userFolder()
  withPolicy('deny-root-user', 'ledger-prod', 'policies: [p-FullAWSAccess, p-adopted000]')
  const path = join(user.folder, 'organization.yaml')
  const document = readFileSync(path, 'utf8').replace(
    'name: payments-prod, ',
    'name: payments-prod, state: SUSPENDED, ',
  )
  writeFileSync(path, document)
  const { code, stdout } = await holdfast(['up', '--organization', 'organization.yaml'], user)
  expect(stdout).toMatch(/detaches deny-root-user from everything and deletes it\n {3}RESTORED/)
  expect(stdout).not.toMatch(/payments-prod|AWS refuses|NOT RESTORED|nothing was restored/)
  expect(code).toBe(0)
})

test('what AWS refuses the administrator is said, and the demo goes on', async () => {
  user = userFolder()
  withPolicy('protect-payment-data', 'payments-prod', 'policies: [p-adopted000]')
  const { code, stdout } = await holdfast(['up', '--organization', 'organization.yaml'], user)
  expect(stdout).toMatch(/payments-prod\n {3}AWS refuses: DetachPolicy: You cannot remove the last policy/)
  expect(stdout).toMatch(/^7\. /m)
  expect(code).toBe(0)
})

test('what is in the way and what is left is told at the end', async () => {
  user = userFolder()
  const emulator = await startEmulator({
    organization: parse(exampleDocument()),
    fault: ({ operation }) => (operation === 'AttachPolicy' ? { name: 'AccessDeniedException' } : undefined),
  })
  const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
  const { code, stdout } = await holdfast(['up', '--once'], run)
  expect(stdout).toContain(`\nready ${emulator.url}\n`)
  expect(stdout).toMatch(/SCP deny-root-user .*\n {2}\+ attach Infrastructure \(ou-ab12-infra000\)/)
  expect(stdout).toContain('Plan: 23 to attach.')
  expect(code).toBe(1)
  await emulator.close()
})

test('an emulator that goes away ends enforcement with a way out', async () => {
  user = userFolder()
  const emulator = await startEmulator({ organization: parse(exampleDocument()) })
  const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
  const { code, stderr } = await holdfast(['up'], {
    ...run,
    started: ({ stdout }) => stdout?.on('data', (text) => String(text).includes('ready') && emulator.close()),
  })
  expect(stderr.replace(/\s+/g, ' ')).toMatch(
    /error emulator-gone .* nothing is enforced any more > Start the emulator/,
  )
  expect(code).toBe(1)
})
