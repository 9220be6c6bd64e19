import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The repository: the bench is built into a folder of it. */
export const house = join(import.meta.dirname, '..')

/** What a process says of itself when it ends, on a pipe of its own. */
const report = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 }))
})`,
)}`

export interface Ended {
  stdout: string
  /**
   * Milliseconds from its start to its end, or to the text that was waited for; or those of CPU, where these are fewer
   * because it waited for others on the machine.
   */
  ms: number
  /** Largest resident size in MiB. */
  rss: number
}

/** Runs node to its end, or until a text stands on its standard output. Rejects where it fails. */
export function node(args: string[], { folder = house, until }: { folder?: string; until?: string } = {}) {
  return new Promise<Ended>((done, reject) => {
    const { CI, ...env } = process.env
    const started = performance.now()
    const child = spawn(process.execPath, ['--import', report, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const texts: Record<number, string> = { 1: '', 2: '', 3: '' }
    let wall: number | undefined
    for (const at of [1, 2, 3]) {
      child.stdio[at]?.on('data', (chunk: Buffer) => {
        texts[at] = `${texts[at]}${chunk}`
        if (at !== 1 || !until || wall || !texts[1]?.includes(until)) return
        wall = performance.now() - started
        child.kill()
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      const { 1: stdout = '', 2: stderr = '', 3: usage = '' } = texts
      if (code !== 0 || !usage) return reject(new Error(`node ${args.join(' ')} ended with ${code}: ${stderr}`))
      const { cpu, rss } = JSON.parse(usage)
      done({ stdout, rss, ms: Math.min(cpu, wall ?? performance.now() - started) })
    })
  })
}

/** The built command. */
export const holdfast = (args: string[], rest?: Parameters<typeof node>[1]): Promise<Ended> =>
  node([join(house, 'dist/cli/main.js'), ...args], rest)

/** The quickest of some runs: what the machine can do when nothing else wants it. */
export async function quickest(times: number, run: () => Promise<Ended>): Promise<Ended> {
  let best = await run()
  for (let time = 1; time < times; time++) {
    const next = await run()
    best = next.ms < best.ms ? next : best
  }
  return best
}
