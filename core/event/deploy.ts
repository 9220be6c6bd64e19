import type { ReviewedRemoval } from '../plan/review.ts'
import { member, text } from './member.ts'
import { policyIdOf } from './policy-events.ts'

/** What a deployment asks a sweep for, beyond what every sweep does. */
export interface Deploy {
  /** Digest of the manifest, and generation, of the deployment: who works for another one does none of this. */
  manifest: string
  generation: number
  /** When it was asked for, in epoch milliseconds. */
  began: number
  /** `add`: what only notifies is carried out too. `remove`: that is done, and what was reviewed is removed now. */
  phase: 'add' | 'remove'
  /** Removals that somebody reviewed. */
  review: RemovalGroup[]
  /** Whether something waits for a slot that the review frees. */
  isFreeing: boolean
}

/** Reviewed removals that differ in the last part of their keys alone: of ten thousand targets each is told by its id. */
export interface RemovalGroup extends Omit<ReviewedRemoval, 'key'> {
  /** What comes before the last slash of each key. */
  prefix: string
  /** What comes after it. */
  lasts: string[]
}

/** Bytes of JSON: a message of SQS may have 256 KiB, and this is the most of it. */
const longest = 200_000

/** Somebody looked at what was there then: what waits longer is to be reviewed anew. */
const lasts = 24 * 60 * 60_000

/** Clocks of two machines differ by less, in milliseconds. */
const clocksDiffer = 5 * 60_000

/** As many removals, in their order, as a message holds. */
export function packReview(review: ReviewedRemoval[]): RemovalGroup[] {
  const groups = new Map<string, RemovalGroup>()
  let size = 0
  for (const { key, policyId, before } of review) {
    const cut = key.lastIndexOf('/')
    const [prefix, last] = [key.slice(0, cut), key.slice(cut + 1)]
    const head = JSON.stringify({ prefix, policyId, before, lasts: [] })
    size += bytes(JSON.stringify(last)) + 1 + (groups.has(head) ? 0 : bytes(head) + 1)
    if (size > longest) break
    const group = groups.get(head) ?? { prefix, policyId, before, lasts: [] }
    group.lasts.push(last)
    groups.set(head, group)
  }
  return [...groups.values()]
}

const bytes = (value: string): number => new TextEncoder().encode(value).length

export const unpackReview = (groups: RemovalGroup[]): ReviewedRemoval[] =>
  groups.flatMap(({ prefix, policyId, before, lasts }) =>
    lasts.map((last) => ({ key: `${prefix}/${last}`, policyId, before })),
  )

/** Whether a deployment is that of a process, which works for this manifest and generation. */
export const isDeployOf = (deploy: Deploy, manifest: string, generation: number): boolean =>
  deploy.manifest === manifest && deploy.generation === generation

/** Whether its review is not too old to be trusted. */
export const isRecent = ({ began }: Deploy, now: number): boolean => now - began < lasts && began - now < clocksDiffer

/** Reads what came out of the queue. What is no removal that could have been reviewed is left out. */
export function readDeploy(value: unknown): Deploy | undefined {
  const [manifest, phase, review] = [member(value, 'manifest'), member(value, 'phase'), member(value, 'review')]
  const [generation, began] = [member(value, 'generation'), member(value, 'began')]
  if (typeof manifest !== 'string' || (phase !== 'add' && phase !== 'remove')) return undefined
  if (typeof generation !== 'number' || typeof began !== 'number') return undefined
  const groups = Array.isArray(review) ? review.flatMap(groupOf) : []
  return { manifest, generation, began, phase, review: groups, isFreeing: member(value, 'isFreeing') === true }
}

function groupOf(value: unknown): RemovalGroup[] {
  const [prefix, policyId] = [text(member(value, 'prefix'), 300), policyIdOf(member(value, 'policyId'))]
  const [before, lasts] = [member(value, 'before'), member(value, 'lasts')]
  const isDigest = before === null || (typeof before === 'string' && /^[0-9a-f]{64}$/.test(before))
  if (!policyId || !isDigest || !Array.isArray(lasts)) return []
  return [{ prefix, policyId, before, lasts: lasts.filter((last) => typeof last === 'string') }]
}
