import '../support/realm.ts'
import { createServer, type Socket } from 'node:net'
import { ListRootsCommand } from '@aws-sdk/client-organizations'
import { S3Client } from '@aws-sdk/client-s3'
import { createClient, isLoopback } from '../../aws/client.ts'
import { connect, impatient } from '../../aws/clients.ts'
import { classify } from '../../aws/errors.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

const short = { connectionTimeout: 200, requestTimeout: 200, socketTimeout: 200, throwOnRequestTimeout: true }

/** What a client makes of a peer that does something with its connections. */
async function thrownBy(peer: (socket: Socket) => void): Promise<ReturnType<typeof classify>> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    peer(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const client = createClient({
    region: 'us-east-1',
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    requestHandler: short,
  })
  try {
    await client.send(new ListRootsCommand({}))
    throw new Error('The peer was believed')
  } catch (error) {
    return classify(error, 'ListRoots')
  } finally {
    client.destroy()
    server.close()
  }
}

const http = (head: string) => (socket: Socket) => socket.end(`HTTP/1.1 ${head}\r\n\r\n`)

test.each<[string, (socket: Socket) => void, object]>([
  ['accepts and says nothing', () => {}, { class: 'retry', name: 'TimeoutError' }],
  [
    'stops in the middle of its answer',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'),
    { class: 'retry', name: 'TimeoutError' },
  ],
  ['asks for fewer calls without a name', http('429 Too Many Requests\r\ncontent-length: 0'), { class: 'retry' }],
  ['is a proxy without its server', http('502 Bad Gateway\r\ncontent-length: 5\r\n\r\n<html'), { class: 'retry' }],
  ['speaks no HTTP', (socket) => socket.end('SSH-2.0-peer\r\n'), { class: 'unexpected' }],
  ['answers with a page', http('200 OK\r\ncontent-length: 5\r\n\r\n<html'), { class: 'unexpected' }],
])('a peer that %s', async (_, peer, wanted) => {
  const error = await thrownBy(peer)
  expect(error).toMatchObject(wanted)
  expect(error.message).toMatch(/^ListRoots.*check (network and )?AWS_ENDPOINT_URL$/)
  expect(error.message).not.toMatch(/Deserialization|hidden field|JSON|@smithy/)
})

test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'])('%s passes by itself', (code) => {
  expect(classify(Object.assign(new Error('x'), { code }), 'ListRoots')).toMatchObject({ class: 'retry', name: code })
})

test('an address that the SDK takes from a profile and cannot use is named', () => {
  const error = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' })
  expect(classify(error, 'ListRoots').message).toContain('is no URL')
})

test('no client waits for ever', async () => {
  const { requestHandler } = createClient({ region: 'us-east-1', env: {} }).config
  const handler = requestHandler as unknown as {
    handle(request: object): Promise<unknown>
    httpHandlerConfigs(): object
  }
  // The handler knows its options after its first use only.
  await handler.handle({}).catch(() => {})
  expect(handler.httpHandlerConfigs()).toMatchObject({
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    socketTimeout: 15_000,
    throwOnRequestTimeout: true,
  })
})

test('what records a restore holds it up for seconds', async () => {
  const client = connect(S3Client, 'S3', { region: 'us-east-1', env: {} }, impatient)
  const { requestHandler, maxAttempts } = client.config
  const handler = requestHandler as unknown as {
    handle(request: object): Promise<unknown>
    httpHandlerConfigs(): { requestTimeout?: number; connectionTimeout?: number }
  }
  await handler.handle({}).catch(() => {})
  const { requestTimeout = 60_000, connectionTimeout = 60_000 } = handler.httpHandlerConfigs()
  expect((await maxAttempts()) * (requestTimeout + connectionTimeout)).toBeLessThan(10_000)
})

test.each([
  ['http://127.0.0.1:4566', true],
  ['http://127.1.2.3', true],
  ['http://localhost:4566', true],
  ['http://[::1]:4566', true],
  ['http://127.0.0.1.example.com', false],
  ['https://organizations.us-east-1.amazonaws.com', false],
  ['nonsense', false],
])('%s on this machine: %s', (endpoint, wanted) => {
  expect(isLoopback(endpoint)).toBe(wanted)
})
