import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'
import { exampleOrganization, holdfast, userFolder } from '../support/cli.ts'
import { startHttps } from '../support/https.ts'

// A server over TLS and a stand-in of S3, both real, both on loopback. What they serve is changed by the tests.
const files = new Map<string, string>()
const asked: string[] = []
const objects = createServer((request, answer) => {
  asked.push(request.url ?? '')
  const text = files.get(decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname))
  answer.statusCode = text === undefined ? 404 : 200
  answer.end(text ?? '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')
})
let web: Awaited<ReturnType<typeof startHttps>>
let env: Record<string, string>
let user: ReturnType<typeof userFolder>

beforeAll(async () => {
  web = await startHttps((request, answer) => {
    asked.push(request.url ?? '')
    const text = files.get(request.url ?? '')
    answer.statusCode = text === undefined ? 404 : 200
    answer.end(text)
  })
  await new Promise<void>((done) => objects.listen(0, '127.0.0.1', done))
  const s3 = `http://127.0.0.1:${(objects.address() as AddressInfo).port}`
  writeFileSync(certificate, web.cert)
  env = { NODE_EXTRA_CA_CERTS: certificate, AWS_ENDPOINT_URL_S3: s3 }
})
const certificates = userFolder()
const certificate = join(certificates.folder, 'certificate.pem')
afterAll(async () => {
  certificates.remove()
  objects.close()
  await web.close()
})

const deny = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }] })
const at = (path: string) => join(user.folder, path)
const read = (path: string) => readFileSync(at(path), 'utf8')
const offline = ['--organization', exampleOrganization]
const run = (...args: string[]) => holdfast(args, { folder: user.folder, env })
/** Text as it was before it was broken into lines. */
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ')
const copies = () => (existsSync(at('vendor')) ? readdirSync(at('vendor')).sort() : [])
const wide = (text: string) => text.split('\n').filter((line) => line.length > 80)

const manifest = (...urls: string[]) =>
  writeFileSync(
    at('manifest.yaml'),
    `region: eu-west-1\nversion: 2021-03-15\nresources:\n${urls
      .map(
        (url, index) =>
          `  - name: p${index}\n    resource_file: ${url}\n    deploy_method: scp\n    deployment_targets: { organizational_units: [Sandbox] }\n`,
      )
      .join('')}`,
  )

beforeEach(() => {
  user = userFolder({ lock: false })
  files.clear()
  asked.length = 0
  files.set('/policies/deny.json', deny('organizations:LeaveOrganization'))
  files.set('/bucket/a key/deny.json', deny('account:CloseAccount'))
  manifest(`${web.url}/policies/deny.json`, 's3://bucket/a key/deny.json')
})
afterEach(() => user.remove())

test('lock fetches, and nothing else does', async () => {
  const validate = await run('validate')
  expect([validate.code, validate.stdout.match(/warning not-vendored/g)?.length]).toEqual([0, 2])
  const plan = await run('plan', ...offline)
  expect([plan.code, plan.stderr.match(/error not-vendored/g)?.length]).toEqual([1, 2])
  expect([asked, copies()]).toEqual([[], []])

  const lock = await run('lock', ...offline)
  expect([lock.code, lock.stderr, wide(lock.stdout)]).toEqual([0, '', []])
  expect(lock.stdout).toMatch(/^2 remote files written:\n {2}vendor\/deny-[0-9a-f]{12}\.json, \d+ bytes\n {4}from "/)
  const { vendor } = parse(read('manifest.lock.yaml'))
  expect(Object.keys(vendor).sort()).toEqual([`${web.url}/policies/deny.json`, 's3://bucket/a key/deny.json'])
  expect(copies()).toEqual(
    Object.values<{ file: string }>(vendor)
      .map(({ file }) => file.slice(7))
      .sort(),
  )

  asked.length = 0
  const frozen = await run('plan', '--frozen', '--strict', ...offline, '--format', 'json')
  expect([frozen.code, frozen.stdout]).toEqual([0, expect.stringContaining('account:CloseAccount')])
  expect(asked).toEqual([])
})

test('a remote file that changed is told and not taken, until somebody asks for it', async () => {
  await run('lock', ...offline)
  const before = [read('manifest.lock.yaml'), ...copies().map((name) => read(`vendor/${name}`))]
  files.set('/policies/deny.json', deny('account:DisableRegion'))
  const lock = await run('lock', ...offline)
  expect([lock.code, wide(lock.stdout)]).toEqual([0, []])
  expect(unwrapped(lock.stdout)).toMatch(
    /manifest\.yaml:5:20 warning remote-file-changed "https:.*\/policies\/deny\.json" has changed .*"holdfast lock --update"/,
  )
  expect((await run('lock', '--strict', ...offline)).code).toBe(1)
  expect([read('manifest.lock.yaml'), ...copies().map((name) => read(`vendor/${name}`))]).toEqual(before)

  const update = await run('lock', '--update', ...offline)
  expect([update.code, wide(update.stdout)]).toEqual([0, []])
  expect(update.stdout).toMatch(
    /^1 remote file written:\n.*\n.*\n {4}was {2}[0-9a-f]{64}\n {4}is {3}[0-9a-f]{64}\nWrote/,
  )
  expect(
    copies()
      .map((name) => read(`vendor/${name}`))
      .join(),
  ).toContain('account:DisableRegion')
})

test('new content that is no policy is refused before anything is written', async () => {
  files.set('/policies/deny.json', 'Not found, but with status 200')
  const { code, stderr } = await run('lock', ...offline)
  expect([code, unwrapped(stderr)]).toEqual([
    1,
    expect.stringMatching(/vendor\/deny-\w+\.json:1:1 error policy-syntax/),
  ])
  expect([copies(), existsSync(at('manifest.lock.yaml'))]).toEqual([[], false])
})

test('vendor/ lies beside the lock; what is edited there is refused, and restored; what nobody names goes', async () => {
  const apart = ['--lock', 'elsewhere/other.lock.yaml']
  expect((await run('lock', ...offline, ...apart)).code).toBe(0)
  const vendor = readdirSync(at('elsewhere/vendor'))
  expect([vendor.length, copies()]).toEqual([2, []])
  for (const name of vendor) writeFileSync(at(`elsewhere/vendor/${name}`), deny('iam:*'))
  const validate = await run('validate', ...apart)
  expect([validate.code, validate.stdout.match(/error vendored-file-changed/g)?.length]).toEqual([1, 2])
  manifest('s3://bucket/a key/deny.json')
  const lock = await run('lock', ...offline, ...apart)
  expect([lock.code, lock.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^1 policy is[\s\S]*\n1 remote file written:[\s\S]*\n1 copy no longer needed, removed:\n {2}vendor\/deny-/,
    ),
  ])
  const [left = '', ...others] = readdirSync(at('elsewhere/vendor'))
  expect([others, read(`elsewhere/vendor/${left}`)]).toEqual([[], deny('account:CloseAccount')])
})

test('vendor/ is no way out of the folder', async () => {
  symlinkSync(certificates.folder, at('vendor'))
  const { code, stderr } = await run('lock', ...offline)
  expect([code, unwrapped(stderr)]).toEqual([1, expect.stringContaining('leads out of its folder')])
  expect(readdirSync(certificates.folder).filter((name) => name.startsWith('deny'))).toEqual([])
})
