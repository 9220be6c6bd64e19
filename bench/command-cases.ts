import type { Figures } from './figures.ts'
import { inFolder, type Size } from './folder.ts'
import { type Ended, holdfast, quickest } from './processes.ts'

const runs = 3

const whole: Size = { resources: 1_000, accounts: 10_000 }
const byResources: Size[] = [250, 500].map((resources) => ({ ...whole, resources }))
const byAccounts: Size[] = [2_500, 5_000].map((accounts) => ({ ...whole, accounts }))

const figuresOf = ({ ms, rss }: Ended): Figures => ({ ms: Math.round(ms), 'rss MB': Math.round(rss) })

/** How much more time the larger size took than the smaller one, as a share of what n log n allows. */
const growth = (small: number, large: number, from: number, to: number): number =>
  Math.round((large / small / ((to * Math.log(to)) / (from * Math.log(from)))) * 100) / 100

/** Runs a command in folders of these sizes and of the whole one, which tells how it grew from the first. */
async function grown(args: string[], sizes: Size[], growing: 'resources' | 'accounts'): Promise<[Size, Figures][]> {
  const found: [Size, Figures][] = []
  for (const size of [...sizes, whole])
    found.push([size, figuresOf(await inFolder(size, (folder) => quickest(runs, () => holdfast(args, { folder }))))])
  const [from, first]: [Size, Figures] = found[0] ?? [whole, {}]
  const last: Figures = found.at(-1)?.[1] ?? {}
  last[`x ${growing}`] = growth(Number(first.ms), Number(last.ms), from[growing], whole[growing])
  return found
}

export async function validate(): Promise<Record<string, Figures>> {
  const found = await grown(['validate'], byResources, 'resources')
  const large = await inFolder({ ...whole, isLarge: true }, (folder) =>
    quickest(runs, () => holdfast(['validate'], { folder })),
  )
  return {
    ...Object.fromEntries(found.map(([{ resources }, figures]) => [`${resources} resources`, figures])),
    '1000 of 18 kB': figuresOf(large),
  }
}

export async function planFile(): Promise<Record<string, Figures>> {
  const args = ['plan', '--organization', 'organization.yaml']
  const figures: Record<string, Figures> = {}
  for (const found of [await grown(args, byResources, 'resources'), await grown(args, byAccounts, 'accounts')])
    for (const [{ resources, accounts }, one] of found) {
      const input = `${resources} on ${accounts}`
      figures[input] = { ...figures[input], ...one }
    }
  return figures
}

/** Until it says that it is ready. */
export async function emulate(): Promise<Record<string, Figures>> {
  const ready = { until: 'ready ' }
  const alone = await quickest(5, () => holdfast(['emulate'], ready))
  const example = await quickest(5, () => holdfast(['emulate', '--organization', 'examples/organization.yaml'], ready))
  const large = await inFolder({ ...whole, resources: 1 }, (folder) =>
    quickest(1, () => holdfast(['emulate', '--organization', 'organization.yaml'], { folder, ...ready })),
  )
  return { alone: figuresOf(alone), example: figuresOf(example), '10000 accounts': figuresOf(large) }
}
