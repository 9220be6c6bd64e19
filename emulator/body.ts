import type { IncomingMessage } from 'node:http'

/** The whole body, or undefined where it is larger than `limit`; the rest is read and forgotten, for the client to get an answer. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) chunks.length = 0
    else chunks.push(chunk)
  }
  return size > limit ? undefined : Buffer.concat(chunks)
}
