// Plays random histories for as long as wanted, and prints seed and path of each that breaks an invariant:
//   npm run soak -- --minutes 30        or        npm run soak -- --runs 500
// What it prints, put before "npx jest test/loop/history", plays that one again and looks for a smaller one.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

process.chdir(resolve(import.meta.dirname, '..'))
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    runs: { type: 'string' },
    steps: { type: 'string', default: '12' },
    seed: { type: 'string' },
  },
})
const end = values.minutes ? Date.now() + Number(values.minutes) * 60_000 : Number.POSITIVE_INFINITY
const most = Number(values.runs ?? (values.minutes ? Number.POSITIVE_INFINITY : 100))
// A process of its own for so many, so that none lives long.
const together = 25

let played = 0
let failed = 0
for (let seed = Number(values.seed ?? randomInt(2 ** 31)); played < most && Date.now() < end; seed += 1) {
  const runs = Math.min(together, most - played)
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--forceExit', '--colors=false', 'test/loop/history.property'],
    {
      env: {
        ...process.env,
        FC_SEED: String(seed),
        HOLDFAST_RUNS: String(runs),
        HOLDFAST_STEPS: values.steps,
        HOLDFAST_ONCE: 'yes',
      },
      encoding: 'utf8',
    },
  )
  const [, at] = /failed after (\d+) tests/.exec(stderr) ?? []
  played += status === 0 ? runs : Number(at ?? 0)
  if (status === 0) continue
  failed += 1
  const [, path = ''] = /path: "([\d:]*)"/.exec(stderr) ?? []
  console.log(`FC_SEED=${seed} FC_PATH=${path} HOLDFAST_STEPS=${values.steps}`)
  console.log(stderr.replaceAll(/^ +at .*\n/gm, ''))
  if (at === undefined) break
}
console.log(`${played} histories, ${failed} of them broke an invariant`)
process.exitCode = failed > 0 ? 1 : 0
