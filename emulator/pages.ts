import { integer, isObject, optional, text } from './checks.ts'
import { invalid } from './errors.ts'
import { after } from './sorted.ts'

/** Every list operation gives 1 to 20 entries a page, 20 without MaxResults (service model, shape MaxResults). */
const LARGEST_PAGE = 20

export const paging = { NextToken: optional(text({ max: 100_000 })), MaxResults: optional(integer(1, LARGEST_PAGE)) }

export interface Paging {
  NextToken: string | undefined
  MaxResults?: number | undefined
}

const write = (list: string, last: string): string => Buffer.from(JSON.stringify({ list, last })).toString('base64url')

function read(token: string, list: string): string {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (isObject(value) && value.list === list && typeof value.last === 'string') return value.last
  } catch {
    // What is not ours is refused below, whatever is wrong with it.
  }
  return invalid('INVALID_NEXT_TOKEN')
}

/** One page of `ids`, which are sorted; a token is good only for the list (operation and subject) that gave it out. */
export function page(list: string, ids: readonly string[], { NextToken, MaxResults }: Paging, size = LARGEST_PAGE) {
  const count = MaxResults ?? size
  const found = after(ids, NextToken === undefined ? '' : read(NextToken, list), count + 1)
  const shown = found.slice(0, count)
  const last = shown.at(-1)
  return { ids: shown, NextToken: found.length > count && last !== undefined ? write(list, last) : undefined }
}
