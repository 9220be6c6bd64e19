import type { Calls } from '../core/ports.ts'

/** What was measured of one case and input: numbers, and counts by operation. */
export type Figures = Record<string, number | Calls>

/** Figures by case and by input. */
export type Measured = Record<string, Record<string, Figures>>

/** What bench/figures.json holds. */
export interface Saved {
  /** Version of Node under which the figures that depend on the machine were taken. */
  node: string
  figures: Measured
}

/** A limit from the design; `inputs` tells whether it holds for one. */
export interface Budget {
  case: string
  figure: string
  limit: number
  inputs?: string[]
  source: string
}

export interface Row {
  case: string
  input: string
  figure: string
  now: number
  saved: number | null
  /** For counts: now and then, by operation, where they differ. */
  operations?: Record<string, [now: number, saved: number]>
  limit: number | null
  source?: string
  /**
   * beyond: over its budget; differs: a count that is not the saved one; worse: by more than its kind may. The first two
   * make exit code 1.
   */
  mark: 'beyond' | 'differs' | 'worse' | null
}

export const total = (calls: Calls): number => Object.values(calls).reduce((sum, count) => sum + count, 0)

/** By how much a figure may be worse than the saved one: what depends on the machine by a half. */
const tolerances: Readonly<Record<string, number>> = { calls: 0, throttled: 0, writes: 0, seconds: 0.01, bytes: 0.01 }
const ofMachines = 0.5

/** Figures that are the same on every machine, and of which any difference is one. */
const counts = new Set(['calls', 'throttled', 'writes'])

export const isExact = (figure: string): boolean => counts.has(figure) || figure === 'seconds'

/** Compares what was measured with its budgets, and with what was saved. */
export function compare(measured: Measured, saved: Measured, budgets: readonly Budget[]): Row[] {
  return Object.entries(measured).flatMap(([name, inputs]) =>
    Object.entries(inputs).flatMap(([input, figures]) =>
      Object.entries(figures).map(([figure, value]) => {
        const budget = budgets.find(
          (one) => one.case === name && one.figure === figure && (!one.inputs || one.inputs.includes(input)),
        )
        return rowOf({ name, input, figure, value, before: saved[name]?.[input]?.[figure], budget })
      }),
    ),
  )
}

interface Compared {
  name: string
  input: string
  figure: string
  value: number | Calls
  before: number | Calls | undefined
  budget: Budget | undefined
}

function rowOf({ name, input, figure, value, before, budget }: Compared): Row {
  const now = numberOf(value)
  const saved = before === undefined ? null : numberOf(before)
  const operations = operationsOf(value, before)
  const isDifferent = saved !== null && counts.has(figure) && (now !== saved || operations !== undefined)
  const isWorse = saved !== null && now > saved * (1 + (tolerances[figure] ?? ofMachines))
  const mark = budget && now > budget.limit ? 'beyond' : isDifferent ? 'differs' : isWorse ? 'worse' : null
  return {
    ...{ case: name, input, figure, now, saved },
    ...(operations && { operations }),
    limit: budget?.limit ?? null,
    ...(budget && { source: budget.source }),
    mark,
  }
}

const numberOf = (value: number | Calls): number => (typeof value === 'number' ? value : total(value))

function operationsOf(value: number | Calls, before: number | Calls | undefined): Row['operations'] {
  if (typeof value === 'number' || typeof before !== 'object') return undefined
  const differing = Object.keys({ ...before, ...value })
    .sort()
    .map((name): [string, [number, number]] => [name, [value[name] ?? 0, before[name] ?? 0]])
    .filter(([, [now, then]]) => now !== then)
  return differing.length > 0 ? Object.fromEntries(differing) : undefined
}

/** Whether a budget or a count is broken. */
export const isBroken = (rows: Row[]): boolean => rows.some(({ mark }) => mark === 'beyond' || mark === 'differs')
