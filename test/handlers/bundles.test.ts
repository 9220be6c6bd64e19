// What Lambda runs is what `npm run build` has written: dist/functions/NAME/index.mjs.
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentNames } from '../../core/deployed.ts'
import { manifestOf, policy } from '../support/manifest.ts'

const house = join(__dirname, '../..')
const built = join(house, 'dist/functions')
const names = readdirSync(built)
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bundles-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bytesOf = (name: string) => readFileSync(join(built, name, 'index.mjs'), 'utf8')

test('there is one for each entry', () => {
  const entries = readdirSync(join(house, 'handlers/lambda')).map((file) => file.replace(/\.ts$/, ''))
  expect([...names].sort()).toEqual(entries.sort())
  expect(names).toEqual(expect.arrayContaining(['policy-drift', 'account-enrolment', 'sweep']))
})

test.each(names)('%s is under 700,000 bytes', (name) => {
  expect(statSync(join(built, name, 'index.mjs')).size).toBeLessThan(700_000)
})

/** Words of what must not lie in a bundle, as they stand in a file of its own. */
const foreign: [what: string, words: string, file: string][] = [
  ['yaml', 'YAMLParseError', 'node_modules/yaml/dist/errors.js'],
  [
    'ajv',
    'must NOT have additional properties',
    'node_modules/ajv/dist/vocabularies/applicator/additionalProperties.js',
  ],
  ['jsonc-parser', 'Overlapping edit', 'node_modules/jsonc-parser/lib/umd/main.js'],
  ['CDK', 'aws-cdk-lib', 'node_modules/aws-cdk-lib/core/lib/stack.js'],
  ['the emulator', '/_holdfast/', 'emulator/control.ts'],
  [
    'ways to credentials of a workstation',
    'sso_session',
    'node_modules/@aws-sdk/credential-provider-sso/dist-es/fromSSO.js',
  ],
]

test.each(foreign)('no bundle holds %s', (_, words, file) => {
  expect(readFileSync(join(house, file), 'utf8').includes(words)).toBe(true)
  expect(names.filter((name) => bytesOf(name).includes(words))).toEqual([])
})

test('they are the same bytes each time, and say nothing of the machine that made them', () => {
  const again = join(folder, 'again')
  const script = `import { bundle } from './scripts/bundle.mjs'; await bundle(${JSON.stringify(again)})`
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: house }).status).toBe(0)
  for (const name of names) {
    expect(readFileSync(join(again, name, 'index.mjs'), 'utf8') === bytesOf(name)).toBe(true)
    expect(bytesOf(name)).not.toContain(house)
  }
})

test.each([
  ['a constant', 'const _a = "x";\nconst one = { [_a]: 1, b: [_a] };', 'const one = { "x": 1, b: [_a] };'],
  ['a constant of another file', 'import { _a } from "./b.js";\nconst one = { [_a]: 1 };', 'no plain constant: _a'],
  ['a constant that is made', 'const _a = "x" + y;\nconst one = { [_a]: 1 };', 'no plain constant: _a'],
  ['a constant with something escaped', 'const _a = "\\n";\nconst one = { [_a]: 1 };', 'no plain constant: _a'],
  ['the prototype', 'const _a = "__proto__";\nconst one = { [_a]: 1 };', 'no plain constant: _a'],
])('a key of a schema of the SDK becomes plain, or nothing is built: %s', (_, text, expected) => {
  const script = `import { plainKeys } from './scripts/bundle.mjs'; process.stdout.write(plainKeys(${JSON.stringify(text)}, 'schema'))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: house })
  expect(`${stdout}${stderr}`).toContain(expected)
})

const manifest = JSON.stringify(manifestOf([policy('deny', ['r-ab12'])]))

/** A function as it is deployed: the bundle, and the manifest beside it. */
function deployed(name: string): string {
  const place = mkdtempSync(join(folder, `${name}-`))
  copyFileSync(join(built, name, 'index.mjs'), join(place, 'index.mjs'))
  writeFileSync(join(place, 'manifest.json'), manifest)
  return place
}

const { queues, ...others } = environmentNames
const variables = Object.fromEntries(
  [...Object.values(others), ...Object.values(queues)].map((name) => [name, /GENERATION|EPOCH/.test(name) ? '1' : 'x']),
)

const showing = "import('./index.mjs').then((all) => console.log(Object.keys(all)))"

/** Runs Node in a folder with nothing but these variables, until it ends by itself. */
const run = (command: string[], place: string, env: NodeJS.ProcessEnv, script = showing) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const [program = '', ...words] = command
    const child = spawn(program, [...words, '-e', script], {
      cwd: place,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      timeout: 30_000,
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })

/** A peer that refuses everything, and what was asked of it. */
async function refusing() {
  const asked: IncomingHttpHeaders[] = []
  const server = createServer(({ headers }, response) => {
    asked.push(headers)
    response.statusCode = 400
    response.end('{"__type":"AccessDeniedException"}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port, asked, close }
}

const node24 = ['npx', '--offline', '--yes', '-p', 'node@24', 'node']
const has24 = spawnSync('npx', [...node24.slice(1), '--version'], { timeout: 30_000 }).status === 0
const nodes: [name: string, command: string[], isThere: boolean][] = [
  ['this Node', [process.execPath], true],
  [has24 ? "the Lambda's Node" : "the Lambda's Node (skipped: npx has no node@24 offline)", node24, has24],
]

for (const [node, command, isThere] of nodes)
  (isThere ? test : test.skip).each(names)(`${node} imports %s, which then calls nobody`, async (name) => {
    const { port, asked, close } = await refusing()
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`
    const ended = await run(command, deployed(name), { ...variables, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL })
    close()
    expect({ ...ended, asked }).toMatchObject({ code: 0, out: expect.stringContaining("'handler'"), asked: [] })
  })

test("calls are signed with the environment's credentials", async () => {
  const { port, asked, close } = await refusing()
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'session' }
  // Loopback, and not one of the names under which an emulator is known.
  const env = { ...variables, ...credentials, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: `http://0.0.0.0:${port}` }
  const batch = { Records: [{ messageId: 'x', receiptHandle: 'x', body: '{"types":[],"coverage":"all"}' }] }
  const script = `import('./index.mjs').then(({ handler }) => handler(${JSON.stringify(batch)})).catch(() => {})`
  await run([process.execPath], deployed('sweep'), env, script)
  close()
  expect(asked.length).toBeGreaterThan(0)
  for (const { authorization, 'x-amz-security-token': token } of asked)
    expect([authorization, token]).toEqual([expect.stringContaining('Credential=AKIDEXAMPLE/'), 'session'])
})

test('a function that lacks variables names all of them', async () => {
  const { HOLDFAST_TABLE, HOLDFAST_SWEEP_QUEUE_URL, ...rest } = variables
  const ended = await run([process.execPath], deployed('policy-drift'), { ...rest, AWS_REGION: 'us-east-1' })
  expect(ended.code).not.toBe(0)
  expect(ended.err).toContain('policy-drift lacks HOLDFAST_TABLE, HOLDFAST_SWEEP_QUEUE_URL')
})
