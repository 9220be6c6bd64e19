// The bench is run as people run it, on its smallest organization.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Budget, compare, type Figures, isBroken, type Measured, type Saved } from '../bench/figures.ts'
import { withFigures } from '../bench/markdown.ts'

const house = join(__dirname, '..')
const committed = join(house, 'bench/figures.json')
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

const run = (program: string, words: string[]): Promise<Ended> =>
  promisify(execFile)(program, words, { cwd: house }).then(
    (ended) => ({ code: 0, ...ended }),
    (error) => error as Ended,
  )

const built = (...words: string[]) => run(process.execPath, [join(house, 'dist-bench/main.js'), ...words])

beforeAll(async () => {
  expect(await run('npm', ['run', '--silent', 'bench', '--', '--help'])).toMatchObject({ code: 0 })
}, 120_000)

const small = ['--only', 'detach-cold', '--accounts', '100']

interface Figure {
  case: string
  figure: string
  now: number
  operations?: unknown
}

const exact = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout).figures as Figure[]).filter(({ figure }) => /^(calls|throttled|writes|seconds)$/.test(figure))

test('twice the same: counts and virtual seconds do not depend on the run, and a worse figure is told', async () => {
  const file = join(folder, 'figures.json')
  const first = await built(...small, '--figures', file, '--save')
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('0 beyond their budget, 0 counts differ')])
  for (const line of first.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)

  const saved: Saved = JSON.parse(readFileSync(file, 'utf8'))
  const again = await built(...small, '--figures', file, '--format', 'json')
  expect(again.code).toBe(0)
  const rows = exact(again)
  expect(rows).toHaveLength(4)
  for (const row of rows) expect(row).toMatchObject({ now: (row as unknown as { saved: number }).saved, mark: null })

  const detach = saved.figures['detach-cold']?.['100']
  if (detach) detach.calls = { AttachPolicy: 1, DescribePolicy: 1 }
  writeFileSync(file, JSON.stringify(saved))
  const worse = await built(...small, '--figures', file)
  expect([worse.code, worse.stdout]).toEqual([1, expect.stringContaining('calls 3 is not the saved count, 2')])
  expect(worse.stdout).toContain('ListPoliciesForTarget 1, saved 0')
})

test.each([
  { words: ['--only', 'nothing'] },
  { words: ['--accounts', '101'] },
  { words: ['--format', 'yaml'] },
  { words: ['--fast'] },
])('$words is wrong usage', async ({ words }) => {
  const { code, stderr } = await built(...words)
  expect([code, stderr]).toEqual([64, expect.stringContaining('npm run bench -- [flags]')])
})

const budgets: Budget[] = [{ case: 'one', figure: 'seconds', limit: 60, inputs: ['100'], source: 'design' }]
const measuredAs = (figures: Figures, input = '100'): Measured => ({ one: { [input]: figures } })

interface Comparison {
  what: string
  now: Figures
  saved: Figures
  mark: string | null
  broken: boolean
}

test.each<Comparison>([
  { what: 'nothing saved', now: { seconds: 60 }, saved: {}, mark: null, broken: false },
  { what: 'over its budget', now: { seconds: 60.1 }, saved: { seconds: 60.1 }, mark: 'beyond', broken: true },
  {
    what: 'a count that is lower',
    now: { calls: { A: 1 } },
    saved: { calls: { A: 2 } },
    mark: 'differs',
    broken: true,
  },
  { what: 'other operations', now: { calls: { A: 1 } }, saved: { calls: { B: 1 } }, mark: 'differs', broken: true },
  { what: 'a hundredth more', now: { seconds: 50.5 }, saved: { seconds: 50 }, mark: null, broken: false },
  { what: 'more than that', now: { seconds: 50.6 }, saved: { seconds: 50 }, mark: 'worse', broken: false },
  { what: 'half as much again', now: { 'cpu ms': 15 }, saved: { 'cpu ms': 10 }, mark: null, broken: false },
  { what: 'even more CPU', now: { 'cpu ms': 16 }, saved: { 'cpu ms': 10 }, mark: 'worse', broken: false },
])('$what: $mark', ({ now, saved, mark, broken }) => {
  const rows = compare(measuredAs(now), measuredAs(saved), budgets)
  expect([rows.map((row) => row.mark), isBroken(rows)]).toEqual([[mark], broken])
})

test('a budget holds for the inputs that it names', () => {
  expect(isBroken(compare(measuredAs({ seconds: 61 }, '200'), {}, budgets))).toBe(false)
})

test('docs/bench.md shows the figures that are committed', () => {
  const page = readFileSync(join(house, 'docs/bench.md'), 'utf8')
  const { figures }: Saved = JSON.parse(readFileSync(committed, 'utf8'))
  expect(withFigures(page, figures)).toBe(page)
  expect(page).toContain('| detach-cold | 10,000 | 3 | 1 | 0 | 0 |')
})
