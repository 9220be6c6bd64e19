import { join } from 'node:path'
import { bundle } from './bundle-case.ts'
import { emulate, planFile, validate } from './command-cases.ts'
import { emulatorAtScale } from './emulator-case.ts'
import type { Figures } from './figures.ts'
import { sizes } from './organization.ts'
import { node } from './processes.ts'
import { verify } from './verify-case.ts'
import { worldCases } from './world-cases.ts'

export interface Case {
  about: string
  /** What the inputs are. */
  input: string
  /** Figures by input; `accounts` restricts the organizations to those of one size. */
  run: (accounts?: number) => Promise<Record<string, Figures>>
}

/** Each size is a process of its own, so that nothing of one is left for another. */
const inWorlds = (name: string, about: string): Case => ({
  about,
  input: 'accounts',
  async run(only) {
    const figures: Record<string, Figures> = {}
    for (const { accounts } of sizes) {
      if (only !== undefined && only !== accounts) continue
      const script = join(import.meta.dirname, 'world-process.js')
      const { stdout } = await node(['--expose-gc', script, name, String(accounts)])
      figures[accounts] = JSON.parse(stdout)
    }
    return figures
  },
})

export const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(Object.entries(worldCases).map(([name, { about }]) => [name, inWorlds(name, about)])),
  validate: { about: 'the command, on a folder with as many policies', input: 'manifest', run: validate },
  'plan-file': {
    about: 'plan --organization FILE: so many resources, of which nothing is there yet, on so many accounts',
    input: 'resources',
    run: planFile,
  },
  verify: {
    about: 'audit verify on a year of 10,000 accounts: 200,000 segments, 35,040 digests, 365 bundles',
    input: 'trail',
    run: verify,
  },
  bundle: { about: 'what a function carries and imports', input: 'function', run: bundle },
  emulator: {
    about: 'loading, a policy listed with all its accounts, and DisablePolicyType, of the emulator',
    input: 'accounts',
    run: emulatorAtScale,
  },
  emulate: { about: 'from the start of the command until it is ready', input: 'organization', run: emulate },
}
