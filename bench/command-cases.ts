import type { Figures } from './figures.ts'
import { inFolder } from './folder.ts'
import { type Ended, holdfast, quickest } from './processes.ts'

const runs = 3
const resources = [250, 500, 1_000]
const accounts = [2_500, 5_000, 10_000]
const most = 10_000

const figuresOf = ({ wall, cpu, rss }: Ended): Figures => ({
  'wall ms': Math.round(wall),
  'cpu ms': Math.round(cpu),
  'rss MB': Math.round(rss),
})

/** How much more CPU the larger of two took, as a share of what n log n allows: one is n log n. */
const growth = (small: Ended, large: Ended, from: number, to: number): number =>
  Math.round((large.cpu / small.cpu / ((to * Math.log(to)) / (from * Math.log(from)))) * 100) / 100

const run = (args: string[], size: { resources: number; accounts: number }): Promise<Ended> =>
  inFolder(size, (folder) => quickest(runs, () => holdfast(args, { folder })))

/** Runs a command at growing sizes; the last one tells how it grew from the first. */
async function grown(sizes: number[], measure: (size: number) => Promise<Ended>, name: (size: number) => string) {
  const ended: Ended[] = []
  for (const size of sizes) ended.push(await measure(size))
  const [first, last] = [ended[0], ended.at(-1)]
  return sizes.map((size, at): [string, Figures] => {
    const figures = figuresOf(ended[at] as Ended)
    if (!first || !last || ended[at] !== last) return [name(size), figures]
    return [name(size), { ...figures, growth: growth(first, last, sizes[0] ?? size, size) }]
  })
}

export const validate = async (): Promise<Record<string, Figures>> =>
  Object.fromEntries(
    await grown(
      resources,
      (count) => run(['validate'], { resources: count, accounts: most }),
      (count) => `${count} resources`,
    ),
  )

export async function planFile(): Promise<Record<string, Figures>> {
  const args = ['plan', '--organization', 'organization.yaml']
  const byResources = await grown(
    resources,
    (count) => run(args, { resources: count, accounts: most }),
    (count) => `${count} on ${most}`,
  )
  const byAccounts = await grown(
    accounts,
    (count) => run(args, { resources: 1_000, accounts: count }),
    (count) => `1000 on ${count}${count === most ? ', again' : ''}`,
  )
  return Object.fromEntries([...byResources, ...byAccounts])
}

/** Until it says that it is ready. */
export async function emulate(): Promise<Record<string, Figures>> {
  const ready = { until: 'ready ' }
  const alone = await quickest(5, () => holdfast(['emulate'], ready))
  const example = await quickest(5, () => holdfast(['emulate', '--organization', 'examples/organization.yaml'], ready))
  const large = await inFolder({ resources: 1, accounts: most }, (folder) =>
    quickest(1, () => holdfast(['emulate', '--organization', 'organization.yaml'], { folder, ...ready })),
  )
  return { alone: figuresOf(alone), example: figuresOf(example), '10000 accounts': figuresOf(large) }
}
