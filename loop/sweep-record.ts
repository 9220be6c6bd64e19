import { lookedAt, placesOf } from '../core/audit/looked.ts'
import { type AuditRecord, iso } from '../core/audit/record.ts'
import { digest } from '../core/digest.ts'
import { everywhere, partOf } from '../core/event/sweep.ts'
import type { Manifest } from '../core/manifest.ts'
import { policyKey } from '../core/policy/type.ts'
import { each } from './each.ts'
import type { Recorder } from './recorder.ts'
import type { Restored } from './restore.ts'
import type { LenientState } from './state.ts'
import type { Trigger } from './trigger.ts'

type Ports = { state: LenientState }

const minutes = 60_000

/** A part that was due twice since it was looked at last was missed. */
const missedAfter = { targets: 30 * minutes, accounts: 120 * minutes }

/** As many pseudonyms are asked for at once. */
const together = 50

/**
 * Records what the first look of a part of a sweep proves, which came to its end, and the time before it that no sweep looked at
 * the part. Without pseudonyms there is no proof.
 */
export async function recordSweep(
  ports: Ports,
  manifest: Manifest,
  trigger: Trigger,
  first: Restored['first'],
  recorder: Recorder,
): Promise<void> {
  // Another organization answered, or nobody: nothing was looked at.
  if (first.organization.root === null) return
  const { state } = ports
  const { what, row, after } = partNamed(trigger, manifest)
  const before = await state.get(row)
  const records = (async () => {
    const looked = await sweepRecord(manifest, trigger, first, recorder)
    if (!looked) return []
    return [looked, ...noSweep(recorder, what, before, first.began, after)]
  })()
  const written = await recorder.write(records)
  if (written.length === 0 || recorder.isBehind()) return
  await state.put({ [row]: first.began })
}

function partNamed({ scope }: Trigger, manifest: Manifest): { what: string; row: string; after: number } {
  const part = partOf(scope, manifest)
  const [policy] = scope.coverage === 'all' ? [] : scope.coverage
  const what = policy ? policyKey(policy) : part === everywhere ? 'targets' : part
  return { what, row: `sweep/recorded/${what}`, after: policy ? missedAfter.accounts : missedAfter.targets }
}

/** A row that is lost, or that nobody could have written, tells nothing: since when is not known. */
function noSweep(recorder: Recorder, what: string, before: unknown, now: number, after: number): AuditRecord[] {
  const last = typeof before === 'number' && before > 0 && before <= now ? before : null
  if (last !== null && now - last <= after) return []
  return [recorder.record('gap', { from: last === null ? null : iso(last), until: iso(now), why: 'no-sweep', what })]
}

async function sweepRecord(
  manifest: Manifest,
  { kind, scope }: Trigger,
  first: Restored['first'],
  recorder: Recorder,
): Promise<AuditRecord | undefined> {
  const { organization, plan } = first
  const looked = lookedAt(manifest, organization, scope, plan.exempt)
  const { targets, accounts } = placesOf(looked.wanted)
  const all = placesOf([...looked.wanted, ...looked.exempt]).targets
  const names = new Map<string, string>()
  await each(all, async (id) => names.set(id, await recorder.identify('acct', id)), together)
  if (recorder.isBehind()) return undefined
  const digestOf = (attachments: [string, string][], contents: Record<string, string>) =>
    digest({ attachments: attachments.map(([policy, id]) => `${policy} ${names.get(id)}`).sort(), contents })
  const isOfAccounts = looked.accounts.length > 0
  return recorder.record('sweep', {
    ...recorder.ofRun,
    trigger: kind === 'deploy' ? 'deploy' : 'sweep',
    began: iso(first.began),
    ended: iso(first.ended),
    looked: {
      targets: looked.targets,
      contents: looked.contents.sort(),
      accounts: looked.accounts.sort(),
      accountsSince: isOfAccounts ? iso(scope.accountsSince ?? first.began) : null,
    },
    desired: digestOf(looked.wanted, looked.contentsWanted),
    observed: digestOf(looked.seen, looked.contentsSeen),
    counts: {
      policies: looked.policies,
      targets: targets.length,
      accounts,
      attachments: looked.wanted.length,
      missing: looked.missing,
    },
    exempt: looked.exempt.map(([policy, id]) => ({ policy, target: names.get(id) ?? '' })),
    notRead: [...new Set(plan.blocked.flatMap(({ code }) => (code === 'not-read' ? code : [])))],
  })
}
