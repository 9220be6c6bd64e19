// Everything that must hold before a commit is merged. Every step runs, unless one fails that it needs; the last line counts
// steps and tests. --without-tests is for who has run `npm test` a moment ago.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const house = resolve(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'holdfast-check-'))
const customer = join(work, 'customer')
const example = 'node_modules/holdfast/examples/organization.yaml'
const permissive = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', '0BSD']
const tests = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }

const steps = [
  { name: 'format and lint', run: () => tool('biome', 'ci', '--colors=off', '.') },
  { name: 'generated types are fresh', run: generatedTypes },
  { name: 'types', run: () => tool('tsc', '-p', 'tsconfig.json') },
  { name: 'floors', run: () => tool('depcruise', '.') },
  { name: 'build', run: () => start(process.execPath, ['scripts/build.mjs']) },
  ...(process.argv.includes('--without-tests') ? [] : [{ name: 'tests', needs: 'build', run: jest }]),
  { name: 'package installs into a folder of data', needs: 'build', run: install },
  ...[['validate'], ['lock', '--organization', example], ['up', '--once'], ['plan', '--organization', example]].map(
    (words) => ({
      name: `npx holdfast ${words.join(' ')}`,
      needs: 'package installs into a folder of data',
      // --no: a command that the package lacks must not be looked for in the registry.
      run: () => start('npx', ['--no', 'holdfast', ...words], customer),
    }),
  ),
  {
    name: "import 'holdfast'",
    needs: 'package installs into a folder of data',
    run: () => start(process.execPath, ['--input-type=module', '--eval', "import 'holdfast'"], customer),
  },
  { name: 'CDK installs beside it', needs: `npx holdfast lock --organization ${example}`, run: installCdk },
  {
    name: 'npx cdk synth',
    needs: 'CDK installs beside it',
    run: () => start('npx', ['--no', 'cdk', 'synth', '--quiet'], customer),
  },
  { name: 'licences', needs: 'CDK installs beside it', run: licences },
]

/** Compares what the generator writes now with what is committed. */
async function generatedTypes() {
  const fresh = join(work, 'types')
  await start(process.execPath, ['scripts/types.mjs', fresh])
  const read = (folder) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const [now, committed] = [read(fresh), read(join(house, 'schemas/types'))]
  const stale = Object.keys({ ...now, ...committed }).filter((name) => now[name] !== committed[name])
  if (stale.length > 0) throw new Error(`Run node scripts/types.mjs. Stale: ${stale.join(', ')}`)
}

/** Every package that a customer installs with ours to deploy it, however deep, may be used and passed on freely. */
function licences() {
  const { packages } = JSON.parse(readFileSync(join(customer, 'node_modules/.package-lock.json'), 'utf8'))
  const isFree = (license = '') =>
    license
      .replace(/^\(|\)$/g, '')
      .split(' OR ')
      .some((one) => permissive.includes(one))
  const others = Object.entries(packages)
    .filter(([, { license }]) => !isFree(license))
    .map(([path, { license }]) => `${path}: ${license}`)
  if (others.length > 0) throw new Error(`Not among ${permissive.join(', ')}:\n${others.join('\n')}`)
  return `${Object.keys(packages).length} packages`
}

async function jest() {
  const report = join(work, 'tests.json')
  try {
    await tool('jest', '--ci', '--silent', '--json', `--outputFile=${report}`)
  } finally {
    Object.assign(tests, JSON.parse(readFileSync(report, 'utf8')))
  }
  return `${tests.numPassedTests} passed, ${tests.numPendingTests} skipped`
}

/** As at a customer's: data and the package, nothing else; above all no lock. */
async function install() {
  mkdirSync(customer)
  for (const name of ['manifest.yaml', 'policies']) cpSync(join(house, name), join(customer, name), { recursive: true })
  await start('npm', ['pack', '--silent', '--pack-destination', work])
  const [tarball] = readdirSync(work).filter((name) => name.endsWith('.tgz'))
  await add(join(work, tarball))
}

/** As docs/deploy.md says, after everything that has to work without it. */
async function installCdk() {
  const { devDependencies } = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8'))
  await add(
    ...['aws-cdk', 'aws-cdk-lib', 'constructs', 'cdk-stacksets'].map((name) => `${name}@${devDependencies[name]}`),
  )
  const [, config] = /echo '(.*)' > cdk\.json/.exec(readFileSync(join(house, 'docs/deploy.md'), 'utf8'))
  writeFileSync(join(customer, 'cdk.json'), config)
}

// --prefix: npm would otherwise look for a project in the folders above.
const add = (...packages) =>
  start(
    'npm',
    ['install', '--prefix', customer, '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', ...packages],
    customer,
  )

let running
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (running?.exitCode === null) process.kill(-running.pid, 'SIGKILL')
    rmSync(work, { recursive: true, force: true })
    process.exit(130)
  })
}

const tool = (name, ...words) => start(join(house, 'node_modules/.bin', name), words)

/** Runs a command to its end. Rejects with its output, and after ten minutes. */
function start(command, words, directory = house) {
  // Nobody's credentials or endpoints, which nothing here needs, and no colours in a log.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'FORCE_COLOR')
  const env = { ...Object.fromEntries(own), NO_COLOR: '1' }
  return new Promise((done, reject) => {
    // In a process group of its own, so that what it has started ends with it.
    const child = spawn(command, words, { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    running = child
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    const limit = setTimeout(() => {
      output += '\nStopped after ten minutes.'
      process.kill(-child.pid, 'SIGKILL')
    }, 10 * 60_000)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(limit)
      if (code === 0) done()
      else reject(new Error(output.trim() || `${command} ended with exit code ${code}`))
    })
  })
}

const failed = []
let passed = 0
for (const { name, needs, run } of steps) {
  const began = Date.now()
  if (failed.includes(needs)) {
    // What needs this step is not run either.
    failed.push(name)
    console.log(`FAIL  ${name}: not run, it needs: ${needs}`)
    continue
  }
  try {
    const note = await run()
    passed += 1
    console.log(`ok    ${name}${note ? `: ${note}` : ''} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed.push(name)
    console.log(`FAIL  ${name}\n${error.message.replace(/^/gm, '      ')}`)
  }
}
rmSync(work, { recursive: true, force: true })
console.log(`${passed + tests.numPassedTests} passed, ${failed.length + tests.numFailedTests} failed`)
process.exitCode = failed.length > 0 ? 1 : 0
