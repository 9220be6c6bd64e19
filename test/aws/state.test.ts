import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { settings } from '../../aws/client.ts'
import { tableState } from '../../aws/state.ts'
import type { Clock, State } from '../../core/ports.ts'
import { fileState } from '../../local/state.ts'
import { describeWithMoto, makeStateTable } from '../support/moto.ts'

// What every State does, whatever it is kept in. Who reads and who writes are two, as two functions are.

const start = Date.parse('2026-11-21T12:00:00Z')
const minutes = 60_000

interface Given {
  state: State
  other: State
  time: { pass: (milliseconds: number) => void }
}

const contract: Record<string, (given: Given) => Promise<void>> = {
  async 'what was never written is not there'({ state }) {
    expect(await state.get('generation')).toBeUndefined()
    expect(await state.list('incident/')).toEqual({})
    await state.remove(['generation'])
  },
  async 'values come back as they were, to everybody'({ state, other }) {
    const values = {
      a: { nothing: null, yes: true, list: [1.5, 'ä\u2028"\\', {}], empty: '' },
      generation: 1_763_000_000_001,
    }
    await state.put({ 'incident/a': values.a, generation: values.generation, 'cover/none': null })
    expect(await other.get('incident/a')).toEqual(values.a)
    expect(await other.get('generation')).toBe(values.generation)
    expect(await other.get('cover/none')).toBeNull()
    await other.put({ 'incident/a': 'new' })
    expect(await state.get('incident/a')).toBe('new')
  },
  async 'rows below a prefix are those whose key begins so, and no others'({ state }) {
    await state.put({ 'places/a/1': 1, 'places/a/2': 2, 'places/ab/1': 3, 'placesa/1': 4, places: 5 })
    expect(await state.list('places/a/')).toEqual({ 'places/a/1': 1, 'places/a/2': 2 })
    expect(await state.list('places/')).toEqual({ 'places/a/1': 1, 'places/a/2': 2, 'places/ab/1': 3 })
  },
  async 'a row expires by itself, to the millisecond, and may be written anew without an end'({ state, time }) {
    await state.put({ 'restored/a': 1, 'restored/b': 1 }, 1_500)
    await state.put({ 'restored/b': 2 })
    time.pass(1_499)
    expect(await state.list('restored/')).toEqual({ 'restored/a': 1, 'restored/b': 2 })
    time.pass(1)
    expect(await state.get('restored/a')).toBeUndefined()
    expect(await state.list('restored/')).toEqual({ 'restored/b': 2 })
  },
  async 'many rows are written, listed and removed at once, and removing twice is nothing'({ state, other }) {
    const rows = Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`places/p/${at}`, 'x'.repeat(20_000)]))
    await state.put(rows)
    expect(await other.list('places/p/')).toEqual(rows)
    const [first = '', ...others] = Object.keys(rows)
    await other.remove([...others, others[0] ?? '', 'places/p/none'])
    expect(Object.keys(await state.list('places/p/'))).toEqual([first])
  },
  async 'keys of any length and any characters are apart'({ state, other }) {
    const long = `incident/${'long\u{1f600}'.repeat(300)}`
    const rows = { [`${long}1`]: 1, [`${long}2`]: 2, 'incident/\u0000\u202e/ä': 3 }
    await state.put(rows)
    expect(await other.list('incident/')).toEqual(rows)
    expect(await other.get(`${long}2`)).toBe(2)
    await other.remove([`${long}1`])
    expect(await state.get(`${long}1`)).toBeUndefined()
    expect(await state.get(`${long}2`)).toBe(2)
  },
  async 'one holder at a time, who may claim again, until his time is over'({ state, other, time }) {
    expect(await state.claim('lease/sweep', 'one', 3 * minutes)).toBe(true)
    expect(await other.claim('lease/sweep', 'other', 3 * minutes)).toBe(false)
    time.pass(2 * minutes)
    expect(await other.claim('lease/sweep', 'other', 3 * minutes)).toBe(false)
    expect(await state.claim('lease/sweep', 'one', 3 * minutes)).toBe(true)
    time.pass(3 * minutes - 1)
    expect(await other.claim('lease/sweep', 'other', 3 * minutes)).toBe(false)
    expect(await other.get('lease/sweep')).toBe('one')
    time.pass(1)
    expect(await other.claim('lease/sweep', 'other', 3 * minutes)).toBe(true)
    expect(await state.claim('lease/sweep', 'one', 3 * minutes)).toBe(false)
    await other.remove(['lease/sweep'])
    expect(await state.claim('lease/sweep', 'one', 3 * minutes)).toBe(true)
  },
  async 'who says to hold for longer than a claim could, or for ever, holds nothing'({ state }) {
    await state.put({ 'lease/a': 'forged' }, 3 * minutes + 1)
    expect(await state.claim('lease/a', 'one', 3 * minutes)).toBe(true)
    await state.put({ 'lease/b': 'forged' })
    expect(await state.claim('lease/b', 'one', 3 * minutes)).toBe(true)
    await state.put({ 'lease/c': { any: 'thing' } }, 3 * minutes)
    expect(await state.claim('lease/c', 'one', 3 * minutes)).toBe(false)
  },
  async 'of many who claim at once one gets it'({ state, other }) {
    const claims = Array.from({ length: 8 }, (_, at) => (at % 2 ? state : other).claim('lease/x', `${at}`, minutes))
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
  },
}

function timeline(): { clock: Clock; pass: (milliseconds: number) => void } {
  let now = start
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { clock: { now: () => now, sleep: async (milliseconds) => pass(milliseconds) }, pass }
}

describe('state in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  test.each(Object.entries(contract))('%s', async (name, holds) => {
    const { clock, pass } = timeline()
    const state = fileState(join(folder, `${name}.json`), clock)
    // One process owns the file.
    await holds({ state, other: state, time: { pass } })
  })
})

test('what DynamoDB leaves undone is sent again, until it never takes it', async () => {
  const sizes: number[] = []
  let takes = 2
  // As DynamoDB does under load: one call fails, of each other it takes some writes.
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { RequestItems } = JSON.parse(body)
      sizes.push(RequestItems.state.length)
      response.statusCode = sizes.length === 1 ? 500 : 200
      const state = RequestItems.state.slice(takes)
      response.setHeader('content-type', 'application/x-amz-json-1.0')
      response.end(JSON.stringify({ UnprocessedItems: state.length > 0 ? { state } : {} }))
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof address === 'object' && address?.port}` }
  const { clock } = timeline()
  const state = tableState({ region: 'us-east-1', env }, 'state', clock)
  await state.put({ 'a/1': 1, 'a/2': 2, 'a/3': 3, 'a/4': 4, 'a/5': 5 })
  expect(sizes).toEqual([5, 5, 3, 1])
  takes = 0
  await expect(state.put({ 'a/1': 1 })).rejects.toThrow('has not taken 1 rows')
  expect(clock.now() - start).toBeLessThan(60_000)
  server.closeAllConnections()
  server.close()
})

test('rows that somebody fills the table with are not read without an end', async () => {
  let pages = 0
  const server = createServer((_, response) => {
    pages += 1
    const key = { part: { S: 'incident' }, key: { S: `incident/${pages}` } }
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(JSON.stringify({ Items: [{ ...key, value: { S: '{}' } }], LastEvaluatedKey: key }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof address === 'object' && address?.port}` }
  const state = tableState({ region: 'us-east-1', env }, 'state', timeline().clock)
  await expect(state.list('incident/')).rejects.toThrow('more rows below incident/')
  expect(pages).toBe(40)
  server.closeAllConnections()
  server.close()
})

describeWithMoto('state in a table', (moto) => {
  let client: DynamoDBClient
  beforeAll(() => {
    client = new DynamoDBClient(settings('DYNAMODB', moto.connection))
  })
  afterAll(() => client?.destroy())
  const cell = (name: string) => name.replace(/\W+/g, '-').slice(0, 60)

  async function tableOf(name: string): Promise<string> {
    const TableName = cell(name)
    await makeStateTable(client, TableName)
    return TableName
  }

  test.each(Object.entries(contract))('%s', async (name, holds) => {
    const { clock, pass } = timeline()
    const table = await tableOf(name)
    const open = () => tableState(moto.connection, table, clock)
    await holds({ state: open(), other: open(), time: { pass } })
  })

  test('rows that DynamoDB is to remove say when in seconds, never before they have expired', async () => {
    const { clock } = timeline()
    const table = await tableOf('seconds')
    const state = tableState(moto.connection, table, clock)
    await state.put({ 'restored/a': 1 }, 1_500)
    await state.put({ 'incident/b': 1 })
    await state.claim('lease/c', 'one', 1_000)
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }))
    const rows = Object.fromEntries(Items.map(({ part, key, expires }) => [`${part?.S} ${key?.S}`, expires?.N]))
    expect(rows).toEqual({
      'restored restored/a': String(start / 1_000 + 2),
      'incident incident/b': undefined,
      'lease lease/c': String(start / 1_000 + 1),
    })
  })

  test('a row that nobody could have written here is no row, and holds no lease', async () => {
    const { clock } = timeline()
    const table = await tableOf('forged')
    const state = tableState(moto.connection, table, clock)
    const forge = (key: string, row: object) =>
      client.send(
        new PutItemCommand({ TableName: table, Item: { part: { S: 'lease' }, key: { S: `lease/${key}` }, ...row } }),
      )
    await forge('broken', { value: { S: '{' } })
    await forge('none', {})
    await forge('bytes', { value: { B: new Uint8Array([1]) } })
    await forge('until', { value: { S: '"other"' }, until: { S: 'never' } })
    expect(await state.list('lease/')).toEqual({})
    for (const key of ['broken', 'none', 'bytes', 'until']) {
      expect(await state.get(`lease/${key}`)).toBeUndefined()
      expect([key, await state.claim(`lease/${key}`, 'one', minutes)]).toEqual([key, true])
    }
  })

  test('a row that DynamoDB cannot hold is an error, and the rows beside it are written', async () => {
    const { clock } = timeline()
    const table = await tableOf('large')
    const state = tableState(moto.connection, table, clock)
    const rows = { 'seen/a': 1, 'seen/b': 'x'.repeat(500_000), 'seen/c': 'x'.repeat(300_000) }
    await expect(state.put(rows)).rejects.toThrow('1 rows are too large')
    expect(Object.keys(await state.list('seen/'))).toEqual(['seen/a', 'seen/c'])
  })

  test('a table that is not there is an error of every call', async () => {
    const state = tableState(moto.connection, 'none', timeline().clock)
    await expect(state.get('a')).rejects.toThrow()
    await expect(state.list('a/')).rejects.toThrow()
    await expect(state.put({ a: 1 })).rejects.toThrow()
    await expect(state.claim('a', 'one', 1)).rejects.toThrow()
    await expect(state.remove(['a'])).rejects.toThrow()
    await expect(client.send(new DescribeTableCommand({ TableName: 'none' }))).rejects.toThrow()
  })
})
