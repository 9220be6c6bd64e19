import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { restoreAt, sealTrail } from '../test/support/chain.ts'
import type { Figures } from './figures.ts'
import { holdfast } from './processes.ts'

const accounts = 10_000
const segments = 200_000
const year = 365 * 96

/** A restore on one of the accounts: every second time somebody was seen before. */
function recordsOf(time: number, number: number): ReturnType<typeof restoreAt> {
  const target = `acct_k1_${String(number % accounts).padStart(26, 'A')}`
  const records = restoreAt(time, number).map((record) => ({ ...record, data: { ...record.data, target } }))
  return number % 2 === 0 ? records : records.slice(1)
}

/** Writes the trail of a year into a folder, and the file that says what is to be trusted of it. */
export function writeYear(folder: string): void {
  const parts = sealTrail({
    ...{ digests: year, recordsOf, from: Date.parse('2025-10-01T00:00:00.000Z') },
    segmentsIn: (sequence) => Math.floor((sequence * segments) / year) - Math.floor(((sequence - 1) * segments) / year),
  })
  for (;;) {
    const { done, value } = parts.next()
    if (done) {
      writeFileSync(join(folder, 'trust.json'), JSON.stringify(value.trust))
      return
    }
    const [key, { bytes, modified }] = value
    const path = join(folder, 'trail', key)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    utimesSync(path, modified / 1000, modified / 1000)
  }
}

/** The command on such a trail, which is made before and not counted. */
export async function verify(): Promise<Record<string, Figures>> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-trail-'))
  try {
    writeYear(folder)
    const { ms, rss } = await holdfast(['audit', 'verify', '--directory', 'trail', '--trust', 'trust.json'], { folder })
    return { '500000 records': { ms: Math.round(ms), 'rss MB': Math.round(rss) } }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
