import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { FileError } from './files.ts'

/** Bytes of a log file when it is unpacked; CloudTrail's are some megabytes. */
const largest = 512_000_000

/**
 * Records of CloudTrail's log files (.json, .json.gz) below a directory, in any layout; its digest files and what is not of the
 * form of a log file are passed over. Throws FileError for a file that cannot be unpacked or parsed.
 */
export function* logRecords(directory: string): Generator<unknown> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.json(\.gz)?$/.test(name),
  )
  for (const name of names.sort()) {
    const records = recordsOf(join(directory, name))
    if (Array.isArray(records)) yield* records
  }
}

function recordsOf(path: string): unknown {
  try {
    const bytes = readFileSync(path)
    const text = path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: largest }) : bytes
    return Reflect.get(Object(JSON.parse(text.toString())), 'Records')
  } catch (error) {
    throw new FileError(
      'unreadable-file',
      `${path} is no log file of CloudTrail`,
      'Take it away, or bring it back from its bucket',
      error,
    )
  }
}
