import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import { exampleDocument, exampleOrganization, userFolder } from '../support/cli.ts'
import { ran as holdfast } from '../support/command.ts'

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
      expect.stringMatching(/manifest\.yaml:\d+:11 error target-gone 999988887777 .*:\d+:30 .* ou-ab12-deadbeef/),
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

describe('what the manifest lost', () => {
  const offline = ['--organization', exampleOrganization]
  const lockText = () => readFileSync(join(user.folder, 'manifest.lock.yaml'), 'utf8')
  const locked = (): string[] | undefined => {
    const { policies } = parse(lockText())
    return policies && [...policies.scp, ...policies.rcp].sort()
  }
  /** Leaves the first entries of the manifest. */
  const keep = (entries: number) =>
    edit('manifest.yaml', (text) => {
      const document = parse(text)
      return stringify({ ...document, resources: document.resources.slice(0, entries) })
    })
  const names = () =>
    parse(readFileSync(join(user.folder, 'manifest.yaml'), 'utf8'))
      .resources.map(nameOf)
      .sort()
  const nameOf = ({ name }: { name: string }) => name

  beforeEach(async () => {
    expect((await holdfast(['lock', ...offline], user)).code).toBe(0)
    expect(locked()).toEqual(names())
  })

  test('one entry: a warning until the lock is written anew, which shows and forgets it', async () => {
    const all: string[] = names()
    keep(all.length - 1)
    const [gone] = all.filter((name) => !names().includes(name))
    for (const [command, ...args] of [['validate'], ['plan', ...offline], ['up', '--once', ...offline]]) {
      const { code, stdout, stderr } = await holdfast([command as string, ...args], user)
      expect([code, unwrapped(stdout + stderr)]).toEqual([
        0,
        expect.stringContaining(`warning released resources: RCP "${gone}" is in the lock`),
      ])
    }
    expect((await holdfast(['validate', '--strict'], user)).code).toBe(1)
    expect(locked()).toEqual(all)

    const lock = await holdfast(['lock', '--strict', ...offline], user)
    expect([lock.code, lock.stderr]).toEqual([0, ''])
    expect(lock.stdout).toMatch(new RegExp(`^1 policy is no longer in the manifest:\n  RCP "${gone}"\n`))
    expect(lock.stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(locked()).toEqual(names())
    expect((await holdfast(['validate', '--strict'], user)).stdout).toMatch(
      /^\d+ resources: no problems, 1 acknowledged\n$/,
    )
    const again = await holdfast(['lock', ...offline], user)
    expect(again.stdout).toBe('manifest.lock.yaml has every name of the manifest.\n')
  })

  test.each([2, 0])('all but %d: nothing is done before the lock is written anew', async (entries) => {
    const emulator = await startEmulator({ organization: parse(exampleDocument()) })
    const live = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
    const before = lockText()
    keep(entries)
    const commands = [
      ['validate'],
      ['plan'],
      ['apply', '--yes'],
      ['apply', '--expect', 'f'.repeat(64)],
      ['status'],
      ['up', '--once'],
    ]
    for (const args of commands) {
      const { code, stdout, stderr } = await holdfast(args, live)
      const text = expect.stringMatching(/manifest\.yaml:\d+:1 error manifest-shrunk .* "holdfast lock"/)
      expect([args, code, unwrapped(stdout + stderr)]).toEqual([args, 1, text])
    }
    expect(lockText()).toBe(before)
    const calls = await fetch(new URL('/_holdfast/calls', emulator.url))
    expect(await calls.json()).toEqual({})

    expect((await holdfast(['lock'], live)).code).toBe(0)
    expect(locked()).toEqual(names())
    expect((await holdfast(['apply', '--yes'], live)).code).toBe(0)
    await emulator.close()
  })

  test('plan adds what is new and drops nothing; frozen it writes nothing and does not mind', async () => {
    const all: string[] = names()
    edit('manifest.lock.yaml', (text) => text.replace('    - "deny-root-user"\n', '    - "a-gone-one"\n'))
    const before = lockText()
    const frozen = await holdfast(['plan', '--frozen', ...offline], user)
    expect([frozen.code, lockText()]).toEqual([0, before])
    expect((await holdfast(['up', '--once', ...offline], user)).code).toBe(0)
    expect(lockText()).toBe(before)
    const plan = await holdfast(['plan', ...offline], user)
    expect([plan.code, plan.stderr]).toEqual([0, expect.stringContaining('Wrote manifest.lock.yaml')])
    expect(locked()).toEqual(['a-gone-one', ...all].sort())
    expect((await holdfast(['plan', ...offline], user)).stderr).not.toContain('Wrote')
  })

  test('names and policies that are new are locked together', async () => {
    edit('manifest.lock.yaml', (text) =>
      text.replace('    - "deny-root-user"\n', '').replace(/ {2}"Sandbox": .*\n/, ''),
    )
    expect((await holdfast(['plan', ...offline], user)).code).toBe(0)
    expect(locked()).toEqual(names())
    expect(parse(lockText()).organizational_units).toHaveProperty('Sandbox')
  })

  test('a lock without the list is left so by plan, and nothing is missed', async () => {
    edit('manifest.lock.yaml', (text) => text.replace(/^policies:\n(?: .*\n)*/m, ''))
    const before = lockText()
    expect(locked()).toBeUndefined()
    keep(1)
    const plan = await holdfast(['plan', '--strict', ...offline], user)
    expect([plan.code, plan.stderr, lockText()]).toEqual([0, '', before])
  })
})
