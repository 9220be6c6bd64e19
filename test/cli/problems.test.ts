import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse } from 'yaml'
import { type Emulator, type Fault, startEmulator } from '../../emulator/index.ts'
import { exampleDocument, onePolicyFolder } from '../support/cli.ts'
import { transcript } from '../support/command.ts'

// Problems that take more than a folder: an organization that answers, a port, a disk. What is said is in problems/, word
// for word; UPDATE_CASES=1 writes it anew.

let user: ReturnType<typeof onePolicyFolder>
let emulator: Emulator
let fault: (operation: string) => Fault | undefined
beforeEach(async () => {
  user = onePolicyFolder()
  fault = () => undefined
  emulator = await startEmulator({
    organization: parse(exampleDocument()),
    fault: ({ operation }) => fault(operation),
  })
})
afterEach(async () => {
  user.remove()
  await emulator.close()
})

const file = (name: string, text: string) => writeFileSync(join(user.folder, name), text)
const live = (args: string[]) => transcript(user.folder, args, { env: { AWS_ENDPOINT_URL: emulator.url } })
const json = 'application/x-amz-json-1.1'
const why = ['--reason', 'payments are down since two', '--ticket', 'INC-7']
const parameter = (Name: string, Value: string) =>
  fetch(emulator.url, {
    method: 'POST',
    headers: { 'content-type': json, 'x-amz-target': 'AmazonSSM.PutParameter' },
    body: JSON.stringify({ Name, Value, Type: 'String' }),
  })
const denied: Fault = { name: 'AccessDeniedException', message: 'no' }

const manifest = (targets: string) => `region: us-east-1
version: 2021-03-15
resources:
  - name: deny-leave-organization
    resource_file: deny.json
    deploy_method: scp
    deployment_targets: ${targets}
`

async function listening(server: Server): Promise<number> {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return (server.address() as AddressInfo).port
}

const situations: Record<string, () => Promise<string>> = {
  'too-large-file': () => {
    file('organization.yaml', '')
    truncateSync(join(user.folder, 'organization.yaml'), 11_000_000)
    return transcript(user.folder, ['plan', '--organization', 'organization.yaml'])
  },
  'too-large-file-of-a-policy': () => {
    file('deny.json', JSON.stringify({ Version: '2012-10-17', Statement: ['x'.repeat(200_000)] }))
    return transcript(user.folder, ['validate'])
  },
  'more-problems': () => {
    file('manifest.yaml', manifest(`{ accounts: [${Array.from({ length: 1_010 }, (_, at) => at).join(', ')}] }`))
    return transcript(user.folder, ['validate'])
  },
  'no-management-account': () => {
    file(
      'organization.yaml',
      exampleDocument().replace('management_account: "111111111111"', 'management_account: "999999999999"'),
    )
    return transcript(user.folder, ['plan', '--organization', 'organization.yaml'])
  },
  'aws-call-failed': () => {
    fault = (operation) => (operation === 'ListRoots' ? denied : undefined)
    return live(['plan'])
  },
  'plan-changed': () => live(['apply', '--expect', '0'.repeat(64)]),
  'other-enforcer': async () => {
    await parameter('/holdfast/enforcer', JSON.stringify({ digest: '0'.repeat(64) }))
    return live(['apply', '--yes'])
  },
  'enforcer-unknown': () => {
    fault = (operation) => (operation === 'GetParameter' ? denied : undefined)
    return live(['apply', '--yes'])
  },
  'not-suspendable': async () => {
    await live(['apply', '--yes'])
    return live(['suspend', 'deny-leave-organization', 'Sandbox', ...why])
  },
  'parameter-not-written': async () => {
    await live(['apply', '--yes'])
    fault = (operation) => (operation === 'PutParameter' ? denied : undefined)
    return live(['suspend', 'deny-leave-organization', 'Root', ...why])
  },
  'not-recorded': async () => {
    await live(['apply', '--yes'])
    rmSync(join(user.folder, '.holdfast/emulated/audit'), { recursive: true })
    file('.holdfast/emulated/audit', '')
    return live(['audit', 'reidentify', `acct_k1_${'A'.repeat(26)}`, ...why])
  },
  'not-applied': () => {
    file('manifest.yaml', manifest('{ organizational_units: [Root] }'))
    fault = (operation) => (operation === 'AttachPolicy' ? denied : undefined)
    return live(['up', '--once'])
  },
  'not-writable': () => {
    file('.holdfast', '')
    return live(['apply', '--yes'])
  },
  'no-records': () => {
    mkdirSync(join(user.folder, 'copy'))
    const period = ['--from', '2026-10-01', '--to', '2026-11-01', '--out', 'export']
    return transcript(user.folder, ['audit', 'export', '--directory', 'copy', ...period])
  },
  'key-unusable': () => {
    mkdirSync(join(user.folder, '.holdfast/emulated'), { recursive: true })
    file('.holdfast/emulated/key', 'not a key')
    return live(['apply', '--yes'])
  },
  'no-url': () => transcript(user.folder, ['plan'], { env: { AWS_ENDPOINT_URL: 'localhost:4566' } }),
  'no-emulator': async () => {
    const other = createServer(async (request, response) => {
      if (request.method !== 'POST') return void response.writeHead(404).end()
      const answer = await fetch(emulator.url, {
        method: 'POST',
        headers: { 'content-type': json, 'x-amz-target': String(request.headers['x-amz-target']) },
        body: await text(request),
      })
      response.writeHead(answer.status, { 'content-type': json }).end(await answer.text())
    })
    const port = await listening(other)
    const said = await transcript(user.folder, ['up'], { env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` } })
    other.closeAllConnections()
    return said
  },
  'emulator-gone': () => {
    const closeIt = (text: string) => void (text.startsWith('ready') && emulator.close())
    return transcript(user.folder, ['up'], { env: { AWS_ENDPOINT_URL: emulator.url } }, closeIt)
  },
  unexpected: () => {
    const canParse = jest.spyOn(URL, 'canParse').mockImplementation(() => {
      throw new Error('a bug')
    })
    return live(['plan']).finally(() => canParse.mockRestore())
  },
  'organization-refused': () => {
    file('organization.yaml', exampleDocument().replace(/policy_types: .*/, 'policy_types: [MOOD_POLICY]'))
    return transcript(user.folder, ['emulate', '--organization', 'organization.yaml'])
  },
  'port-in-use': () => transcript(user.folder, ['emulate', '--port', new URL(emulator.url).port]),
}

/** What differs from run to run is cut out, and the middle of what is long. */
function shown(said: string): string {
  const lines = said
    .replace(/(127\.0\.0\.1:|[Pp]ort )\d+/g, '$1PORT')
    .replace(/\[request\s+[-0-9a-f]+\]/g, '[request ID]')
    .replace(/\d\d:\d\d:\d\d (.*) after \d+ ms/g, 'TIME $1 after MS ms')
    .replace(/\bp-[a-z0-9]{8}\b/g, 'p-ID')
    .replace(/^(Error: a bug| {4}at .*)\n/gm, '')
    .split('\n')
  return (lines.length > 40 ? [...lines.slice(0, 8), '…', ...lines.slice(-8)] : lines).join('\n')
}

test.each(Object.keys(situations))('%s', async (name) => {
  const said = shown((await situations[name]?.()) ?? '')
  const expected = join(__dirname, 'problems', `${name}.txt`)
  if (process.env.UPDATE_CASES) writeFileSync(expected, said)
  expect(said).toBe(readFileSync(expected, 'utf8'))
})
