import type { Manifest, ManifestPolicy, Target } from '../core/manifest.ts'
import { total } from '../render/plan.ts'
import { safe } from '../render/safe.ts'
import { noticesText } from '../render/timeline.ts'
import { duration, wrap } from '../render/words.ts'
import type { Context } from './context.ts'
import type { Enforcement, Told } from './enforcement.ts'

/** What an administrator of the management account does to the guardrails. */
interface Deed {
  text: string
  act: (admin: Admin) => Promise<void>
}

/** One call to the emulator as the administrator. */
type Admin = (operation: string, input: object) => Promise<Record<string, unknown>>

/** AWS does not let the administrator do it. */
class Refused extends Error {}

/** Does one deed after the other and shows what enforcement makes of each. `told` is filled by the enforcement. */
export async function demonstrate(
  context: Context,
  manifest: Manifest,
  enforcement: Enforcement,
  endpoint: string,
  told: Told[],
): Promise<void> {
  let writes: string[] = []
  const admin: Admin = async (operation, input) => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSOrganizationsV20161128.${operation}`,
        Authorization: 'AWS4-HMAC-SHA256 Credential=administrator/20260101/us-east-1/organizations/aws4_request',
      },
      body: JSON.stringify(input),
    })
    const output = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Refused(`${operation}: ${output.Message ?? output.message ?? output.__type}`)
    if (!operation.startsWith('List')) writes.push(answer.headers.get('x-amzn-requestid') ?? '')
    return output
  }
  const hold = (hold: boolean) =>
    fetch(new URL('/_holdfast/delivery', endpoint), { method: 'POST', body: JSON.stringify({ hold }) })

  for (const [at, { text, act }] of (await deeds(manifest, admin)).entries()) {
    if (context.signal.aborted) return
    context.out(`\n${context.paint('bold', wrap(`${at + 1}. The administrator ${safe(text)}`, 80, '   '))}\n`)
    told.length = 0
    writes = []
    await hold(true)
    const refusal = await act(admin).then(() => undefined, refusalOf)
    const started = context.clock.now()
    await hold(false)
    if (refusal) context.out(`   ${wrap(`AWS refuses: ${safe(refusal)}`, 77, '   ')}\n`)
    if (writes.length === 0) continue
    const isOver = () => writes.every(enforcement.hasArrived) || context.clock.now() > started + patience
    while (!isOver()) await context.clock.sleep(2)
    await enforcement.bus.idle()
    const took = duration(context.clock.now() - started)
    const calls = told.reduce((sum, { run }) => sum + total(run.calls), 0)
    const notices = told.flatMap((one) => one.notices)
    context.out(
      notices.length > 0 ? noticesText(notices, took, calls, context.paint, '   ') : '   nothing was restored\n',
    )
  }
}

const patience = 10_000

function refusalOf(error: unknown): string {
  if (error instanceof Refused) return error.message
  throw error
}

/** What there is to undo: the manifest's attachments as they are, since not every one of them need be there. */
async function deeds(manifest: Manifest, admin: Admin): Promise<Deed[]> {
  const enforced = manifest.policies.filter(({ mode, state }) => mode === 'enforce' && state === 'present')
  const pairs: { policy: ManifestPolicy; target: Target }[] = []
  for (const policy of enforced) {
    const live = await targetsOf(admin, await idOf(admin, policy))
    for (const target of policy.targets) if (live.includes(target.id)) pairs.push({ policy, target })
  }
  const attached = (prefix: RegExp) => pairs.find(({ target }) => prefix.test(target.id))
  const present = [...new Set(pairs.map(({ policy }) => policy))]
  const [edited, renamed = edited] = present
  const attachments = (policy: ManifestPolicy) => pairs.filter((pair) => pair.policy === policy).length
  const [deleted] = [...present].sort((one, other) => attachments(other) - attachments(one))
  return [
    ...[attached(/^r-/), attached(/^ou-/), attached(/^\d/)].flatMap((pair) =>
      pair ? [detach(pair.policy, pair.target)] : [],
    ),
    ...(edited ? [edit(edited)] : []),
    ...(renamed ? [rename(renamed)] : []),
    ...(deleted ? [remove(deleted)] : []),
    ...(edited ? [disable(manifest, edited)] : []),
  ]
}

const detach = (policy: ManifestPolicy, target: Target): Deed => ({
  text: `detaches ${policy.name} from ${target.path}`,
  async act(admin) {
    await admin('DetachPolicy', { PolicyId: await idOf(admin, policy), TargetId: target.id })
  },
})

const edit = (policy: ManifestPolicy): Deed => ({
  text: `edits ${policy.name}: it denies nothing now`,
  async act(admin) {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    await admin('UpdatePolicy', { PolicyId: await idOf(admin, policy), Content })
  },
})

const rename = (policy: ManifestPolicy): Deed => ({
  text: `renames ${policy.name} to unused-${policy.name}`.slice(0, 128),
  async act(admin) {
    await admin('UpdatePolicy', { PolicyId: await idOf(admin, policy), Name: `unused-${policy.name}`.slice(0, 128) })
  },
})

const remove = (policy: ManifestPolicy): Deed => ({
  text: `detaches ${policy.name} from everything and deletes it`,
  async act(admin) {
    const PolicyId = await idOf(admin, policy)
    for (const TargetId of await targetsOf(admin, PolicyId)) await admin('DetachPolicy', { PolicyId, TargetId })
    await admin('DeletePolicy', { PolicyId })
  },
})

const disable = (manifest: Manifest, { type }: ManifestPolicy): Deed => ({
  text: `disables the policy type ${type}: everything is detached at once`,
  async act(admin) {
    await admin('DisablePolicyType', { RootId: manifest.organization.root, PolicyType: type })
  },
})

async function idOf(admin: Admin, { name, type }: ManifestPolicy): Promise<string | undefined> {
  const policies = await listed<{ Id: string; Name: string }>(admin, 'ListPolicies', { Filter: type }, 'Policies')
  return policies.find(({ Name }) => Name === name)?.Id
}

/** Every target that a policy is attached to, whoever attached it. */
async function targetsOf(admin: Admin, PolicyId: string | undefined): Promise<string[]> {
  if (!PolicyId) return []
  const targets = await listed<{ TargetId: string }>(admin, 'ListTargetsForPolicy', { PolicyId }, 'Targets')
  return targets.map(({ TargetId }) => TargetId)
}

async function listed<Item>(admin: Admin, operation: string, input: object, member: string): Promise<Item[]> {
  const items: Item[] = []
  let NextToken: unknown
  do {
    const page = await admin(operation, { ...input, ...(NextToken ? { NextToken } : {}) })
    items.push(...(page[member] as Item[]))
    NextToken = page.NextToken
  } while (NextToken)
  return items
}
