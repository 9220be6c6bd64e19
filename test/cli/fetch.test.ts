import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetchRemote, type Reach } from '../../cli/fetch.ts'

// What servers answer, over real sockets: https of any host leads to a server on loopback.
let answer: RequestListener
const server = createServer((request, response) => answer(request, response))
let port: number
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const objects: unknown[] = []
async function* noBytes() {}
const reach: Reach = {
  https: (url, options) => fetch(url.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${port}`), options),
  object: async (place) => {
    objects.push(place)
    return place.key === 'missing' ? Promise.reject(Object.assign(new Error(), { name: 'NoSuchKey' })) : noBytes()
  },
}
const bounds = { most: 1_000, region: 'eu-west-1', signal: new AbortController().signal }
const fetched = async (url: string, signal = bounds.signal) =>
  Buffer.from(await fetchRemote(url, { ...bounds, signal }, reach)).toString()

/** Leads on `hops` times, then answers. */
const redirecting = (hops: number): RequestListener => {
  let left = hops
  return (_, response) => {
    if (left-- === 0) response.end('there')
    else response.writeHead(302, { location: `https://other.example.com/${left}` }).end()
  }
}
const to =
  (location: string): RequestListener =>
  (_, response) =>
    void response.writeHead(301, { location }).end('elsewhere')

test.each<[string, RequestListener, string]>([
  ['a file', (_, response) => response.end('{}'), '{}'],
  ['as much as is allowed', (_, response) => response.end('x'.repeat(1_000)), 'x'.repeat(1_000)],
  ['three redirects', redirecting(3), 'there'],
])('%s', async (_, listener, text) => {
  answer = listener
  expect(await fetched('https://example.com/a.json')).toBe(text)
})

test.each<[string, RequestListener, RegExp]>([
  ['a byte too much', (_, response) => response.end('x'.repeat(1_001)), /^it has more than 1,000 bytes$/],
  ['bytes without end', (_, response) => void response.write('x'.repeat(5_000)), /^it has more than 1,000 bytes$/],
  ['a web page', (_, response) => response.setHeader('content-type', 'text/html; x').end('<html>'), /^a web page/],
  ['a status', (_, response) => void response.writeHead(404).end('gone'), /^the server answers with status 404$/],
  ['forbidden', (_, response) => void response.writeHead(403).end('no'), /^the server answers with status 403$/],
  ['four redirects', redirecting(4), /^it redirects more than 3 times$/],
  ['a redirect to http', to('http://example.com/a.json'), /^it redirects to what is not a plain https URL$/],
  ['a redirect to a file', to('file:///etc/passwd'), /^it redirects to what is not a plain https URL$/],
  [
    'a redirect with credentials',
    to('https://user:secret@example.com/'),
    /^it redirects to what is not a plain https URL$/,
  ],
  ['a redirect to nowhere', to('https://'), /^it redirects to what is not a plain https URL$/],
  ['a cut connection', (request) => void request.socket.destroy(), /^the connection was cut$/],
])('%s is refused', async (_, listener, why) => {
  answer = listener
  const error = await fetched('https://example.com/a.json').catch((error) => error)
  expect([error.name, error.message, error.hint]).toEqual([
    'Unreachable',
    expect.stringMatching(why),
    expect.stringMatching(/\.$/),
  ])
})

test('a server that says nothing is left when the time is over', async () => {
  const time = new AbortController()
  answer = () => time.abort(new DOMException('over', 'TimeoutError'))
  await expect(fetched('https://example.com/a.json', time.signal)).rejects.toThrow('it takes too long')
})

test('a body of S3 that stops in the middle is left when the time is over', async () => {
  const time = new AbortController()
  async function* stalled() {
    yield new Uint8Array(1)
    time.abort(new DOMException('over', 'TimeoutError'))
    await new Promise(() => undefined)
  }
  const fetching = fetchRemote(
    's3://acme/a',
    { ...bounds, signal: time.signal },
    { ...reach, object: async () => stalled() },
  )
  await expect(fetching).rejects.toThrow('it takes too long')
})

test.each<[string, unknown[]]>([
  [
    'https://acme.s3.eu-west-2.amazonaws.com/a/b%20c.json',
    [{ bucket: 'acme', key: 'a/b c.json', region: 'eu-west-2' }],
  ],
  ['https://ac.me.s3.cn-north-1.amazonaws.com.cn/a', [{ bucket: 'ac.me', key: 'a', region: 'cn-north-1' }]],
  ['https://acme.s3.amazonaws.com/a', [{ bucket: 'acme', key: 'a', region: 'eu-west-1' }]],
  ['https://s3.us-gov-west-1.amazonaws.com/acme/a/b', [{ bucket: 'acme', key: 'a/b', region: 'us-gov-west-1' }]],
])('what S3 keeps from the public is asked for with credentials: %s', async (url, expected) => {
  answer = (_, response) => void response.writeHead(403).end()
  objects.length = 0
  await fetched(url)
  expect(objects).toEqual(expected)
})

test('a host that redirects does not choose what is read with credentials', async () => {
  const location = 'https://private.s3.eu-west-1.amazonaws.com/secret'
  answer = ({ url }, response) =>
    void (url === '/secret' ? response.writeHead(403) : response.writeHead(302, { location })).end()
  objects.length = 0
  await expect(fetched('https://example.com/a.json')).rejects.toThrow('the server answers with status 403')
  expect(objects).toEqual([])
})

test('s3://BUCKET/KEY is looked for in the home region, and its key is taken literally', async () => {
  objects.length = 0
  await fetched('s3://acme/a%20b/c?d.json')
  expect(objects).toEqual([{ bucket: 'acme', key: 'a%20b/c?d.json', region: 'eu-west-1' }])
  await expect(fetched('s3://acme/missing')).rejects.toThrow('S3 has no such object')
})
