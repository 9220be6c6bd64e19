// Turns off each guard in the code, one at a time, in a copy, and sees that every test file which the table (guards.json)
// names for it fails then. Words: only guards whose sentence or file has one of them in it. --list: writes docs/guards.md.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const copy = mkdtempSync(join(tmpdir(), 'holdfast-guards-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const words = process.argv.slice(2)
const all = JSON.parse(readFileSync(join(house, 'scripts/guards.json'), 'utf8'))
const guards = all.filter(
  ({ guard, file }) => words.length === 0 || words.some((word) => guard.includes(word) || file.includes(word)),
)

if (words[0] === '--list') {
  const rows = all.map(({ guard, file, tests }) => `| ${guard} | \`${file}\` | ${tests.join(', ')} |\n`)
  const head = '| guard | in | without it fails |\n|---|---|---|\n'
  writeFileSync(
    join(house, 'docs/guards.md'),
    `# Guards\n\nWritten by \`npm run guards -- --list\`.\n\n${head}${rows.join('')}`,
  )
  process.exit()
}

/** As many minutes as no run needs, on the busiest machine. */
const limit = 20 * 60_000

const run = (command, args, cwd = copy) =>
  spawnSync(command, args, {
    ...{ cwd, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: limit },
    // The same way through every property each time.
    env: { ...process.env, CI: 'true' },
  })

/** What git knows or would add, and the packages. */
function furnish() {
  const { stdout } = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], house)
  for (const file of stdout.split('\0').filter(Boolean)) cpSync(join(house, file), join(copy, file))
  symlinkSync(join(house, 'node_modules'), join(copy, 'node_modules'))
}

/** Those of some test files that do not fail. One that cannot be run at all proves nothing: it does not count as failed. */
function passing(files) {
  if (files.some((file) => file.startsWith('test/cli/'))) run(process.execPath, ['scripts/build.mjs'])
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const words = ['--json', `--outputFile=${report}`, '--silent', '--forceExit', '--runTestsByPath', ...files]
  const { status, signal, stderr } = run(process.execPath, ['node_modules/jest/bin/jest.js', ...words])
  if (!existsSync(report)) throw new Error(`jest made no report (${signal ?? status}):\n${stderr}`)
  const results = new Map(
    JSON.parse(readFileSync(report, 'utf8')).testResults.map(({ name, assertionResults }) => [
      name.slice(copy.length + 1),
      assertionResults.some(({ status }) => status === 'failed'),
    ]),
  )
  return files.filter((file) => !results.get(file))
}

/** The files of the tests that do not notice. */
function silent({ file, text, becomes, tests }) {
  const path = join(copy, file)
  const code = readFileSync(path, 'utf8')
  if (code.split(text).length !== 2) throw new Error(`${file} does not hold this text once: ${text}`)
  writeFileSync(
    path,
    code.replace(text, () => becomes),
  )
  try {
    return passing(tests)
  } finally {
    writeFileSync(path, code)
  }
}

furnish()
const files = [...new Set(guards.flatMap(({ tests }) => tests))]
const sound = passing(files)
const broken = files.filter((file) => !sound.includes(file))
if (broken.length > 0) throw new Error(`These fail with all guards on: ${broken.join(', ')}`)
let held = 0
for (const guard of guards) {
  const files = silent(guard)
  if (files.length === 0) held += 1
  console.log(files.length === 0 ? `held    ${guard.guard}` : `SILENT  ${guard.guard}: ${files.join(', ')}`)
}
console.log(`${guards.length} guards, ${held} held, ${guards.length - held} silent`)
process.exitCode = held === guards.length ? 0 : 1
