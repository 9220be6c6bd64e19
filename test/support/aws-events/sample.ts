import type { CloudTrailEvent } from '../events.ts'

/** An event as AWS sends it, and which rule takes it. */
export interface Sample {
  name: string
  event: CloudTrailEvent
  /** Name of the one rule that takes it; null: none, because of `why`. */
  rule: string | null
  why?: string
}

type Rest = Partial<CloudTrailEvent>
export type Make = (detail: Record<string, unknown>, rest?: Rest) => CloudTrailEvent

/** Samples that one rule takes, by name: what differs in their detail, and outside of it. */
export const taken = (rule: string, make: Make, all: Record<string, Record<string, unknown>>, rest?: Rest): Sample[] =>
  Object.entries(all).map(([name, detail]) => ({ name, event: make(named(name, detail), rest), rule }))

/** Samples that no rule takes, by name. */
export const left = (
  make: Make,
  all: Record<string, { why: string; detail: Record<string, unknown>; rest?: Rest }>,
): Sample[] =>
  Object.entries(all).map(([name, { why, detail, rest }]) => ({
    name,
    event: make(named(name, detail), rest),
    rule: null,
    why,
  }))

/** The first word is the event's own name, where the detail has none. */
const named = (name: string, detail: Record<string, unknown>) => ({ eventName: name.split(' ')[0], ...detail })
