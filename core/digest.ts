import { createHash } from 'node:crypto'
import { canonicalJson } from './json.ts'

/** SHA-256, hexadecimal, of bytes, or of a text in UTF-8. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** SHA-256, hexadecimal, of the canonical JSON of a value: equal values have equal digests. */
export const digest = (value: unknown): string => sha256(canonicalJson(value))
