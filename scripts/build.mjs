// Writes dist/, if anything changed since the last time: `npm start` and `npm test` call this every time.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundle } from './bundle.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
const compiler = 'node_modules/typescript/bin/tsc'
const command = 'dist/cli/main.js'
const stamp = 'dist/.built'

const { include } = JSON.parse(readFileSync('tsconfig.json', 'utf8'))
const { exclude } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8'))
const folders = include.filter((name) => !exclude.includes(name) && existsSync(name))
const sources = [
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  ...readdirSync('.').filter((name) => name.endsWith('.ts') || /^(tsconfig.*|package(-lock)?)\.json$/.test(name)),
  // Folders count too: their time tells that a file was removed.
  ...folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  ]),
]
const newest = Math.max(...sources.map((name) => statSync(name).mtimeMs))
if (existsSync(stamp) && existsSync(command) && statSync(stamp).mtimeMs >= newest) process.exit(0)

if (!existsSync(compiler)) fail('The dependencies are missing: run npm ci.')
const started = new Date()
rmSync('dist', { recursive: true, force: true })
const tsc = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
if (tsc.status !== 0) fail('tsc refused what it names above.')
if (!existsSync(command)) fail(`The command is missing: cli/main.ts makes ${command}.`)
if (!readFileSync(command, 'utf8').startsWith('#!')) fail('The first line of cli/main.ts must be #!/usr/bin/env node.')
chmodSync(command, 0o755)
await bundle('dist/functions').catch(({ message }) => fail(message))
// What is edited while tsc runs is newer than the stamp.
writeFileSync(stamp, '')
utimesSync(stamp, started, started)

/** No half of a build stays behind. */
function fail(message) {
  rmSync('dist', { recursive: true, force: true })
  console.error(`build: ${message}`)
  process.exit(1)
}
