import type { Manifest, ManifestPolicy, Target } from '../core/manifest.ts'
import { type Admin, type Deed, listed } from './demo-admin.ts'

/** What there is to undo: the manifest's attachments as they are, since not every one of them need be there. */
export async function driftDeeds(manifest: Manifest, admin: Admin): Promise<Deed[]> {
  // SCPs first: most people know them better.
  const enforced = manifest.policies
    .filter(({ mode, state }) => mode === 'enforce' && state === 'present')
    .sort((one, other) => (one.type < other.type ? 1 : one.type > other.type ? -1 : 0))
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
  text: `The administrator detaches ${policy.name} from ${target.path}`,
  async act(admin) {
    await admin('DetachPolicy', { PolicyId: await idOf(admin, policy), TargetId: target.id })
  },
})

const edit = (policy: ManifestPolicy): Deed => ({
  text: `The administrator edits ${policy.name}: it denies nothing now`,
  async act(admin) {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    await admin('UpdatePolicy', { PolicyId: await idOf(admin, policy), Content })
  },
})

const rename = (policy: ManifestPolicy): Deed => ({
  text: `The administrator renames ${policy.name} to unused-${policy.name}`.slice(0, 128),
  async act(admin) {
    await admin('UpdatePolicy', { PolicyId: await idOf(admin, policy), Name: `unused-${policy.name}`.slice(0, 128) })
  },
})

const remove = (policy: ManifestPolicy): Deed => ({
  text: `The administrator detaches ${policy.name} from everything and deletes it`,
  async act(admin) {
    const PolicyId = await idOf(admin, policy)
    for (const TargetId of await targetsOf(admin, PolicyId)) await admin('DetachPolicy', { PolicyId, TargetId })
    await admin('DeletePolicy', { PolicyId })
  },
})

const disable = (manifest: Manifest, { type }: ManifestPolicy): Deed => ({
  text: `The administrator disables the policy type ${type}: everything is detached at once`,
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
