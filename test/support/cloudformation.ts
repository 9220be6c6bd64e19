import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where CloudFormation waits for the answer of a custom resource. */
export async function openInbox(): Promise<{ url: string; close: () => Promise<Record<string, unknown>> }> {
  let body = ''
  const server = createServer(async (request, response) => {
    for await (const chunk of request) body += chunk
    response.end()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close()
      server.closeAllConnections()
      return JSON.parse(body)
    },
  }
}
