import { digest } from '../core/digest.ts'
import type { PolicyPlace, Scope } from '../core/event/scope.ts'
import type { Manifest, ManifestPolicy } from '../core/manifest.ts'
import { nothingRead, type Organization, type Policy } from '../core/organization/organization.ts'
import type { Purpose } from '../core/plan/diff.ts'
import { sameContent } from '../core/policy/content.ts'
import { isReserved, isTaggedAs } from '../core/policy/ownership.ts'
import { type PolicyType, policyTypes } from '../core/policy/type.ts'
import { type Clock, OrganizationMismatch } from '../core/ports.ts'
import { CallError } from './call.ts'
import { addAccount, addPoliciesAt, addPolicy, addTargets, type Gathering, gather, gathered } from './gather.ts'
import type { FoundAccount, FoundPolicy, OrganizationIds, Reader } from './read.ts'

/** What this process read of policies before. It saves calls and is thrown away every fifteen minutes. */
export interface Memory {
  policies: Map<string, Policy>
  since: number
  /** Whether the organization behind the endpoint was seen to be the manifest's. */
  verified: boolean
}

export const noMemory = (clock: Clock): Memory => ({ policies: new Map(), since: clock.now(), verified: false })

const memoryLasts = 15 * 60_000
const atOnce = 4

/** One look at the organization. */
interface Look {
  reader: Reader
  memory: Memory
  manifest: Manifest
  purpose: Purpose
  found: Gathering
}

/** Reads of the organization what a scope asks for, with as few calls as tell it. */
export async function observe(
  reader: Reader,
  memory: Memory,
  clock: Clock,
  manifest: Manifest,
  scope: Scope,
  purpose: Purpose,
  onto: Organization = nothingRead(manifest.organization.id, manifest.organization.managementAccount),
): Promise<Organization> {
  if (clock.now() - memory.since > memoryLasts) Object.assign(memory, noMemory(clock))
  const look: Look = { reader, memory, manifest, purpose, found: gather(onto) }
  if (scope.types.length > 0) await lookAtTypes(look, scope)
  for (const place of scope.policies) await lookAtPolicy(look, place)
  for (const { policyId, targetId } of scope.pairs) await lookAtPair(look, policyId, targetId)
  await inParallel(scope.slots, ({ type, targetId }) => lookAtTarget(look, type, targetId))
  if (!memory.verified && look.found.policies.size > 0) verify(look, await reader.organization())
  return gathered(look.found)
}

/** Everything that the manifest names of some types: by policy, so that the cost does not grow with the accounts. */
async function lookAtTypes(look: Look, { types, contents }: Scope): Promise<void> {
  const { reader, manifest, found } = look
  const top = await attempt(look, () => reader.root())
  if (top === unread) return
  const { root, owner, enabledTypes } = top
  verify(look, owner)
  if (root.id !== manifest.organization.root) {
    throw new OrganizationMismatch(`The root is ${root.id}, the lock says ${manifest.organization.root}`)
  }
  Object.assign(found.base, { root, enabledTypes })
  const wanted = manifest.policies.filter(({ type }) => types.includes(type))
  for (const type of typesOf(wanted)) await readNames(look, type)
  await inParallel(wanted, async (policy) => {
    const named = policyNamed(found, policy)
    const current = named ?? (policy.state === 'present' ? policyRenamed(found, policy) : undefined)
    if (!current) return
    if (enabledTypes.includes(policy.type)) await readTargets(look, current.id)
    // Whoever renamed it may have done more: its turn is now.
    if (!named || isDue(policy.name, contents)) await readPolicy(look, current.id)
    const { content } = found.policies.get(current.id) ?? {}
    // Whose policy it is matters only where it would be changed.
    if (look.purpose === 'apply' && content !== undefined && !sameContent(content, policy.content)) {
      await readTags(look, current.id)
    }
  })
  if (wanted.some(({ eachAccountIn }) => eachAccountIn.length > 0)) await readAccounts(look)
}

/** A policy that an event named. */
async function lookAtPolicy(look: Look, { policyId, how, name }: PolicyPlace): Promise<void> {
  const { manifest, memory, found } = look
  const before = memory.policies.get(policyId)
  const becomesOurs = name !== null && manifest.policies.some((policy) => policy.name === name)
  if (before && !manifestPolicy(manifest, before) && !becomesOurs) return
  if (how === 'deleted') return readAllNames(look)
  // A stranger under a strange new name concerns us only if it was ours before; then our tag is on it.
  if (!before && how === 'changed' && name !== null && !becomesOurs) {
    const tags = await readTags(look, policyId)
    if (!tags || !manifest.policies.some((policy) => isTaggedAs(tags, policy.name))) return
  }
  const current = await readPolicy(look, policyId)
  if (!current || !manifestPolicy(manifest, current)) {
    if (before || !current || found.tags.has(policyId)) await readAllNames(look)
    return
  }
  // One that took the name of ours may be attached nowhere.
  if (how === 'changed' && becomesOurs) await readTargets(look, policyId)
  if (how === 'tagged' || how === 'created') await readTags(look, policyId)
}

/** An attachment that an event named. */
async function lookAtPair(look: Look, policyId: string, targetId: string): Promise<void> {
  const { manifest, memory, found } = look
  const policy = fullAccess(policyId) ?? memory.policies.get(policyId) ?? (await readPolicy(look, policyId))
  if (!policy) {
    // It was deleted since; what bears its name now, if anything does, belongs there.
    await readAllNames(look)
    for (const type of typesOf(manifest.policies.filter(isWantedAt(targetId)))) await lookAtTarget(look, type, targetId)
    return
  }
  const ours = manifestPolicy(manifest, policy)
  if (!ours && !policy.awsManaged) return
  const isNamed = policy.awsManaged || ours?.targets.some(({ id }) => id === targetId)
  if (!isNamed) {
    if (!ours?.eachAccountIn.length || !isAccount(targetId)) return
    await readAccount(look, targetId)
  }
  addPolicy(found, policy)
  await lookAtTarget(look, policy.type, targetId)
}

/** What is attached to a target; for a plan its name too, so that the reader can trust the path. */
async function lookAtTarget(look: Look, type: PolicyType, targetId: string): Promise<void> {
  const { reader, found, purpose } = look
  if (found.targetPolicies.has(`${type} ${targetId}`)) return
  const policies = await attempt(look, () => reader.policiesAt(targetId, type))
  if (policies === unread) return
  if (policies === undefined) {
    found.gone.add(targetId)
    return
  }
  for (const { policy, owner } of policies) {
    verify(look, owner, policy)
    addPolicy(found, policy)
  }
  addPoliciesAt(found, type, targetId, policies)
  if (purpose === 'apply') await readTarget(look, targetId)
}

async function readTarget(look: Look, targetId: string): Promise<void> {
  const { reader, found } = look
  if (isAccount(targetId)) return readAccount(look, targetId)
  if (!targetId.startsWith('ou-') || found.units.get(targetId)?.name) return
  const unit = await attempt(look, () => reader.organizationalUnit(targetId))
  if (unit && unit !== unread) found.units.set(targetId, unit)
}

/** All policies of a type by name. Where a name is missing, the tags of the others may tell which one was renamed. */
async function readNames(look: Look, type: PolicyType): Promise<void> {
  const { reader, manifest, found } = look
  if (found.policyLists.has(type)) return
  const policies = await attempt(look, () => reader.policies(type))
  if (policies === unread) return
  for (const one of policies) keep(look, one)
  found.policyLists.add(type)
  const wanted = manifest.policies.filter((policy) => policy.type === type && policy.state === 'present')
  if (wanted.every((policy) => policyNamed(found, policy))) return
  const strays = policies.filter(({ policy }) => !isReserved(policy) && !manifestPolicy(manifest, policy))
  await inParallel(strays, async ({ policy }) => void (await readTags(look, policy.id)))
}

async function readAllNames(look: Look): Promise<void> {
  for (const type of typesOf(look.manifest.policies)) await readNames(look, type)
}

/** A policy with its content. */
async function readPolicy(look: Look, id: string): Promise<Policy | undefined> {
  const one = await attempt(look, () => look.reader.policy(id))
  if (one === unread) return undefined
  if (one) return keep(look, one)
  look.memory.policies.delete(id)
  return undefined
}

async function readTargets(look: Look, policyId: string): Promise<void> {
  const targets = await attempt(look, () => look.reader.targets(policyId))
  if (targets && targets !== unread) addTargets(look.found, policyId, targets)
}

async function readTags(look: Look, policyId: string): Promise<Record<string, string> | undefined> {
  const tags = await attempt(look, () => look.reader.tags(policyId))
  if (tags === undefined || tags === unread) return undefined
  look.found.tags.set(policyId, tags)
  return tags
}

async function readAccount(look: Look, id: string): Promise<void> {
  const { reader, found } = look
  if (found.accounts.get(id)?.state) return
  const one = await attempt(look, () => reader.account(id))
  if (one === unread) return
  if (!one) found.gone.add(id)
  else addAccount(found, await ancestorsOf(reader, one, new Map()))
}

async function readAccounts(look: Look): Promise<void> {
  const { reader, found } = look
  const accounts = await attempt(look, () => reader.accounts())
  if (accounts === unread) return
  const parents = new Map<string, string | undefined>()
  await inParallel(accounts, async (one) => addAccount(found, await ancestorsOf(reader, one, parents)))
  found.base.read.accounts = true
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

/** Keeps a policy that AWS told of, with the name under which this process knew it. */
function keep(look: Look, { policy, owner }: FoundPolicy): Policy {
  verify(look, owner, policy)
  const before = look.memory.policies.get(policy.id)
  look.memory.policies.set(policy.id, policy)
  addPolicy(look.found, before && before.name !== policy.name ? { ...policy, formerName: before.name } : policy)
  return policy
}

/** Another organization behind the endpoint: nothing more is read, nothing is written. */
function verify({ memory, manifest }: Look, owner: OrganizationIds | null, policy?: Policy): void {
  if (!owner && policy?.awsManaged !== false) return
  const { id, managementAccount } = manifest.organization
  if (owner?.id !== id || owner.managementAccount !== managementAccount) {
    throw new OrganizationMismatch(
      `This is organization ${owner?.id} of account ${owner?.managementAccount}; the lock is for ${id} of ${managementAccount}`,
    )
  }
  memory.verified = true
}

const unread = Symbol('unread')

/** For apply a read that fails ends it all; enforcement goes on with what it could read, and concludes nothing of the rest. */
async function attempt<Value>({ purpose, found }: Look, read: () => Promise<Value>): Promise<Value | typeof unread> {
  try {
    return await read()
  } catch (error) {
    if (purpose === 'apply' || !(error instanceof CallError)) throw error
    found.unread.add(error.aws.message)
    return unread
  }
}

/** A few at a time: AWS counts calls per second, and a person waits. */
export async function inParallel<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items].values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Contents are read in turns, so that a sweep costs less and each is read within an hour. */
function isDue(name: string, contents: Scope['contents']): boolean {
  if (!contents) return true
  return Number.parseInt(digest(name).slice(0, 8), 16) % contents.of === contents.part
}

/** AWS's own full-access policy needs no look: its id is its name. */
function fullAccess(id: string): Policy | undefined {
  const types = Object.keys(policyTypes) as PolicyType[]
  const type = types.find((type) => policyTypes[type].fullAccess.id === id)
  return type && { id, name: policyTypes[type].fullAccess.name, type, description: '', awsManaged: true }
}

const isWantedAt =
  (targetId: string) =>
  ({ targets }: ManifestPolicy): boolean =>
    targets.some(({ id }) => id === targetId)

const isAccount = (id: string): boolean => /^\d{12}$/.test(id)

const typesOf = (policies: ManifestPolicy[]): PolicyType[] => [...new Set(policies.map(({ type }) => type))]

const manifestPolicy = (manifest: Manifest, { type, name }: Policy): ManifestPolicy | undefined =>
  manifest.policies.find((policy) => policy.type === type && policy.name === name)

const policyNamed = (found: Gathering, { type, name }: ManifestPolicy): Policy | undefined =>
  [...found.policies.values()].find((policy) => policy.type === type && policy.name === name)

/** A policy that bore the name before, or that our tag says is the one. */
const policyRenamed = (found: Gathering, { type, name }: ManifestPolicy): Policy | undefined =>
  [...found.policies.values()].find(
    (policy) =>
      policy.type === type &&
      !isReserved(policy) &&
      (policy.formerName === name || isTaggedAs(found.tags.get(policy.id) ?? {}, name)),
  )
