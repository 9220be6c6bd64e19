import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isAuditRecord } from '../compile/index.ts'
import { collector } from '../core/audit/export/collect.ts'
import { type Asked, answerAt, exportDocument, readAround, tablesOf } from '../core/audit/export/export.ts'
import type { Period } from '../core/audit/export/interval.ts'
import { type Timeline, timeline } from '../core/audit/export/timeline.ts'
import { verificationDocument } from '../core/audit/verify/verification.ts'
import { sha256 } from '../core/digest.ts'
import type { Trail } from '../core/ports.ts'
import { makeFolder, writeWhole } from '../local/files.ts'
import { type Read, readRecords } from '../loop/export/records.ts'
import { verifyTrail } from '../loop/verify/trail.ts'
import { tableCsv, tableJson, tableNames, tables } from '../render/export-files.ts'
import { exportReadme } from '../render/export-readme.ts'
import { answerText, exportText } from '../render/export-text.ts'
import { jsonText } from '../render/json.ts'
import { safe } from '../render/safe.ts'
import { count } from '../render/words.ts'
import type { ExportDocument } from '../schemas/types/export.ts'
import { trustOf, wantedRetention } from './audit-verify.ts'
import { shell } from './command-line.ts'
import { type Context, exit, refuse, UsageError } from './context.ts'
import type { Flags } from './flags.ts'
import { periodOf, timeOf } from './period.ts'
import { progressOf } from './progress.ts'
import { type Recorded, recordedAccount, recordedManagement, recordedRatifications } from './recorded-account.ts'
import { openTrail } from './trail.ts'
import { version } from './version.ts'

/** Files for an auditor, made from the audit trail alone, or the answer to one question. It changes nothing. */
export async function auditExport(context: Context, flags: Flags): Promise<number> {
  const { at, account, policy, from, to, out } = flags
  if (at === undefined && account === undefined && policy === undefined) {
    if (from === undefined || to === undefined || out === undefined)
      throw new UsageError('It takes --from, --to and --out, or --at, --account and --policy')
    return exportPeriod(context, flags, out)
  }
  if (at === undefined || account === undefined || policy === undefined)
    throw new UsageError('A question needs --at, --account and --policy')
  const idle = (['from', 'to', 'out', 'trust'] as const).find((name) => flags[name] !== undefined)
  if (idle) throw new UsageError(`--${idle} means nothing to a question`)
  return answer(context, flags, { account, policy })
}

async function exportPeriod(context: Context, flags: Flags, out: string): Promise<number> {
  const { from, to } = periodOf(flags)
  const period = { from: Date.parse(from ?? ''), until: Date.parse(to ?? '') }
  const trust = trustOf(context, flags)
  const trail = await openTrail(context, flags)
  const isBucket = trail.place !== 'directory'
  const retention = await wantedRetention(context, flags, isBucket)
  const folder = resolve(context.folder, out)
  if (isInUse(folder))
    throw refuse('not-writable', `${out} has files that no export wrote`, 'Name a folder that is empty, or is made')
  makeFolder(folder)
  const { facts, read, organization, over } = await factsOf(context, trail, period)
  const now = context.clock.now()
  const asked = { from: new Date(over.from).toISOString(), to: new Date(over.until).toISOString() }
  const progress = progressOf(context, ({ segments }: { segments: number }) => `${count(segments, 'segment')} verified`)
  const verified = await verifyTrail({
    ...{ trail, isBucket, trust, retention, period: asked, now },
    progress: progress.tick,
  })
  progress.end()
  const place = isBucket ? trail.place : (flags.directory ?? 'the records of this folder')
  const made = { place, period: asked, now, holdfast: version() }
  const verification = verificationDocument(verified, made)
  const management = await recordedManagement(context, flags, { facts, organization })
  const ratified = await recordedRatifications(context, flags, { facts, organization })
  const asks: Asked = {
    ...{ organization, period, management, verification, ratified, malformed: read.malformed },
  }
  const all = tablesOf(facts, asks)
  const files: ExportDocument['made']['files'] = []
  const write = (name: string, text: string) => {
    writeWhole(join(folder, name), text, 0o600)
    files.push({ name, sha256: sha256(text) })
  }
  const about = { organization, period: { from: from ?? '', to: to ?? '' } }
  for (const name of tableNames) {
    write(`${tables[name].file}.csv`, [...tableCsv(all, name)].join(''))
    write(`${tables[name].file}.json`, [...tableJson(all, name, about)].join(''))
  }
  write('verification.json', jsonText(verification))
  const document = exportDocument(all, asks, {
    at: new Date(now).toISOString(),
    holdfast: version(),
    command: commandOf(flags),
    place,
    ...{ readFrom: asked.from, readTo: asked.to, firstRecord: read.first, lastRecord: read.last },
    records: facts.counts,
    ...{ segments: read.segments, malformed: read.malformed },
    firstSequence: verification.head ? 1 : null,
    lastSequence: verification.head?.sequence ?? null,
    headDigest: verification.head?.digest ?? null,
    managementAccount: management.find((name) => facts.accounts.has(name)) ?? management[0] ?? null,
    files,
  })
  writeWhole(join(folder, 'README.md'), exportReadme(document), 0o600)
  writeWhole(join(folder, 'summary.json'), jsonText(document), 0o600)
  context.out(flags.format === 'json' ? jsonText(document) : exportText(document, out, context.paint))
  return verification.summary.verdict === 'refuted' ? exit.failed : exit.ok
}

/** Its README.md would be somebody else's. What an earlier export wrote is written anew. */
const isInUse = (folder: string): boolean => {
  const names = new Set([...tableNames.map((name) => tables[name].file), 'verification', 'summary', 'README'])
  const there = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : []
  const isOurs = there.length === 0 || there.includes('summary.json')
  return !isOurs || there.some((name) => !names.has(name.replace(/\.(csv|json|md)$/, '')))
}

async function answer(
  context: Context,
  flags: Flags,
  { account, policy }: { account: string; policy: string },
): Promise<number> {
  const at = Date.parse(timeOf(flags, 'at') ?? '')
  const period = { from: at, until: at + 1 }
  const trail = await openTrail(context, flags)
  const { facts, organization } = await factsOf(context, trail, period)
  const management = await recordedManagement(context, flags, { facts, organization })
  const line = timeline(facts, period, management)
  const name = await recordedAccount(context, flags, { facts, organization }, account)
  const document = answerAt(line, organization, name, policyNamed(line, policy))
  context.out(flags.format === 'json' ? jsonText(document) : answerText(document, context.paint))
  return exit.ok
}

interface Found extends Recorded {
  read: Read
  /** Times of which records were read. */
  over: Period
}

async function factsOf(context: Context, trail: Trail, period: Period): Promise<Found> {
  const over = { from: period.from - readAround.before, until: period.until + readAround.after }
  const { add, finish } = collector()
  const progress = progressOf(context, ({ records }: Read) => `${count(records, 'record')} read`)
  let source: string | undefined
  const read = await readRecords(
    trail,
    over,
    (record) => {
      if (!isAuditRecord(record)) return false
      source ??= record.source
      if (record.source !== source) return false
      add(record)
      return true
    },
    progress.tick,
  )
  progress.end()
  if (!source)
    throw refuse(
      'no-records',
      'There is no record of that time',
      'Name another period, or where the audit trail is: --directory or --bucket',
    )
  return { facts: finish(), read, organization: source.replace('urn:holdfast:', ''), over }
}

function policyNamed({ policies }: Timeline, policy: string): string {
  const [found, other] = policies.filter((key) => key === policy || key.slice(key.indexOf('/') + 1) === policy)
  if (found && !other) return found
  const choice = policies.map((key) => safe(key)).join(', ')
  throw refuse(
    'no-records',
    `${safe(policy)} is ${found ? 'the name of two policies' : 'no policy that a manifest wanted then'}`,
    `Take one of: ${choice || 'none'}`,
  )
}

/** The parameters of which the result is made; where it is put makes no difference. */
const commandOf = (flags: Flags): string =>
  [
    'npx holdfast audit export',
    ...(['from', 'to', 'directory', 'bucket', 'trust'] as const).flatMap((name) => {
      const value = flags[name]
      return value === undefined ? [] : [`--${name} ${shell(value)}`]
    }),
    '--out DIR',
  ].join(' ')
