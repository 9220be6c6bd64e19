import { isAccountId, type Manifest, type ManifestPolicy } from '../core/manifest.ts'
import { factsOf } from '../core/organization/facts.ts'
import type { Policy } from '../core/organization/organization.ts'
import { coversAccount } from '../core/plan/coverage.ts'
import type { Purpose } from '../core/plan/diff.ts'
import { isReserved, isTaggedAs } from '../core/policy/ownership.ts'
import { renamedFrom } from '../core/policy/renamed.ts'
import { isSamePolicy, nameKey, type PolicyType, typesOf } from '../core/policy/type.ts'
import { OrganizationMismatch } from '../core/ports.ts'
import { CallError } from './call.ts'
import { addAccount, addPoliciesAt, addPolicy, addTargets, type Gathering, gathered } from './gather.ts'
import { inParallel } from './parallel.ts'
import type { FoundAccount, FoundPolicy, OrganizationIds, Reader } from './read.ts'

/**
 * What this process saw before. It spares calls for what is not ours, and tells which policy was renamed; what is ours
 * is always read anew. Thrown away every fifteen minutes.
 */
export interface Memory {
  since: number
  /** Whether the organization behind the endpoint was seen to be the manifest's. */
  verified: boolean
  /** Ids of policies that are not the manifest's: neither by name nor by tag, or every name has another bearer. */
  foreign: Set<string>
  /** Ids of policies with a strange name, of which it is not known yet whether they were renamed. */
  strange: Set<string>
  /** Ids of policies that do not carry our tag. */
  untagged: Set<string>
  /** Ids of which AWS says that they do not exist, and since when; AWS gives no id twice. */
  gone: Map<string, number>
  /** Ids under the manifest's names, by type and name. */
  bearers: Map<string, string>
  /** Every account, and when the list was read: it costs a call for twenty accounts, and events tell who joined since. */
  accounts: { read: number; list: FoundAccount[] } | null
}

export const noMemory = (now: number, accounts: Memory['accounts'] = null): Memory => ({
  since: now,
  verified: false,
  foreign: new Set(),
  strange: new Set(),
  untagged: new Set(),
  gone: new Map(),
  bearers: new Map(),
  accounts,
})

/** A policy that was made a moment ago may not be seen yet, in milliseconds. */
const madeWithin = 2 * 60_000

export const isGone = ({ memory, now }: Look, policyId: string): boolean =>
  now - (memory.gone.get(policyId) ?? now) > madeWithin

function noteGone({ memory, now }: Look, policyId: string): void {
  if (!memory.gone.has(policyId)) memory.gone.set(policyId, now)
}

/** One look at the organization. */
export interface Look {
  /** When it began, in epoch milliseconds. */
  now: number
  reader: Reader
  memory: Memory
  manifest: Manifest
  purpose: Purpose
  found: Gathering
  /** Reads of targets under way, by type and target: each is asked for once. */
  targets: Map<string, Promise<void>>
}

/** All policies of a type by name. Where a name is missing, the tags of the others may tell which one was renamed. */
export async function readNames(look: Look, type: PolicyType): Promise<void> {
  const { reader, manifest, found } = look
  if (found.policyLists.has(type) || found.failedLists.has(type)) return
  const policies = await attempt(look, () => reader.policies(type))
  if (policies === unread) {
    found.failedLists.add(type)
    return
  }
  // Ours first: who is a stranger is certain only when every name is seen to have its bearer.
  const isOurs = ({ policy }: FoundPolicy) => manifestPolicy(manifest, policy) !== undefined
  for (const one of policies.filter(isOurs)) keep(look, one)
  for (const one of policies.filter((other) => !isOurs(other))) keep(look, one)
  found.policyLists.add(type)
  const wanted = manifest.policies.filter((policy) => policy.type === type && policy.state === 'present')
  if (wanted.every((policy) => policyNamed(found, policy))) return
  const strays = policies.filter(({ policy }) => !isReserved(policy) && !manifestPolicy(manifest, policy))
  await inParallel(strays, async ({ policy }) => void (await readTags(look, policy.id)))
}

/** Content and targets of the policy that bears a name of the manifest, or bore it until it was renamed. */
export async function readBearer(look: Look, policy: ManifestPolicy): Promise<void> {
  await readNames(look, policy.type)
  const bearer = policyNamed(look.found, policy) ?? policyRenamed(look, policy)
  if (!bearer) return
  await readPolicy(look, bearer.id)
  await readTargets(look, bearer.id)
}

/** All names of the manifest, and whatever bears one of them under another id than before. */
export async function readBearers(look: Look): Promise<void> {
  const before = new Map(look.memory.bearers)
  for (const type of typesOf(look.manifest.policies)) await readNames(look, type)
  for (const policy of look.manifest.policies) {
    const known = before.get(nameKey(policy))
    const now = policyNamed(look.found, policy)
    if (known && now && now.id !== known) await readBearer(look, policy)
  }
}

/** A policy with its content. */
export async function readPolicy(look: Look, id: string): Promise<Policy | undefined> {
  const before = look.found.policies.get(id)
  if (before?.content !== undefined) return before
  const one = await attempt(look, () => look.reader.policy(id))
  if (one === unread) return undefined
  if (one) return keep(look, one)
  noteGone(look, id)
  return undefined
}

export async function readTargets(look: Look, policyId: string): Promise<void> {
  const targets = await attempt(look, () => look.reader.targets(policyId))
  if (targets && targets !== unread) addTargets(look.found, policyId, targets)
}

export async function readTags(look: Look, policyId: string): Promise<Record<string, string> | undefined> {
  const { memory, found, reader } = look
  const tags = await attempt(look, () => reader.tags(policyId))
  if (tags === unread) return undefined
  if (tags === undefined) {
    // It was deleted a moment ago: it is nobody's any more.
    found.policies.delete(policyId)
    noteGone(look, policyId)
    return undefined
  }
  found.tags.set(policyId, tags)
  if (carriesOurTag(look, policyId)) {
    for (const ids of [memory.untagged, memory.foreign, memory.strange]) ids.delete(policyId)
  } else memory.untagged.add(policyId)
  return tags
}

export async function readAccount(look: Look, id: string): Promise<void> {
  const { reader, found } = look
  if (found.accounts.get(id)?.state) return
  const one = await attempt(look, async () => {
    const account = await reader.account(id)
    return account && ancestorsOf(reader, account, new Map())
  })
  if (one === unread) return
  if (one) addAccount(found, one)
  else found.gone.add(id)
}

/** Every account with the OUs above it; where `since` is given, a list that was read since then serves. */
export async function readAccounts(look: Look, since: number | undefined): Promise<void> {
  const { reader, found, memory, now } = look
  if (found.base.read.accounts) return
  if (since === undefined || !memory.accounts || memory.accounts.read < since) {
    const list = await attempt(look, async () => {
      const parents = new Map<string, string | undefined>()
      const placed: FoundAccount[] = []
      await inParallel(
        await reader.accounts(),
        async (one) => void placed.push(await ancestorsOf(reader, one, parents)),
      )
      return placed
    })
    if (list === unread) return
    memory.accounts = { read: now, list }
    found.base.read.accounts = true
  }
  // An account that joined since the list was read is not in it: of such nothing is known.
  for (const account of memory.accounts.list) addAccount(found, account)
}

/** What is attached to a target; for a plan of an account its state too, because only active ones are attached to. */
export function readTarget(look: Look, type: PolicyType, targetId: string): Promise<void> {
  const key = `${type} ${targetId}`
  const reading = look.targets.get(key) ?? readPoliciesAt(look, type, targetId)
  look.targets.set(key, reading)
  return reading
}

async function readPoliciesAt(look: Look, type: PolicyType, targetId: string): Promise<void> {
  const { reader, found, purpose } = look
  if (found.targetPolicies.has(`${type} ${targetId}`)) return
  const policies = await attempt(look, () => reader.policiesAt(targetId, type))
  if (policies === unread) return
  if (policies === undefined) {
    found.gone.add(targetId)
    return
  }
  for (const { policy, owner } of policies) verify(look, owner, policy)
  addPoliciesAt(found, type, targetId, policies)
  if (purpose === 'apply' && isAccountId(targetId)) await readAccount(look, targetId)
}

/** An account that joined or moved, and what of the manifest's is attached to it itself. */
export async function readEnrolled(look: Look, id: string): Promise<void> {
  const { manifest, memory, found } = look
  await readAccount(look, id)
  const account = found.accounts.get(id)
  if (account?.state !== 'ACTIVE') return
  const ancestry = factsOf(gathered(found)).ancestry(id)
  const wanted = manifest.policies.filter(
    (policy) =>
      policy.state === 'present' &&
      (policy.targets.some((target) => target.id === id) ||
        coversAccount(policy, account, ancestry, manifest.organization.managementAccount)),
  )
  for (const type of typesOf(wanted)) {
    await readTarget(look, type, id)
    const [missing, ...others] = wanted.filter((policy) => policy.type === type && !policyNamed(found, policy))
    if (!missing) continue
    // Of one it is cheaper than the names of all policies, and as true: who bears the name now is read.
    const known = others.length === 0 && memory.bearers.get(nameKey(missing))
    if (known) await readPolicy(look, known)
    if (!policyNamed(found, missing)) await readNames(look, type)
  }
}

/** Where AWS does not tell the path of an account, its parents are listed, each once. */
export async function ancestorsOf(
  reader: Reader,
  one: FoundAccount,
  parents: Map<string, string | undefined>,
): Promise<FoundAccount> {
  if (one.ancestors.length > 0) return one
  const ancestors: string[] = []
  let id: string | undefined = one.account.id
  while (id && !id.startsWith('r-')) {
    if (!parents.has(id)) parents.set(id, await reader.parent(id))
    id = parents.get(id)
    if (id) ancestors.unshift(id)
  }
  return { account: { ...one.account, parentId: ancestors.at(-1) ?? null }, ancestors }
}

/** Keeps a policy that AWS told of, with the manifest's name under which this process knew it. */
function keep(look: Look, { policy, owner }: FoundPolicy): Policy {
  verify(look, owner, policy)
  const { memory, manifest, found } = look
  memory.gone.delete(policy.id)
  const former = manifest.policies.find((one) => memory.bearers.get(nameKey(one)) === policy.id)
  const isRenamed = former !== undefined && former.name !== policy.name
  const kept = isRenamed ? { ...policy, formerName: former.name } : policy
  if (manifestPolicy(manifest, policy)) {
    memory.bearers.set(nameKey(policy), policy.id)
    for (const ids of [memory.foreign, memory.strange]) ids.delete(policy.id)
  } else if (!isRenamed && !policy.awsManaged && !carriesOurTag(look, policy.id)) {
    const isStranger = memory.untagged.has(policy.id) || bearersAreKnown(look, policy.type)
    ;(isStranger ? memory.foreign : memory.strange).add(policy.id)
  }
  addPolicy(found, kept)
  return kept
}

export const carriesOurTag = ({ manifest, found }: Look, policyId: string): boolean =>
  manifest.policies.some(({ name }) => isTaggedAs(found.tags.get(policyId) ?? {}, name))

/** Whether every name of a type has a policy that is known, so that another one cannot be the one behind a name. */
const bearersAreKnown = ({ manifest, memory }: Look, type: PolicyType): boolean =>
  manifest.policies.every(
    (policy) => policy.type !== type || policy.state === 'absent' || memory.bearers.has(nameKey(policy)),
  )

/** Another organization behind the endpoint: nothing more is read, nothing is written. */
export function verify({ memory, manifest }: Look, owner: OrganizationIds | null, policy?: Policy): void {
  if (!owner && policy?.awsManaged !== false) return
  const { id, managementAccount } = manifest.organization
  if (owner?.id !== id || owner.managementAccount !== managementAccount) {
    throw new OrganizationMismatch(
      `This is organization ${owner?.id} of account ${owner?.managementAccount}; the lock is for ${id} of ${managementAccount}`,
    )
  }
  memory.verified = true
}

export const unread = Symbol('unread')

/** For apply a read that fails ends it all; enforcement goes on with what it could read, and concludes nothing of the rest. */
export async function attempt<Value>(
  { purpose, found }: Look,
  read: () => Promise<Value>,
): Promise<Value | typeof unread> {
  try {
    return await read()
  } catch (error) {
    if (purpose === 'apply' || !(error instanceof CallError)) throw error
    found.unread.add(error.aws.message)
    return unread
  }
}

export const manifestPolicy = (manifest: Manifest, named: Policy): ManifestPolicy | undefined =>
  manifest.policies.find((policy) => isSamePolicy(policy, named))

export const policyNamed = (found: Gathering, named: ManifestPolicy): Policy | undefined =>
  [...found.policies.values()].find((policy) => isSamePolicy(policy, named))

/** A policy that bore the name before, or that our tag says is the one; what bears a name of the manifest is none. */
const policyRenamed = ({ manifest, found }: Look, policy: ManifestPolicy): Policy | undefined =>
  renamedFrom(
    policy,
    [...found.policies.values()]
      .filter((other) => !manifestPolicy(manifest, other))
      .map((other) => ({ ...other, tags: found.tags.get(other.id) })),
  )

/** The policy of the manifest that one is by its name, was by its name, or is by its tag. */
export const meantBy = (look: Look, policy: Policy): ManifestPolicy | undefined =>
  manifestPolicy(look.manifest, policy) ??
  look.manifest.policies.find((one) => one.type === policy.type && policyRenamed(look, one)?.id === policy.id)
