import { compileTrust } from '../compile/index.ts'
import { createManifests } from '../core/audit/verify/commits.ts'
import { createCrossCheck, type Shown } from '../core/audit/verify/cross-check.ts'
import { createFindings } from '../core/audit/verify/findings.ts'
import type { WantedRetention } from '../core/audit/verify/retention.ts'
import type { Trust } from '../core/audit/verify/trust.ts'
import { verificationDocument } from '../core/audit/verify/verification.ts'
import { type Progress, verifyTrail } from '../loop/verify/trail.ts'
import { jsonText } from '../render/json.ts'
import { verificationText } from '../render/verify.ts'
import { count } from '../render/words.ts'
import { type Context, exit, Refusal, UsageError } from './context.ts'
import { readShown } from './cross-check.ts'
import { type Flags, numberFlag } from './flags.ts'
import { readFlagFile, readManifest } from './manifest.ts'
import { periodOf } from './period.ts'
import { progressOf } from './progress.ts'
import { recompile } from './recompile.ts'
import { openTrail } from './trail.ts'
import { version } from './version.ts'

/** Whether the audit trail is as it was sealed, and by whom. It changes nothing. */
export async function auditVerify(context: Context, flags: Flags): Promise<number> {
  const period = periodOf(flags)
  const trust = trustOf(context, flags)
  const trail = await openTrail(context, flags)
  const isBucket = trail.place !== 'directory'
  const retention = await wantedRetention(context, flags, isBucket)
  const now = context.clock.now()
  const progress = progressOf(context, ({ digests, segments, records }: Progress) =>
    [count(digests, 'digest'), count(segments, 'segment'), count(records, 'record')].join(', '),
  )
  const how = flags['cross-check']
  const shown = how === undefined ? null : await readShown(context, flags, period, how)
  const findings = createFindings()
  const { say } = findings
  const crossCheck = shown && createCrossCheck(shown, period, say)
  const manifests = createManifests()
  const verified = await verifyTrail({
    ...{ trail, isBucket, trust, retention, period, now, findings },
    onRecord(record, key) {
      crossCheck?.see(record, key)
      manifests.see(record, key)
    },
    progress: progress.tick,
  })
  progress.end()
  crossCheck?.end()
  if (flags.repo !== undefined) recompile(context, flags, flags.repo, manifests.list(), say)
  const notChecked = [...verified.notChecked, ...besideTrail(flags, shown)]
  const place = isBucket ? trail.place : (flags.directory ?? 'the records of this folder')
  const document = verificationDocument({ ...verified, notChecked }, { place, period, now, holdfast: version() })
  context.out(flags.format === 'json' ? jsonText(document) : verificationText(document, context.paint))
  const { error, warning } = document.summary
  return error + (flags.strict ? warning : 0) > 0 ? exit.failed : exit.ok
}

/** The trust file that a flag names; null without one. */
export function trustOf(context: Context, { trust: file }: Flags): Trust | null {
  if (file === undefined) return null
  const { trust, problems } = compileTrust(readFlagFile(context, file), file)
  if (!trust) throw new Refusal(problems)
  return trust
}

/** What each object must be locked for: what the flags say, or the manifest; a directory knows no locks. */
export async function wantedRetention(
  context: Context,
  flags: Flags,
  isBucket: boolean,
): Promise<WantedRetention | null> {
  const days = flags['retention-days'] === undefined ? null : numberFlag(flags, 'retention-days', 0, 36_500)
  const mode = flags['object-lock'] as WantedRetention['mode'] | undefined
  const audit = isBucket ? (await readManifest(context, flags)).compiled.deployment?.audit : undefined
  const wanted = days ?? audit?.retentionDays
  if (wanted !== undefined) return { days: wanted, mode: mode ?? audit?.objectLock ?? 'governance' }
  if (mode !== undefined) throw new UsageError('--object-lock needs --retention-days where no manifest tells them')
  return null
}

/** What nobody may conclude, of what lies outside the trail. */
function besideTrail({ repo }: Flags, shown: Shown | null): string[] {
  const iso = (time: number) => new Date(time).toISOString()
  return [
    ...(shown === null ? ['writes in CloudTrail: --cross-check compares them'] : []),
    ...(shown && shown.from > shown.until ? ['writes in CloudTrail: there is no record of it'] : []),
    ...(shown && shown.from <= shown.until
      ? [`writes before ${iso(shown.from)} and after ${iso(shown.until)}: CloudTrail shows none of them`]
      : []),
    ...(repo === undefined ? ['manifests of the recorded commits: --repo compiles them'] : []),
  ]
}
