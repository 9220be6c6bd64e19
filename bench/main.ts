import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { budgets } from './budgets.ts'
import { cases } from './cases.ts'
import { compare, isBroken, type Measured, type Row, type Saved } from './figures.ts'
import { withFigures } from './markdown.ts'
import { sizes } from './organization.ts'
import { house } from './processes.ts'
import { caseText, summaryText } from './text.ts'

const usage = `npm run bench -- [flags]

  --only NAME       one case; more than once for more
  --accounts N      organizations of one size: ${sizes.map(({ accounts }) => accounts).join(', ')}
  --save            writes the figures, and the table of docs/bench.md
  --figures FILE    saved figures that are compared with, instead of bench/figures.json
  --format json     one document instead of tables

Cases: ${Object.keys(cases).join(', ')}
`

const standard = join(house, 'bench/figures.json')

function flagsOf() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: Object.keys(cases) },
      accounts: { type: 'string' },
      save: { type: 'boolean', default: false },
      figures: { type: 'string', default: standard },
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', default: false },
    },
  })
  const { only, accounts, format } = values
  for (const name of only) if (!Object.hasOwn(cases, name)) throw new Error(`There is no case ${name}`)
  if (accounts && !sizes.some((size) => String(size.accounts) === accounts))
    throw new Error(`No organization has ${accounts} accounts`)
  if (!['text', 'json'].includes(format)) throw new Error(`--format takes json, not ${format}`)
  return values
}

type Flags = ReturnType<typeof flagsOf>

/** Measures, compares and prints; resolves with the exit code. */
async function bench({ only, accounts, save, figures: file, format }: Flags): Promise<number> {
  const saved: Saved = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { node: '', figures: {} }
  const say = (text: string) => void (format === 'text' && process.stdout.write(text))
  const measured: Measured = {}
  const rows: Row[] = []
  for (const [name, one] of Object.entries(cases).filter(([name]) => only.includes(name))) {
    const found = { [name]: await one.run(accounts ? Number(accounts) : undefined) }
    Object.assign(measured, found)
    const compared = compare(found, saved.figures, budgets)
    rows.push(...compared)
    say(caseText(name, one, compared))
  }
  say(summaryText(rows))
  const { version: node } = process
  if (format === 'json')
    process.stdout.write(`${JSON.stringify({ kind: 'holdfast.bench', version: 1, node, figures: rows })}\n`)
  if (save) keep(file, { node, figures: together(saved.figures, measured) })
  return isBroken(rows) ? 1 : 0
}

/** In the order of the cases, with what was not measured this time as it was. */
const together = (saved: Measured, measured: Measured): Measured =>
  Object.fromEntries(
    Object.keys(cases)
      .map((name) => [name, { ...saved[name], ...measured[name] }] as const)
      .filter(([, inputs]) => Object.keys(inputs).length > 0),
  )

function keep(file: string, saved: Saved): void {
  writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`)
  if (file !== standard) return
  const page = join(house, 'docs/bench.md')
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), saved.figures))
}

let flags: Flags | undefined
try {
  flags = flagsOf()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  process.exitCode = 64
}
if (flags?.help) process.stdout.write(usage)
else if (flags) process.exitCode = await bench(flags)
