import { listOf, required, structure, text } from './checks.ts'
import { invalid, violated } from './errors.ts'
import { TAG_TEXT } from './patterns.ts'

/** Organizations User Guide, "Quotas". */
export const MOST_TAGS = 50

const key = text({ min: 1, max: 128, pattern: TAG_TEXT })
export const tagKeys = listOf(key)
export const tagList = listOf(structure({ Key: required(key), Value: required(text({ max: 256, pattern: TAG_TEXT })) }))

export function checkKeys(keys: readonly string[]): void {
  if (keys.some((tag) => tag.toLowerCase().startsWith('aws:'))) invalid('INVALID_SYSTEM_TAGS_PARAMETER')
}

/** The tags with the given ones over them; the ones that were there are left as they are. */
export function mergedTags(
  tags: ReadonlyMap<string, string>,
  given: readonly { Key: string; Value: string }[],
): Map<string, string> {
  const keys = given.map(({ Key }) => Key)
  checkKeys(keys)
  if (new Set(keys).size < keys.length) invalid('DUPLICATE_TAG_KEY')
  const merged = new Map([...tags, ...given.map(({ Key, Value }) => [Key, Value] as const)])
  return merged.size > MOST_TAGS ? violated('MAX_TAG_LIMIT_EXCEEDED') : merged
}
