import { digest } from '../core/digest.ts'
import type { Manifest } from '../core/manifest.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import type { Plan } from '../core/plan/plan.ts'
import { OrganizationMismatch, type State } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'
import { currentGeneration } from './generation.ts'
import { planFor } from './plan.ts'
import type { EnforcementPorts } from './ports.ts'
import { lenient } from './state.ts'

export type PreflightPorts = Pick<EnforcementPorts, 'organizations' | 'state' | 'notify' | 'clock'>

/** What is about to be deployed. */
export interface Asked {
  /** Digest of the manifest. */
  manifest: string
  /** Names the bundles of the functions. */
  bundles: string
  /** Digest of the plan that somebody reviewed; empty: nobody did. */
  expect: string
}

/** The generation that is going to be deployed, or in a sentence why it must not be. */
export type Preflight = { generation: number } | { refused: string }

const prefix = 'preflight/'

/** Of more targets that change the slots are not read: AWS gives five a second, and a function has a quarter of an hour. */
export const mostSlots = 1_000

/** What CloudFormation takes back it takes back within this time, in milliseconds. */
const rollbackComesWithin = 6 * 60 * 60_000

/**
 * Plans with the manifest that is about to be deployed, and writes nothing to the organization. A rollback to what was
 * deployed is not held up, whatever its plan says: CloudFormation would be stuck between two deployments.
 */
export async function preflight(given: PreflightPorts, manifest: Manifest, asked: Asked): Promise<Preflight> {
  const { clock } = given
  const state = lenient(given)
  const current = await currentGeneration(state)
  const earlier = await rolledBackTo(state, asked, current, clock.now())
  if (earlier !== undefined) return { generation: earlier }
  if (asked.manifest !== manifest.digest)
    return { refused: `The function carries manifest ${manifest.digest}, not ${asked.manifest}` }
  try {
    const { plan } = await planFor(manifest, given, { mostSlots })
    if (plan.blocked.length > 0) return { refused: refusal(plan.blocked) }
    if (asked.expect && asked.expect !== plan.digest) return { refused: changed(plan, asked.expect) }
  } catch (error) {
    if (!(error instanceof OrganizationMismatch)) throw error
    return { refused: refusal([mismatch(error)]) }
  }
  const generation = clock.now()
  const others = Object.keys(await state.list(prefix)).filter((row) => row !== prefix + current)
  await state.remove(others)
  await state.put({ [prefix + generation]: digest(asked) })
  return { generation }
}

/** The generation of the same deployment, where it is the present one or was the one before it a moment ago. */
async function rolledBackTo(
  state: State,
  asked: Asked,
  current: number | undefined,
  now: number,
): Promise<number | undefined> {
  if (current === undefined) return undefined
  const same = Object.entries(await state.list(prefix)).filter(([, of]) => of === digest(asked))
  const isRecent = now - current < rollbackComesWithin
  return same
    .map(([row]) => Number(row.slice(prefix.length)))
    .find((generation) => generation === current || (generation < current && isRecent))
}

function refusal([first, ...others]: Problem[]): string {
  const more = others.length > 0 ? ` And ${others.length} more: "holdfast plan" shows them.` : ''
  return first ? `${first.code}: ${first.message}. ${first.hint}.${more}` : ''
}

const changed = (plan: Plan, expect: string): string =>
  `plan-changed: The plan's digest is ${plan.digest}, not ${expect}. Review the plan as it is now, then deploy with its digest.`
