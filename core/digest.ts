import { createHash } from 'node:crypto'
import { canonicalJson } from './json.ts'

/** SHA-256, hexadecimal, of the canonical JSON of a value: equal values have equal digests. */
export const digest = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
