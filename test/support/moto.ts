import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** AWS as others emulate it: what works with us alone would be a private language. */
export interface Moto {
  /** Address of every service; known once the tests run. */
  endpoint: string
  /** What an adapter needs to reach it. */
  connection: { region: string; env: Record<string, string | undefined> }
}

/**
 * Tests on one moto_server of their own, all whose resources are those of `account`; where none is given, those of 123456789012, and of
 * each account of which a role was assumed. Where it is not installed they are skipped, and say so.
 */
export function describeWithMoto(name: string, tests: (moto: Moto) => void, account?: string): void {
  const isThere = spawnSync('moto_server', ['--help']).status === 0
  const moto: Moto = { endpoint: '', connection: { region: 'us-east-1', env: {} } }
  if (!isThere) {
    describe.skip(`${name} (skipped: there is no moto_server on this machine)`, () => tests(moto))
    return
  }
  describe(name, () => {
    let server: ChildProcess | undefined
    beforeAll(async () => {
      const port = await freePort()
      moto.endpoint = `http://127.0.0.1:${port}`
      moto.connection.env = { AWS_ENDPOINT_URL: moto.endpoint }
      // A process group of its own: moto_server may be a shim around Python.
      server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, ...(account && { MOTO_ACCOUNT_ID: account }) },
      })
      await answers(moto.endpoint)
    })
    afterAll(() => {
      if (server?.pid) process.kill(-server.pid, 'SIGKILL')
    })
    tests(moto)
  })
}

/** The table of the state port, as stacks/state.ts has it. */
export async function makeStateTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const keys = [
    { name: 'part', type: 'HASH' as const },
    { name: 'key', type: 'RANGE' as const },
  ]
  await client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: keys.map(({ name, type }) => ({ AttributeName: name, KeyType: type })),
      AttributeDefinitions: keys.map(({ name }) => ({ AttributeName: name, AttributeType: 'S' as const })),
    }),
  )
}

async function answers(endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('moto_server does not answer')
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
