import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { auditRecords, exampleOrganization, holdfast, userFolder } from '../support/cli.ts'

let user: ReturnType<typeof userFolder>
afterEach(() => user.remove())

test('the main job: every deed of the administrator is undone, and the command ends by itself', async () => {
  user = userFolder()
  const { code, stdout, stderr } = await holdfast(['up', '--organization', exampleOrganization], user)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/m)
  const deeds = stdout.split(/\n\d+\. /).slice(1)
  const told = deeds.map((deed) => [
    deed
      .split(/RESTORED/)[0]
      ?.replace(/\s+/g, ' ')
      .trim(),
    /RESTORED after/.test(deed),
    /NOT RESTORED/.test(deed),
  ])
  expect(told).toEqual([
    ['The administrator detaches deny-leave-organization from Root', true, false],
    [expect.stringMatching(/detaches .* from Workloads:Prod/), true, false],
    ['The administrator detaches protect-payment-data from payments-prod', true, false],
    [expect.stringMatching(/edits .*: it denies nothing now/), true, false],
    [expect.stringMatching(/renames .* to unused-/), true, false],
    [expect.stringMatching(/detaches .* from everything and deletes it/), true, false],
    [expect.stringMatching(/disables the policy type SERVICE_CONTROL_POLICY/), true, false],
  ])
  expect(stdout).toContain('No changes. The organization is as the manifest says.')
  expect(code).toBe(0)
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
  expect(auditRecords(user.folder).length).toBeGreaterThan(50)
  const audit = join(user.folder, '.holdfast/audit')
  const bytes = readdirSync(audit, { recursive: true, encoding: 'utf8' })
    .map((name) => (name.endsWith('.ndjson') ? readFileSync(join(audit, name), 'utf8') : '') + name)
    .join('\n')
  for (const known of ['444455556666', 'user/administrator', '127.0.0.1', 'payments-prod']) {
    for (const form of [known, Buffer.from(known).toString('base64').replace(/=+$/, ''), encodeURIComponent(known)]) {
      expect([form, bytes.includes(form)]).toEqual([form, false])
    }
  }
})

test('state.json and key are for their owner only', async () => {
  user = userFolder()
  await holdfast(['up', '--once'], user)
  for (const name of ['state.json', 'key']) {
    expect([name, statSync(join(user.folder, '.holdfast', name)).mode & 0o077]).toEqual([name, 0])
  }
})
