import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { eventHistory } from '../aws/event-history.ts'
import { writeCalls } from '../core/audit/own-writes.ts'
import { nothingShown, type Shown, show } from '../core/audit/verify/cross-check.ts'
import { member } from '../core/event/member.ts'
import { organizationsRegion } from '../core/partition.ts'
import { logRecords } from '../local/log-files.ts'
import { type Context, refuse } from './context.ts'
import type { Flags } from './flags.ts'
import { readManifest } from './manifest.ts'

const hour = 60 * 60_000

/** What the event history keeps; what is newer than an hour may not be delivered, or recorded, yet. */
const history = { longest: 90 * 24 * hour, settled: hour }

export interface Period {
  from: string | null
  to: string | null
}

/** What CloudTrail shows of the period: its event history, or log files in a directory. Throws Refusal without a manifest. */
export async function readShown(context: Context, flags: Flags, period: Period, how: string): Promise<Shown> {
  const { manifest } = (await readManifest(context, flags)).compiled
  if (!manifest)
    throw refuse(
      'missing-file',
      'There is no manifest here that compiles: it says whose writes are holdfast’s own',
      'Run it in the folder of the manifest, or name it with --manifest',
    )
  const { managementAccount } = manifest.organization
  if (how !== 'cloudtrail') return inFiles(context, how, managementAccount)
  const now = context.clock.now()
  const from = Math.max(now - history.longest, Date.parse(period.from ?? '') || 0)
  const shown = nothingShown(from, now - history.settled)
  const connection = { region: organizationsRegion(manifest.region), env: context.env }
  const ask = eventHistory(connection, context.clock)
  for (const name of writeCalls)
    for (const detail of await ask({ name, from, until: now })) show(shown, detail, managementAccount)
  return shown
}

/** Log files cover the time from their first record to their last one, of whichever service. */
function inFiles(context: Context, path: string, managementAccount: string): Shown {
  const directory = resolve(context.folder, path)
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw refuse(
      'missing-file',
      `${path} is no directory`,
      'Give --cross-check the word cloudtrail, or a directory of log files',
    )
  const shown = nothingShown(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  for (const detail of logRecords(directory)) {
    const time = Date.parse(String(member(detail, 'eventTime')))
    if (Number.isNaN(time)) continue
    shown.from = Math.min(shown.from, time)
    shown.until = Math.max(shown.until, time)
    show(shown, detail, managementAccount)
  }
  return shown
}
