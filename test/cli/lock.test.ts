import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import { exampleDocument, exampleOrganization, holdfast, userFolder } from '../support/cli.ts'

let user: ReturnType<typeof userFolder>
beforeEach(() => {
  user = userFolder()
})
afterEach(() => user.remove())

const edit = (name: string, change: (text: string) => string) => {
  const path = join(user.folder, name)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** Text as it was before it was broken into lines. */
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ')

test('an id that the manifest gives and the organization lacks: lock and plan refuse, live and with a file', async () => {
  edit('manifest.yaml', (text) =>
    text.replace('- payments-prod', '- "999988887777"\n      organizational_units: [ou-ab12-deadbeef]'),
  )
  const emulator = await startEmulator({ organization: parse(exampleDocument()) })
  const live = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
  for (const [args, run] of [
    [[], live],
    [['--organization', exampleOrganization], user],
  ] as const) {
    const lock = await holdfast(['lock', ...args], run)
    expect([lock.code, unwrapped(lock.stderr)]).toEqual([
      1,
      expect.stringMatching(/manifest\.yaml:84:11 error target-gone 999988887777 .*:85:30 .* ou-ab12-deadbeef/),
    ])
    const plan = await holdfast(['plan', ...args, '--format', 'json'], run)
    expect(plan.code).toBe(1)
    const { blocked } = JSON.parse(plan.stdout) as { blocked: { code: string }[] }
    expect(blocked.map(({ code }) => code)).toEqual(['target-gone', 'target-gone'])
  }
  await emulator.close()
})

test('an OU that moved to where no name leads: lock says where to, and it is not gone', async () => {
  const document = parse(exampleDocument()) as OrganizationDocument
  const units = document.root.organizational_units ?? []
  const [sandbox] = units.splice(
    units.findIndex(({ name }) => name === 'Sandbox'),
    1,
  )
  if (sandbox) units.find(({ name }) => name === 'Infrastructure')?.organizational_units?.push(sandbox)
  writeFileSync(join(user.folder, 'moved.yaml'), stringify(document))
  const emulator = await startEmulator({ organization: document })
  for (const [args, env] of [
    [['lock'], { AWS_ENDPOINT_URL: emulator.url }],
    [['lock', '--organization', 'moved.yaml'], {}],
  ] as const) {
    const { code, stdout } = await holdfast([...args], { ...user, env })
    expect([code, unwrapped(stdout)]).toEqual([
      0,
      expect.stringMatching(/target-moved .* now "Infrastructure:Sandbox"/),
    ])
  }
  await emulator.close()
})

test('a name that the lock lacks: validate warns, and frozen it is an error, told once', async () => {
  edit('manifest.yaml', (text) => text.replace('        - Sandbox\n', '        - Sandbx\n'))
  const validate = await holdfast(['validate'], user)
  expect([validate.code, unwrapped(validate.stdout)]).toEqual([
    0,
    expect.stringMatching(/warning not-locked "Sandbx" is not in manifest\.lock\.yaml > Did you mean "Sandbox"/),
  ])
  expect((await holdfast(['validate', '--strict'], user)).code).toBe(1)
  const plan = await holdfast(['plan', '--frozen', '--organization', exampleOrganization], user)
  expect([plan.code, plan.stderr.match(/not-locked/g)]).toEqual([1, ['not-locked']])
})

test('no lock at all, in CI: one error, and validate has nothing to say', async () => {
  user.remove()
  user = userFolder({ lock: false })
  const plan = await holdfast(['plan', '--organization', exampleOrganization], { ...user, env: { CI: 'true' } })
  expect([plan.code, plan.stderr.match(/not-locked/g)]).toEqual([1, ['not-locked']])
  expect(unwrapped(plan.stderr)).toMatch(/manifest\.lock\.yaml is missing > Run "holdfast lock"/)
  const validate = await holdfast(['validate'], user)
  expect([validate.code, validate.stdout]).toEqual([0, expect.stringContaining('no problems')])
})
