import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { emulatedAudit, exampleDocument, exampleOrganization, has, userFolder } from '../support/cli.ts'
import { typed } from '../support/terminal.ts'

/** `script` of util-linux gives the command a terminal of its own. */
const onTerminal = has('script') ? describe : describe.skip

onTerminal('on a terminal', () => {
  let user: ReturnType<typeof userFolder>
  let emulator: Emulator
  const writes: string[] = []

  beforeEach(async () => {
    user = userFolder()
    writes.length = 0
    emulator = await startEmulator({
      organization: parse(exampleDocument()),
      fault: ({ operation }) => void (/^(List|Describe|Get)/.test(operation) || writes.push(operation)),
    })
  })
  afterEach(async () => {
    await emulator.close()
    user.remove()
  })

  const run = (args: string, prompt: string, answer: string | (() => Promise<string>), env = {}) =>
    typed({ folder: user.folder, env }, args, prompt, answer)
  const apply = (answer: string | (() => Promise<string>)) =>
    run('apply', 'Only "yes" does: ', answer, { AWS_ENDPOINT_URL: emulator.url })

  test('up stays up, tells how to reach it, and Ctrl-C ends it with exit code 0', async () => {
    const { code, text } = await run(`up --organization ${exampleOrganization}`, 'Ctrl-C ends it.', '\x03')
    expect(text).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+/)
    expect(code).toBe(0)
  })

  test.each([
    ['Ctrl-C', '\x03', 130],
    ['Ctrl-D', '\x04', 1],
    ['no', 'no\r', 1],
  ])('apply asks; with %s nothing is changed', async (_, keys, wanted) => {
    const { code, text } = await apply(keys)
    expect(text).toMatch(/Only "yes" does: .*Nothing was changed\. $/)
    expect(text).not.toMatch(/AbortError|mistake in holdfast/)
    expect([code, writes]).toEqual([wanted, []])
  })

  test('apply carries out what it showed after a yes', async () => {
    const { code, text } = await apply('yes\r')
    expect(text).toMatch(/This reaches 23 accounts, and nothing is removed\. .*Apply this plan\?/)
    expect(text).toMatch(/\[ 1\/36\] done enable .* \[ 2\/36\] done create .* \[36\/36\] done attach /)
    expect(text).toContain('Applied: 36 done.')
    expect(text).toContain('Recorded in .holdfast/emulated/audit.')
    expect(readdirSync(join(user.folder, emulatedAudit, 'digests'))).toEqual(['000000000001.json'])
    expect(code).toBe(0)
  })

  test('a plan that is another one by the time of the yes is not carried out', async () => {
    const { code, text } = await apply(async () => {
      await fetch(emulator.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'AWSOrganizationsV20161128.DisablePolicyType',
        },
        body: JSON.stringify({ RootId: 'r-ab12', PolicyType: 'SERVICE_CONTROL_POLICY' }),
      })
      return 'yes\r'
    })
    expect(text).toMatch(/error plan-changed .*nothing was changed/)
    expect([code, writes]).toEqual([1, ['DisablePolicyType']])
  })
})
