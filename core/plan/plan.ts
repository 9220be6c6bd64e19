import type { Plan } from '../../schemas/types/plan.ts'
import { digest } from '../digest.ts'
import type { Scope } from '../event/scope.ts'
import { exemptionFindings } from '../exempt/findings.ts'
import type { Manifest } from '../manifest.ts'
import { type Facts, factsOf } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { type Problem, problem } from '../problem.ts'
import type { Change } from './change.ts'
import { coversAccount } from './coverage.ts'
import { desired } from './desired.ts'
import { diff, type Purpose } from './diff.ts'
import { dormantFindings } from './dormant.ts'
import { type Evictions, isEviction } from './evict.ts'
import { withoutExempt } from './exempt.ts'
import { leftOver, order } from './order.ts'
import { reachOf } from './reach.ts'
import { permitted, reviewOf } from './review.ts'
import { slotsAfter } from './slots.ts'

export type { Plan } from '../../schemas/types/plan.ts'

/** The difference between a manifest and an organization at a time (epoch milliseconds), in the order in which it would be carried out. */
export function makePlan(
  manifest: Manifest,
  organization: Organization,
  scope: Scope,
  purpose: Purpose,
  now: number,
  evictions: Evictions = new Map(),
): Plan {
  const facts = factsOf(organization)
  const difference = diff(desired(manifest, organization, facts, scope), organization, facts, purpose)
  const due = withoutExempt(difference.changes, manifest, now)
  const { exempt } = due
  const { changes, left } = order(due.changes, facts, manifest.quotas, evictions)
  return {
    kind: 'holdfast.plan',
    version: 1,
    organization: { id: organization.id, managementAccount: organization.managementAccount },
    manifest: { digest: manifest.digest, commit: manifest.commit },
    // Neither how many accounts it reaches, one that joins makes no other plan of it, nor names: who asks for the reach knows
    // more of them. One by one: as one text, the changes of a large plan are tens of megabytes.
    digest: digest([
      organization.id,
      manifest.digest,
      changes.map((one) => digest({ ...one, target: one.target?.id, accounts: null })),
      ...(exempt.length > 0 ? [exempt.map(({ exemption, change }) => [exemption, change.key])] : []),
    ]),
    summary: summarize(changes),
    blocked: [
      ...difference.blocked,
      ...left.map((change) => leftOver(change, facts, manifest.quotas)),
      ...organization.unread.map(notRead),
    ],
    findings: [
      ...difference.findings,
      ...dormantFindings(changes),
      ...renamedTargets(manifest, facts),
      ...undatedAccounts(manifest, organization, facts),
      ...exemptionFindings(manifest, organization, facts, now),
    ],
    stats: { calls: {} },
    ...(purpose === 'apply' && {
      accounts: reachOf(changes, organization, facts),
      slots: slotsAfter(changes, facts, manifest.quotas),
    }),
    changes,
    exempt,
  }
}

/** What a plan would change, in no order and whatever the slots: enough to know whose slots have to be read for it. */
export const changesFor = (
  manifest: Manifest,
  organization: Organization,
  scope: Scope,
  purpose: Purpose,
  now: number,
): Change[] => {
  const facts = factsOf(organization)
  const { changes } = diff(desired(manifest, organization, facts, scope), organization, facts, purpose)
  return withoutExempt(changes, manifest, now).changes
}

/**
 * The changes that event handlers and sweeps may carry out: nobody reviewed them, and what only notifies is left as well. The
 * one thing that enforcement takes away is what took a slot from us. A deployment was asked for: it only removes nothing.
 */
export const enforceable = (changes: Change[], isDeployment = false): Change[] =>
  permitted(changes, reviewOf(changes.filter(isEviction))).filter(({ mode }) => isDeployment || mode === 'enforce')

function summarize(changes: Change[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1
  return counts
}

/** Whoever renames an OU must not move a guardrail by it: the locked id stays enforced, and the stale name is said. */
function renamedTargets(manifest: Manifest, facts: Facts): Problem[] {
  const targets = new Map(manifest.policies.flatMap((policy) => policy.targets).map((target) => [target.id, target]))
  return [...targets.values()].flatMap(({ id, path }) => {
    const name = facts.nameOf(id)
    if (name === undefined || path === id || path.split(':').at(-1)?.trim().toLowerCase() === name.toLowerCase())
      return []
    const message = `${path} (${id}) is now named ${JSON.stringify(name)}; the locked id stays enforced`
    return problem('target-renamed', {}, message, 'Correct the name in the manifest and run "holdfast lock"')
  })
}

/** AWS gives no joining time for some accounts: they count as accounts that join, and nobody should wonder why. */
function undatedAccounts(manifest: Manifest, organization: Organization, facts: Facts): Problem[] {
  const undated = organization.accounts.filter(({ joined, state }) => joined === null && state === 'ACTIVE')
  return manifest.policies.flatMap(({ name, state, eachAccountIn }) => {
    const dated = { eachAccountIn: eachAccountIn.filter(({ joinedAfter }) => joinedAfter !== null) }
    const found = undated.filter((account) =>
      coversAccount(dated, account, facts.ancestry(account.id), organization.managementAccount),
    )
    if (state === 'absent' || found.length === 0) return []
    const ids = found.map(({ id }) => id).sort()
    const some = ids.slice(0, 3)
    const more = ids.length - some.length
    const message = `AWS does not say when ${some.join(', ')}${more > 0 ? ` and ${more} more` : ''} joined: ${name} counts them as accounts that joined lately`
    return problem('joined-unknown', {}, message, 'Write those that it is not meant for into except')
  })
}

const notRead = (what: string): Problem =>
  problem('not-read', {}, what, 'Nothing is concluded from an incomplete read; correct the cause and try again')
