import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { segmentKey } from '../../core/audit/places.ts'
import { type AuditRecord, segmentText } from '../../core/audit/record.ts'
import { fileKeys } from '../../local/keys.ts'
import type { ExportDocument } from '../../schemas/types/export.ts'
import {
  account,
  at,
  deployment,
  desired,
  found,
  guard,
  inventory,
  midnight,
  ofRun,
  other,
  outcome,
  prod,
  root,
  say,
  sweeps,
} from '../core/export/records.ts'
import { began, makeKey, makeTrail, quarter, sha256, writeTrail } from '../support/chain.ts'
import { transcript } from '../support/command.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const tree = { [account]: [root, prod], [other]: [root] }
const week = [-2, -1, 0, 1, 2].map((day) => day * 1440)

/** A day: a detach that was restored, a suspension that nobody ratified, a change without a review, an hour without looks. */
const records: AuditRecord[] = [
  desired(-1500),
  ...sweeps(-1500, 600),
  ...sweeps(660, 2900),
  ...week.map((minute) => inventory(minute + 30, tree)),
  found(101, { since: 100 }),
  outcome(101.5),
  deployment(300),
  say('suspension', 400, {
    ...{
      ...ofRun(400),
      parameter: '/holdfast/suspend/p-examplepolicy1/=cmd()',
      state: 'active',
      policy: 'p-examplepolicy1',
    },
    ...{ part: prod, reason: '=HYPERLINK("http://x")', ticket: 'INC-7, "urgent"', why: null, written: iso(400) },
    ...{ from: iso(400), until: iso(500), events: [] },
  }),
]

function iso(minute: number): string {
  return new Date(at(minute)).toISOString()
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-export-'))
  for (const one of records) write(segmentKey(one), segmentText([one]))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(key: string, text: string): void {
  const path = join(folder, 'trail', key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const clock = () => virtualClock(midnight + 20 * 86_400_000)
const run = (...args: string[]) =>
  transcript(folder, ['audit', 'export', '--directory', 'trail', ...args], { clock: clock() })
const day = ['--from', '2026-11-03', '--to', '2026-11-04', '--out', 'out']
const read = (name: string, out = 'out') => readFileSync(join(folder, out, name), 'utf8')
const rowsOf = (name: string) => JSON.parse(read(`${name}.json`)).rows
const summary = (): ExportDocument => JSON.parse(read('summary.json'))

test('an export says in short what was in force, and its tables say it of each account', async () => {
  const said = await run(...day)
  expect(said).toMatch(/^The audit trail is not as it was sealed: what it says proves nothing\.$/m)
  expect(said).toContain('1, 1 restored; to restore half within 1 min 30 s')
  for (const line of said.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80)
  const [row, none] = rowsOf('coverage')
  expect(none).toBeUndefined()
  expect(row).toMatchObject({ account, policy: guard, path: `${root}/${prod}` })
  expect(row).toMatchObject({ notInForceSeconds: 90, unknownSeconds: 3_780, inForceSeconds: 86_400 - 90 - 3_780 })
  expect(row).toMatchObject({ longestNotInForceSeconds: 90, longestNotInForceFrom: iso(100) })
  expect(rowsOf('intervals')).toMatchObject([
    { subject: 'attachment', state: 'not-in-force', why: 'drift', from: iso(100), until: iso(101.5) },
    { subject: 'attachment', state: 'unknown', why: 'blind', from: iso(597.5), until: iso(660.5) },
  ])
  expect(rowsOf('drift')).toMatchObject([
    {
      policy: guard,
      target: prod,
      began: iso(100),
      found: iso(101),
      restored: iso(101.5),
      event: 'event-100',
      secondsToDetect: 60,
    },
  ])
})

test('each exception stands in one list', async () => {
  await run(...day)
  const { exceptions, summary: short } = summary()
  expect(short.verdict).toBe('exceptions')
  expect(exceptions).toMatchObject({
    'change-without-review': 1,
    'suspension-not-ratified': 1,
    'not-in-force': 1,
    'trail-truncated': 1,
    unknown: 1,
  })
  expect(rowsOf('changes')).toMatchObject([{ review: 'missing', author: null }])
  expect(rowsOf('exemptions-and-suspensions')).toMatchObject([{ policy: guard, target: prod, ratification: 'none' }])
})

test('a trail that was sealed by those who are trusted is verified, and the export says so', async () => {
  const sorted = [...records].sort((one, other) => (one.time < other.time ? -1 : 1))
  const inQuarter = (sequence: number) =>
    sorted.filter(({ time }) => Math.floor((Date.parse(time) - began) / quarter) === sequence - 1).length
  const trail = makeTrail({
    ...{ digests: 300, key: makeKey(), segmentsIn: inQuarter },
    recordsOf: (_, number) => sorted.slice(number - 1, number) as never,
  })
  writeTrail(join(folder, 'sealed'), trail)
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(trail.trust))
  const args = ['audit', 'export', '--directory', 'sealed', '--trust', 'trust.json', ...day]
  const said = await transcript(folder, args, { clock: virtualClock(trail.end) })
  expect(said).toContain('There are exceptions: see exceptions.csv.')
  expect(said).toContain('Verification   verified')
  expect(summary().made).toMatchObject({ firstSequence: 1, lastSequence: 300 })
  expect(summary().made.headDigest).toBe(trail.trust.anchors[0]?.digest)
})

test('all documents are as their schema says', async () => {
  await run(...day)
  const ajv = new Ajv({ allowUnionTypes: true })
  const schema = JSON.parse(readFileSync('schemas/export.schema.json', 'utf8'))
  const validate = ajv.compile(schema)
  const names = readdirSync(join(folder, 'out')).filter(
    (name) => name.endsWith('.json') && name !== 'verification.json',
  )
  expect(names).toHaveLength(7)
  for (const name of names) {
    validate(JSON.parse(read(name)))
    expect([name, validate.errors]).toEqual([name, null])
  }
})

test('the same records are the same bytes, and the summary has the hash of each file', async () => {
  await run(...day)
  await run(...day.slice(0, 4), '--out', 'again')
  for (const name of readdirSync(join(folder, 'out'))) expect(read(name, 'again')).toBe(read(name))
  for (const { name, sha256: hash } of summary().made.files) expect([name, sha256(read(name))]).toEqual([name, hash])
})

test('a folder of somebody else is left as it is', async () => {
  writeFileSync(join(folder, 'README.md'), 'mine')
  expect(await run(...day.slice(0, 4), '--out', '.')).toContain('has files that no export wrote')
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine')
})

test('in no cell is a formula, and cells have their quotes', async () => {
  await run(...day)
  const [head, row] = read('exemptions-and-suspensions.csv').split('\r\n')
  expect(head).toMatch(/^kind,id,policy,/)
  expect(row).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(row).toContain(`"INC-7, ""urgent"""`)
})

const question = ['--account', account, '--policy', 'deny-root', '--format', 'json']
const questions: [string, string, object][] = [
  ['2026-11-03T01:00Z', 'between looks', { state: 'in-force', why: 'seen' }],
  ['2026-11-03T01:41Z', 'while it was detached', { state: 'not-in-force', why: 'drift' }],
  ['2026-11-03T10:30Z', 'while nobody looked', { state: 'unknown', why: 'blind' }],
]
test.each(questions)('a question about %s, %s', async (time, _, answer) => {
  const said = await run('--at', time, ...question)
  const document = JSON.parse(said.slice(said.indexOf('{')))
  expect(document).toMatchObject({ kind: 'holdfast.export-answer', summary: answer, account, policy: guard })
  expect(document.records.length).toBeGreaterThan(0)
})

test('a question may give an account id where the key lies beside the trail', async () => {
  writeFileSync(join(folder, 'key'), `${'7'.repeat(64)}\n`)
  const name = await fileKeys(join(folder, 'key'), 'o-exampleorg')('acct', '222222222222')
  rmSync(join(folder, 'trail'), { recursive: true })
  const inventories = week.map((minute) => inventory(minute + 40, { [name]: [root, prod] }))
  for (const one of [...records.filter(({ type }) => type !== 'holdfast.inventory.v1'), ...inventories])
    write(segmentKey(one), segmentText([one]))
  const args = ['--account', '222222222222', '--policy', guard]
  expect(await run('--at', '2026-11-03T01:00Z', ...args)).toContain(`In force (seen).`)
  expect(await run('--at', '2026-11-03T01:00Z', ...args)).toContain(name)
})

test('what an older key made is known again, and who ratified is named as in records', async () => {
  const key = join(folder, 'key')
  writeFileSync(key, `${'7'.repeat(64)}\n${'8'.repeat(64)}\n`)
  const [older, newer] = [fileKeys(key, 'o-exampleorg', 1), fileKeys(key, 'o-exampleorg', 2)]
  const [management, name] = [await older('acct', '111111111111'), await older('acct', '222222222222')]
  const parameter = '/holdfast/suspend/p-a1b2c3d4/'
  cpSync('test/compile/cases/valid-exemptions', folder, { recursive: true })
  const exemptions = readFileSync(join(folder, 'exemptions.yaml'), 'utf8')
  const ratified = exemptions.replace(`${parameter}ou-ab12-00000002`, `${parameter}222222222222`)
  writeFileSync(join(folder, 'exemptions.yaml'), ratified.replace('2026-11-20T03:12:45Z', iso(400)))
  for (const one of [
    ...week.map((minute) => inventory(minute + 45, { [management]: [root], [name]: [root, prod] })),
    say('suspension', 401, {
      ...{ ...ofRun(401), parameter: parameter + name, state: 'active', policy: 'p-a1b2c3d4', part: name },
      ...{ reason: 'payments are down', ticket: 'INC-8', why: null, written: iso(400), from: iso(400) },
      ...{ until: iso(500), events: [] },
    }),
  ])
    write(segmentKey(one), segmentText([one]))
  await run(...day)
  const [covered] = rowsOf('coverage').filter((one: { account: string }) => one.account === management)
  expect(covered).toMatchObject({ inForceSeconds: 0, notInForceSeconds: 86_400 })
  const people = [await newer('principal', 'bob@example.com'), await newer('principal', 'carol@example.com')]
  expect(rowsOf('exemptions-and-suspensions')).toContainEqual(
    expect.objectContaining({ id: parameter + name, ratification: 'time-unknown', ratifiedBy: people }),
  )
  const question = ['--at', '2026-11-03T01:00Z', '--account', '222222222222', '--policy', guard]
  expect(await run(...question)).toContain(name)
  rmSync(key)
  await run(...day)
  for (const file of readdirSync(join(folder, 'out'))) expect(read(file)).not.toMatch(/bob|carol|[12]{12}/)
})

test('a line that is no record is left out, and said', async () => {
  const [first] = records
  if (!first) throw new Error('There are records')
  const wrong = { ...first, id: first.id.replace(/.$/, 'Z'), data: { policies: 7 } } as unknown as AuditRecord
  write(segmentKey(wrong), segmentText([wrong]))
  write(segmentKey({ ...first, id: first.id.replace(/.$/, 'Y') }), 'nonsense\n')
  await run(...day)
  expect(summary().exceptions).toMatchObject({ malformed: 1 })
  expect(summary().made.malformed).toBe(2)
})

const wrongs: [string[], RegExp][] = [
  [['--from', '2026-11-03', '--to', '2026-11-04'], /It takes --from, --to and --out, or --at/],
  [['--at', '2026-11-03', '--account', account], /A question needs --at, --account and --policy/],
  [['--at', '2026-11-03', ...question, '--out', 'x'], /--out means nothing to a question/],
  [['--at', 'now', ...question], /--at takes a time in UTC/],
  [
    ['--at', '2026-11-03T02:00Z', ...question.slice(0, 2), '--policy', 'other'],
    /no policy that a manifest wanted then > Take one of: SCP\/deny-root/,
  ],
  [
    ['--at', '2026-11-03T02:00Z', '--account', '222222222222', '--policy', 'deny-root'],
    /the key is not at hand > Give the pseudonym/,
  ],
]
test.each(wrongs)('%j is answered with what to do', async (args, answer) => {
  expect((await run(...args)).replace(/\s+/g, ' ')).toMatch(answer)
})
