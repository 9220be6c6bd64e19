import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { exampleOrganization, userFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'

// One server on loopback stands for all hosts of https and for S3. What it serves is changed by the tests.
const files = new Map<string, string>()
const asked: string[] = []
const server = createServer((request, answer) => {
  const path = decodeURIComponent(new URL(request.url ?? '', 'http://host').pathname)
  asked.push(path)
  answer.statusCode = files.has(path) ? 200 : 404
  answer.end(files.get(path) ?? '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')
})
let address: string
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const deny = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }] })
const offline = ['--organization', exampleOrganization]
const web = 'https://policies.example.com/scp/deny.json'
const bucket = 's3://bucket/a key/close.json'
let user: ReturnType<typeof userFolder>

const at = (path: string) => join(user.folder, path)
const read = (path: string) => readFileSync(at(path), 'utf8')
const copies = (folder = 'vendor') => (existsSync(at(folder)) ? readdirSync(at(folder)).sort() : [])
const everything = () => [read('manifest.lock.yaml'), ...copies().map((name) => read(`vendor/${name}`))]

/** What a command says, on a terminal of 80 columns; organizations are files, whose path is that of this machine. */
async function run(...args: string[]): Promise<string> {
  const said = await transcript(user.folder, args, {
    env: { AWS_ENDPOINT_URL_S3: address },
    fetch: (url, options) => fetch(url.replace(/^https:\/\/[^/]+/, address), options),
  })
  expect(said.split('\n').filter((line) => line.length > 80 && !line.startsWith('$'))).toEqual([])
  return said.replace(exampleOrganization, 'organization.yaml')
}

const manifest = (...paths: string[]) =>
  writeFileSync(
    at('manifest.yaml'),
    `region: eu-west-1\nversion: 2021-03-15\nresources:\n${paths
      .map(
        (path, index) =>
          `  - name: p${index}\n    resource_file: ${path}\n    deploy_method: scp\n    deployment_targets: { organizational_units: [Sandbox] }\n`,
      )
      .join('')}`,
  )

beforeEach(() => {
  user = userFolder({ lock: false })
  files.clear()
  asked.length = 0
  files.set('/scp/deny.json', deny('organizations:LeaveOrganization'))
  files.set('/bucket/a key/close.json', deny('account:CloseAccount'))
  manifest(web, bucket)
})
afterEach(() => user.remove())

test('lock fetches, and nothing else does', async () => {
  const validate = await run('validate')
  expect(validate.match(/warning not-vendored|exit code/g)).toHaveLength(2)
  for (const args of [
    ['plan', ...offline],
    ['plan', '--frozen', ...offline],
    ['up', '--once'],
  ])
    expect((await run(...args)).match(/error not-vendored|exit code 1/g)).toHaveLength(3)
  expect([asked, copies()]).toEqual([[], []])

  expect(await run('lock', ...offline)).toBe(`$ holdfast lock --organization organization.yaml
2 remote files written:
  vendor/deny-954f87ef6a8b.json, 114 bytes
    from "https://policies.example.com/scp/deny.json"
  vendor/close-9ce4a659c62c.json, 103 bytes
    from "s3://bucket/a key/close.json"
Wrote manifest.lock.yaml for organization o-a1b2c3d4e5: review it and commit it.
`)
  const { vendor } = parse(read('manifest.lock.yaml'))
  expect(Object.keys(vendor).sort()).toEqual([web, bucket])
  expect(copies()).toEqual(
    Object.values<{ file: string }>(vendor)
      .map(({ file }) => file.slice(7))
      .sort(),
  )

  asked.length = 0
  expect(await run('validate', '--strict')).toMatch(/2 resources: no problems\n$/)
  const plan = await run('plan', '--frozen', ...offline, '--format', 'json').catch(String)
  expect(plan).toContain('account:CloseAccount')
  expect(asked).toEqual([])
  expect(await run('lock', ...offline)).toMatch(/\nmanifest\.lock\.yaml has every name of the manifest\.\n$/)
})

/** What people see, word for word, in problems/; UPDATE_CASES=1 writes it anew. */
function agree(code: string, said: string): void {
  const expected = join(__dirname, 'problems', `${code}.txt`)
  if (process.env.UPDATE_CASES) writeFileSync(expected, said)
  expect(said).toBe(readFileSync(expected, 'utf8'))
}

test('a remote file that changed is told and not taken, until somebody asks for it', async () => {
  await run('lock', ...offline)
  const before = everything()
  files.set('/scp/deny.json', deny('account:DisableRegion'))
  agree('remote-file-changed', await run('lock', ...offline))
  expect(await run('lock', '--strict', ...offline)).toMatch(/exit code 1\n$/)
  expect(everything()).toEqual(before)

  expect(await run('lock', '--update', ...offline)).toMatch(
    /\n1 remote file written:\n.*\n {4}from .*\n {4}was {2}[0-9a-f]{64}\n {4}is {3}[0-9a-f]{64}\nWrote/,
  )
  expect(everything().join()).toContain('account:DisableRegion')
  expect(await run('validate', '--strict')).toMatch(/no problems\n$/)
})

test('what cannot be fetched is an error where nothing is locked, else a warning', async () => {
  files.delete('/scp/deny.json')
  agree('remote-file-unreachable', await run('lock', ...offline))
  expect([existsSync(at('manifest.lock.yaml')), copies()]).toEqual([false, []])
  files.set('/scp/deny.json', deny('organizations:LeaveOrganization'))
  await run('lock', ...offline)
  const before = everything()
  files.clear()
  agree('remote-file-unchecked', await run('lock', ...offline))
  expect(everything()).toEqual(before)
})

test('new content that is no policy is refused before anything is written', async () => {
  files.set('/scp/deny.json', 'Not found, but with status 200')
  expect(await run('lock', ...offline)).toMatch(/vendor\/deny-\w+\.json:1:1 error policy-syntax[^$]*exit code 1\n$/)
  expect([existsSync(at('manifest.lock.yaml')), copies()]).toEqual([false, []])
})

test('vendor/ lies beside the lock; what is edited there is refused, and restored; what nobody names goes', async () => {
  const apart = ['--lock', 'elsewhere/other.lock.yaml']
  await run('lock', ...offline, ...apart)
  const vendor = copies('elsewhere/vendor')
  expect([vendor.length, copies()]).toEqual([2, []])
  for (const name of vendor) writeFileSync(at(`elsewhere/vendor/${name}`), deny('iam:*'))
  expect((await run('validate', ...apart)).match(/error vendored-file-changed|exit code 1/g)).toHaveLength(3)
  manifest(bucket)
  expect(await run('lock', ...offline, ...apart)).toMatch(
    /\n1 remote file written:\n.*\n.*\n1 copy no longer needed, removed:\n {2}vendor\/deny-\w+\.json\nWrote/,
  )
  const [left = '', ...others] = copies('elsewhere/vendor')
  expect([others, read(`elsewhere/vendor/${left}`)]).toEqual([[], deny('account:CloseAccount')])
  manifest('policies/scp/deny-leave-organization.json')
  await run('lock', ...offline, ...apart)
  expect([copies('elsewhere/vendor'), read('elsewhere/other.lock.yaml')]).toEqual([
    [],
    expect.not.stringContaining('s3'),
  ])
})

test('nobody waits for hundreds of hosts', async () => {
  manifest(...Array.from({ length: 301 }, (_, index) => `https://example.com/${index}.json`))
  writeFileSync(at('manifest.yaml'), read('manifest.yaml').replaceAll('scp', 'stack_set'))
  expect(await run('lock', ...offline)).toMatch(/manifest\.yaml:1205:20 error too-much[^$]*exit code 1\n$/)
  expect(asked).toEqual([])
})

test('vendor/ is no way out of the folder', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'holdfast-elsewhere-'))
  symlinkSync(elsewhere, at('vendor'))
  expect(await run('lock', ...offline)).toMatch(/error not-writable\s+vendor cannot[^$]*exit code 1\n$/)
  expect(readdirSync(elsewhere)).toEqual([])
  rmSync(elsewhere, { recursive: true })
})
