import type { Manifest, ManifestPolicy, Target } from '../core/manifest.ts'
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
    if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(output)}`)
    if (!operation.startsWith('List')) writes.push(answer.headers.get('x-amzn-requestid') ?? '')
    return output
  }
  const hold = (hold: boolean) =>
    fetch(new URL('/_holdfast/delivery', endpoint), { method: 'POST', body: JSON.stringify({ hold }) })

  for (const [at, { text, act }] of deeds(manifest).entries()) {
    if (context.signal.aborted) return
    context.out(`\n${context.paint('bold', wrap(`${at + 1}. The administrator ${safe(text)}`, 80, '   '))}\n`)
    told.length = 0
    writes = []
    await hold(true)
    await act(admin)
    const started = context.clock.now()
    await hold(false)
    const isOver = () => writes.every(enforcement.hasArrived) || context.clock.now() > started + patience
    while (!isOver()) await context.clock.sleep(2)
    await enforcement.bus.idle()
    const took = duration(context.clock.now() - started)
    const calls = told.flatMap(({ run }) => Object.values(run.calls)).reduce((sum, number) => sum + number, 0)
    const notices = told.flatMap((one) => one.notices)
    context.out(
      notices.length > 0 ? noticesText(notices, took, calls, context.paint, '   ') : '   nothing was restored\n',
    )
  }
}

const patience = 10_000

function deeds(manifest: Manifest): Deed[] {
  const enforced = manifest.policies.filter(({ mode, state }) => mode === 'enforce' && state === 'present')
  const attached = (prefix: RegExp) =>
    enforced.flatMap((policy) =>
      policy.targets.filter(({ id }) => prefix.test(id)).map((target) => ({ policy, target })),
    )[0]
  const [edited, renamed = edited] = enforced
  const [deleted] = [...enforced].sort((one, other) => other.targets.length - one.targets.length)
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
    for (const { id } of policy.targets) await admin('DetachPolicy', { PolicyId, TargetId: id })
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
  let NextToken: unknown
  do {
    const page = await admin('ListPolicies', { Filter: type, ...(NextToken ? { NextToken } : {}) })
    const found = (page.Policies as { Id: string; Name: string }[]).find(({ Name }) => Name === name)
    if (found) return found.Id
    NextToken = page.NextToken
  } while (NextToken)
  return undefined
}
