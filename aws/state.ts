import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { sha256 } from '../core/digest.ts'
import { type Json, parseJson } from '../core/json.ts'
import type { Clock, State } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'
import { inParallel } from './parallel.ts'

// One table. `part`, the partition key, is a key's text before its first slash, and `key`, the sort key, the whole of it: rows
// below a prefix are one query. `value` is JSON; `until` is when the row expires, in epoch milliseconds, and `expires` the
// same in seconds for DynamoDB, which removes such rows within days.

type Item = Record<string, AttributeValue>

/** DynamoDB takes as many writes in a call. */
const together = 25

/** Bytes of a value; DynamoDB holds rows of 400 kB. */
const largest = 350_000

/** Pages of a megabyte that a list has at most: ten thousands of incidents, and far below the memory of a function. */
const mostPages = 40

/** Bytes of a sort key. */
const longest = 1_024

/**
 * State in a DynamoDB table; a read shows every write before it. Rejects where the table cannot be read or written, for a
 * row that is too large, after the rows beside it were written, and for a list that nobody here can have made so long.
 */
export function tableState(connection: Connection, table: string, clock: Clock): State {
  const client = connect(DynamoDBClient, 'DYNAMODB', connection)
  const TableName = table

  /** Undefined where a row has expired, and where nobody could have written it here. */
  function readRow(item: Item | undefined): Json | undefined {
    const until = item?.until
    if (!item || (until && !(Number(until.N) > clock.now()))) return undefined
    return parseJson(item.value?.S ?? '') as Json | undefined
  }

  async function write(writes: WriteRequest[]): Promise<void> {
    const starts = Array.from({ length: Math.ceil(writes.length / together) }, (_, at) => at * together)
    await inParallel(starts, async (start) => {
      let left = writes.slice(start, start + together)
      for (let attempt = 1; left.length > 0; attempt++) {
        const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }))
        left = UnprocessedItems?.[table] ?? []
        if (left.length === 0) return
        if (attempt === 8) throw new Error(`DynamoDB has not taken ${left.length} rows of ${table}`)
        await clock.sleep(50 * 2 ** attempt)
      }
    })
  }

  return {
    async get(key) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keysOf(key), ConsistentRead: true }))
      return readRow(Item)
    },
    async list(prefix) {
      const rows: Record<string, Json> = {}
      const { part = { S: '' }, key = { S: '' } } = keysOf(prefix)
      let next: Item | undefined
      let pages = 0
      do {
        if (pages++ === mostPages) throw new Error(`${table} has more rows below ${prefix} than a function can hold`)
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            ExclusiveStartKey: next,
            KeyConditionExpression: '#part = :part AND begins_with(#key, :key)',
            ExpressionAttributeNames: { '#part': 'part', '#key': 'key' },
            ExpressionAttributeValues: { ':part': part, ':key': key },
          }),
        )
        for (const item of Items) {
          const value = readRow(item)
          const name = item.name?.S ?? item.key?.S
          if (value !== undefined && name !== undefined) rows[name] = value
        }
        next = LastEvaluatedKey
      } while (next)
      return rows
    },
    async put(values, milliseconds) {
      const until = milliseconds === undefined ? null : clock.now() + milliseconds
      const rows = Object.entries(values).map(([key, value]) => rowOf(key, value, until))
      const fits = ({ value }: Item) => Buffer.byteLength(value?.S ?? '') <= largest
      await write(rows.filter(fits).map((Item) => ({ PutRequest: { Item } })))
      const beyond = rows.filter((row) => !fits(row)).length
      if (beyond > 0) throw new Error(`${beyond} rows are too large for ${table}`)
    },
    async claim(key, holder, milliseconds) {
      const now = clock.now()
      const row = rowOf(key, holder, now + milliseconds)
      const { value = { S: '' }, until = { N: '' } } = row
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: row,
            // No holder claims for longer than the next one would: a row that says so was not written by a claim.
            ConditionExpression:
              '#value = :value OR NOT (attribute_type(#until, :type) AND #until > :now AND #until <= :until)',
            ExpressionAttributeNames: { '#value': 'value', '#until': 'until' },
            ExpressionAttributeValues: {
              ':value': value,
              ':until': until,
              ':now': { N: String(now) },
              ':type': { S: 'N' },
            },
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
    remove: (keys) => write([...new Set(keys)].map((key) => ({ DeleteRequest: { Key: keysOf(key) } }))),
  }
}

/** A key that is too long stands with its beginning and its digest; the row has all of it as `name`. */
const isLong = (key: string): boolean => Buffer.byteLength(key) > longest

const keysOf = (key: string): Item => ({
  part: { S: key.split('/', 1)[0] ?? '' },
  key: { S: isLong(key) ? `${key.slice(0, 250)} ${sha256(key)}` : key },
})

const rowOf = (key: string, value: Json, until: number | null): Item => ({
  ...keysOf(key),
  ...(isLong(key) && { name: { S: key } }),
  value: { S: JSON.stringify(value) },
  ...(until !== null && { until: { N: String(until) }, expires: { N: String(Math.ceil(until / 1_000)) } }),
})
