import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SweepMessage } from '../../core/event/sweep.ts'
import type { Manifest } from '../../core/manifest.ts'
import { createDeployment } from '../../handlers/deployment.ts'
import { respond } from '../../handlers/respond.ts'
import { currentGeneration } from '../../loop/generation.ts'
import { planFor } from '../../loop/plan.ts'
import { createWorld, manifestOf, policy, type World } from '../support/world.ts'

const prod = 'ou-ab12-22222222'
const sandbox = 'ou-ab12-44444444'
const manifest = manifestOf([policy('kept', [prod], { prune: true })])
const before = manifestOf([policy('kept', [prod, sandbox])])

interface Answered {
  method: string | undefined
  type: string | undefined
  body: Record<string, unknown>
  bytes: number
}

let world: World
let server: Server
let answers: Answered[]
/** Statuses of the next answers; then 200. */
let statuses: number[]
let sent: SweepMessage[]

beforeEach(async () => {
  ;[answers, statuses, sent] = [[], [], []]
  world = await createWorld({ manifest: before })
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const bytes = Buffer.concat(parts)
      const status = statuses.shift() ?? 200
      const type = request.headers['content-type']
      if (status === 200)
        answers.push({ method: request.method, type, body: JSON.parse(String(bytes)), bytes: bytes.length })
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await world.close()
})

const about = {
  StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/holdfast-management/1',
  RequestId: 'r1',
  LogicalResourceId: 'Preflight',
}
const eventOf = (rest: Record<string, unknown>) => ({
  ...{ RequestType: 'Create', ResourceType: 'Custom::HoldfastPreflight', ...about },
  ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=x`,
  ...rest,
})
const hash = 'a'.repeat(64)
const preflight = { ServiceToken: 'arn', ServiceTimeout: '900', manifest: manifest.digest, bundles: hash, expect: '' }
const activation = { manifest: manifest.digest, generation: '1795000000000', expect: '' }

/** The function, on a machine that gives it so many milliseconds. */
const run = (event: unknown, of: Manifest = manifest, milliseconds = 900_000, ports = {}) => {
  const send = async (_: unknown, message: unknown) => void sent.push(message as SweepMessage)
  const tracked: typeof respond = (url, body) => world.clock.track(respond(url, body))
  const handle = createDeployment({ ...world.ports, send, manifest: of, respond: tracked, ...ports })
  return world.clock.until(handle(event, { getRemainingTimeInMillis: () => milliseconds }))
}

/** An organization that does not answer. */
const never = () => ({ ...world.ports.organizations, observe: () => new Promise<never>(() => {}) })

const only = (): Answered['body'] => {
  expect(answers).toHaveLength(1)
  return answers[0]?.body ?? {}
}

test('Preflight answers with the generation, as CloudFormation wants to be answered', async () => {
  await run(eventOf({ ResourceProperties: preflight }))
  expect(answers).toEqual([
    {
      ...{ method: 'PUT', type: '', bytes: expect.any(Number) },
      body: {
        ...{ Status: 'SUCCESS', PhysicalResourceId: 'holdfast-preflight', ...about },
        Data: { Generation: String(world.clock.now()) },
      },
    },
  ])
})

test('Activation sets the generation and asks for a sweep of everything', async () => {
  const { plan } = await world.clock.until(planFor(manifest, world.ports))
  const ResourceProperties = { ...activation, expect: plan.digest }
  await run(eventOf({ ResourceType: 'Custom::HoldfastActivation', ResourceProperties }))
  expect(only()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'holdfast-activation' })
  expect(await currentGeneration(world.ports.state)).toBe(1_795_000_000_000)
  const review = [{ prefix: 'detach/SCP/kept', policyId: await world.idOf('kept'), before: null, lasts: [sandbox] }]
  expect(sent).toMatchObject([
    { contents: 'all', coverage: 'all', deploy: { manifest: manifest.digest, generation: 1_795_000_000_000, review } },
  ])
})

test('Activation of another manifest than the function’s, in a rollback, succeeds and reviews nothing', async () => {
  const ResourceProperties = { ...activation, expect: hash }
  await run(eventOf({ ResourceType: 'Custom::HoldfastActivation', ResourceProperties }), before)
  expect(only().Status).toBe('SUCCESS')
  expect(sent).toMatchObject([{ deploy: { manifest: manifest.digest, review: [] } }])
})

test('Activation asks for the sweep though planning takes longer than the function has', async () => {
  const ResourceProperties = { ...activation, expect: hash }
  const event = eventOf({ ResourceType: 'Custom::HoldfastActivation', ResourceProperties })
  await run(event, manifest, 900_000, { organizations: never() })
  expect(only().Status).toBe('SUCCESS')
  expect(sent).toMatchObject([{ deploy: { review: [] } }])
  expect(world.notices.map(({ incident }) => incident.text)).toEqual([
    'Reviewed removals are not carried out: nothing could be planned',
  ])
})

const types = ['Custom::HoldfastPreflight', 'Custom::HoldfastActivation', 'Custom::Unknown', undefined]
test.each(types)('what is deleted (%s) changes nothing, and succeeds', async (ResourceType) => {
  await world.calls()
  const was = await world.ports.state.list('')
  await run(eventOf({ RequestType: 'Delete', ResourceType, PhysicalResourceId: 'x', ResourceProperties: {} }))
  expect(only()).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'x', ...about })
  expect([await world.calls(), await world.ports.state.list(''), sent]).toEqual([{}, was, []])
})

const wrong: [string, Record<string, unknown>, RegExp][] = [
  ['another type', { ResourceType: 'Custom::Other' }, /no request that this function knows/],
  ['a type that every object has', { ResourceType: 'constructor' }, /no request that this function knows/],
  ['another request', { RequestType: 'Look' }, /no request that this function knows/],
  ['no properties', {}, /^The property manifest is not of the form/],
  ['a digest that is none', { ResourceProperties: { ...preflight, manifest: 'x' } }, /property manifest/],
  ['a review that is none', { ResourceProperties: { ...preflight, expect: 'yes' } }, /property expect/],
  ['bundles without a name', { ResourceProperties: { ...preflight, bundles: '' } }, /property bundles/],
  ['a plan that nobody reviewed', { ResourceProperties: { ...preflight, expect: hash } }, /^plan-changed: /],
  [
    'a generation that is no number',
    { ResourceType: 'Custom::HoldfastActivation', ResourceProperties: { ...activation, generation: '-1' } },
    /property generation/,
  ],
]
test.each(wrong)('%s fails with a reason, and changes nothing', async (_, event, reason) => {
  await run(eventOf(event))
  expect(only()).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) })
  expect([sent, await currentGeneration(world.ports.state)]).toEqual([[], undefined])
})

test('a reason is one harmless line, and the answer no longer than CloudFormation takes', async () => {
  const message = `é\n\u001b[31m${'ü€'.repeat(5_000)}`
  const broken = { ...world.ports.organizations, observe: () => Promise.reject(new Error(message)) }
  const event = eventOf({ ResourceProperties: preflight, StackId: 's'.repeat(2_000) })
  await run(event, manifest, 900_000, { organizations: broken })
  const { Reason } = only()
  expect(Reason).toMatch(/^Unexpected: .*\\u000a\\u001b\[31m/)
  expect(Reason).not.toMatch(/\p{Cc}/u)
  expect(answers[0]?.bytes).toBeLessThanOrEqual(4_096)
})

test('where it takes too long it answers before its time is over', async () => {
  const began = world.clock.now()
  await run(eventOf({ ResourceProperties: preflight }), manifest, 900_000, { organizations: never() })
  expect(only()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('not done within the time') })
  expect(world.clock.now() - began).toBe(880_000)
})

test('an answer that is not taken is sent again', async () => {
  statuses = [503, 302]
  await run(eventOf({ ResourceProperties: preflight }))
  expect(only().Status).toBe('SUCCESS')
})

test.each(['http://example.com/x', 'ftp://127.0.0.1/x', 'x', undefined])(
  'nothing is done for whoever is to be answered at %s',
  async (ResponseURL) => {
    await world.calls()
    await expect(run(eventOf({ ResourceProperties: preflight, ResponseURL }))).rejects.toThrow()
    expect(await world.calls()).toEqual({})
  },
)
