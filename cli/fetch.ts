import type { ObjectPlace } from '../aws/object.ts'
import { s3Object } from '../compile/index.ts'
import type { Context } from './context.ts'
import { checkUrl, explained, Unreachable } from './unreachable.ts'

/** How the world outside is reached. */
export interface Reach {
  https: Context['fetch']
  object: (place: ObjectPlace, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>
}

export interface Bounds {
  /** Most bytes that are read. */
  most: number
  /** Ends it. */
  signal: AbortSignal
  /** Where buckets are looked for whose URL tells no region. */
  region: string
}

/**
 * The bytes behind https://… or s3://BUCKET/KEY. Nothing but https is followed, and that thrice. What S3 keeps from the public
 * is asked for again with the user's credentials. Rejects with Unreachable.
 */
export async function fetchRemote(url: string, bounds: Bounds, reach: Reach): Promise<Uint8Array> {
  try {
    const object = s3Object(url)
    if (object) return await collect(await reach.object({ ...object, region: bounds.region }, bounds.signal), bounds)
    return await getHttps(url, bounds, reach)
  } catch (error) {
    throw error instanceof Unreachable ? error : explained(error)
  }
}

const mostRedirects = 3

async function* nothing() {}

async function getHttps(url: string, bounds: Bounds, reach: Reach): Promise<Uint8Array> {
  let at = new URL(url)
  for (let hops = 0; hops <= mostRedirects; hops++) {
    // Without compression, what is counted is what is sent.
    const headers = { 'accept-encoding': 'identity' }
    const answer = await reach.https(at.href, { headers, redirect: 'manual', signal: bounds.signal })
    const location = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.get('location') : null
    if (answer.status === 200 && !answer.headers.get('content-type')?.startsWith('text/html'))
      return collect(answer.body ?? nothing(), bounds)
    await answer.body?.cancel()
    if (location !== null) at = redirected(location, at)
    else {
      // a host that redirects must not choose what is read with the user's credentials
      const isClosed = hops === 0 && [401, 403].includes(answer.status)
      const object = isClosed ? s3Address(at, bounds.region) : null
      if (object) return collect(await reach.object(object, bounds.signal), bounds)
      throw refused(answer.status)
    }
  }
  throw new Unreachable(`it redirects more than ${mostRedirects} times`, checkUrl)
}

function refused(status: number): Unreachable {
  if (status === 200) return new Unreachable('a web page is there, not a file', 'Write the URL of the bare file.')
  return new Unreachable(`the server answers with status ${status}`, checkUrl)
}

function redirected(location: string, from: URL): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (to?.protocol === 'https:' && !to.username && !to.password) return to
  throw new Unreachable('it redirects to what is not a plain https URL', checkUrl)
}

/** Bucket, key and region of S3's own https addresses, in either style, those of the first years without a region. */
function s3Address({ hostname, pathname }: URL, home: string): ObjectPlace | null {
  const found = /^(?:(.+)\.)?s3(?:\.([a-z]+(?:-[a-z]+)+-\d+))?\.amazonaws\.com(?:\.cn)?$/.exec(hostname)
  if (!found) return null
  const [, host, region = home] = found
  const path = decoded(pathname.slice(1))
  if (path === null) return null
  const slash = path.indexOf('/')
  if (host) return { bucket: host, key: path, region }
  return slash > 0 ? { bucket: path.slice(0, slash), key: path.slice(slash + 1), region } : null
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

async function collect(body: AsyncIterable<Uint8Array>, { most, signal }: Bounds): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of untilOver(body, signal)) {
    size += chunk.length
    if (size > most) {
      const hint = 'Check that it is the right file.'
      throw new Unreachable(`it has more than ${most.toLocaleString('en-US')} bytes`, hint)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A body as it comes. Rejects with the signal's reason where the next part never comes: S3's client waits for ever. */
async function* untilOver(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const parts = body[Symbol.asyncIterator]()
  const over = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // nobody may be waiting for it any more
  over.catch(() => undefined)
  try {
    while (true) {
      const { done, value } = await Promise.race([parts.next(), over])
      if (done) return
      yield value
    }
  } finally {
    // a part that never comes is not waited for here either
    void parts.return?.()?.catch(() => undefined)
  }
}
