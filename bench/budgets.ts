import type { Budget } from './figures.ts'
import { crowd, named, sizes } from './organization.ts'

const speed = 'design, Speed'
const decision = 'docs/decisions/0008'
const pages = (items: number) => Math.ceil(items / 20)

/** Foreign, FullAWSAccess, and ours: those on OUs and the one on every account. */
const policies = named.policies + 3

/** A sweep by target reads the root, the names and the targets of each policy; within an hour each content once. */
const hour = 4 * (1 + pages(policies) + named.policies * pages(named.targets)) + named.policies + 1

/** A sweep of accounts reads root and names as well. */
const accountSweep = (accounts: number) => 1 + pages(policies) + pages(accounts + 1) + pages(accounts)

/** What must hold, and who says so. */
export const budgets: readonly Budget[] = [
  { case: 'detach-cold', figure: 'calls', limit: 3, source: speed },
  { case: 'detach-cold', figure: 'writes', limit: 1, source: speed },
  { case: 'detach-warm', figure: 'calls', limit: 3, source: speed },
  { case: 'detach-warm', figure: 'writes', limit: 1, source: speed },
  { case: 'detach-each', figure: 'calls', limit: 4, source: speed },
  { case: 'detach-each', figure: 'writes', limit: 1, source: speed },
  { case: 'detach-amid', figure: 'seconds', limit: 60, source: speed },
  { case: 'foreign-unknown', figure: 'calls', limit: 1, source: speed },
  { case: 'foreign-known', figure: 'calls', limit: 0, source: speed },
  // One for each unknown policy, the names of all once, and what a detach takes.
  { case: 'flood', figure: 'calls', limit: crowd.length + pages(crowd.length + policies) + 3, source: speed },
  { case: 'flood', figure: 'seconds', limit: 60, source: speed },
  { case: 'sweep-fast', figure: 'calls', limit: hour, source: speed },
  { case: 'sweep-fast', figure: 'writes', limit: 0, source: speed },
  ...sizes.map(({ accounts }) => ({
    ...{ case: 'sweep-accounts', figure: 'calls', inputs: [String(accounts)] },
    ...{ limit: accountSweep(accounts), source: speed },
  })),
  { case: 'sweep-accounts', figure: 'writes', limit: 0, source: speed },
  { case: 'repair-killed', figure: 'seconds', inputs: ['10000'], limit: 150 * 60, source: speed },
  { case: 'repair', figure: 'seconds', inputs: ['10000'], limit: 150 * 60, source: speed },
  { case: 'plan-in-sync', figure: 'calls', limit: 60, source: decision },
  { case: 'plan-first', figure: 'calls', limit: 60, source: decision },
  { case: 'plan-detached', figure: 'calls', limit: 60, source: decision },
  // Beyond sixty, as the decision says and explains.
  { case: 'plan-edited', figure: 'calls', limit: 63, source: decision },
  { case: 'plan-lost', figure: 'calls', limit: 68, source: decision },
  { case: 'validate', figure: 'ms', inputs: ['1000 resources'], limit: 2_000, source: speed },
  { case: 'validate', figure: 'ms', inputs: ['1000 of 18 kB'], limit: 2_000, source: speed },
  { case: 'validate', figure: 'rss MB', inputs: ['1000 of 18 kB'], limit: 300, source: speed },
  { case: 'plan-file', figure: 'ms', inputs: ['1000 on 10000'], limit: 3_000, source: speed },
  { case: 'verify', figure: 'ms', limit: 60_000, source: 'docs/decisions/0032' },
  { case: 'verify', figure: 'rss MB', limit: 512, source: 'docs/decisions/0032' },
  // As a share of n log n.
  { case: 'validate', figure: 'x resources', limit: 1, source: speed },
  { case: 'plan-file', figure: 'x resources', limit: 1, source: speed },
  { case: 'plan-file', figure: 'x accounts', limit: 1, source: speed },
  { case: 'bundle', figure: 'bytes', limit: 700_000, source: speed },
  { case: 'bundle', figure: 'import ms', limit: 150, source: speed },
  { case: 'emulate', figure: 'ms', inputs: ['example'], limit: 200, source: 'docs/decisions/0015' },
]
