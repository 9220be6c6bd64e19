import { digest } from '../core/digest.ts'
import { isWide, type PolicyPlace, type Scope } from '../core/event/scope.ts'
import { isAccountId, type Manifest, type ManifestPolicy, type Target } from '../core/manifest.ts'
import { nothingRead, type Organization, type Policy } from '../core/organization/organization.ts'
import type { Purpose } from '../core/plan/diff.ts'
import { isIgnoredByCfct } from '../core/plan/dormant.ts'
import { sameContent } from '../core/policy/content.ts'
import { allPolicyTypes, isSamePolicy, policyTypes, typesOf } from '../core/policy/type.ts'
import { type Clock, OrganizationMismatch } from '../core/ports.ts'
import { addPolicy, gather, gathered } from './gather.ts'
import {
  attempt,
  carriesOurTag,
  isGone,
  type Look,
  type Memory,
  meantBy,
  noMemory,
  policyNamed,
  readAccount,
  readAccounts,
  readBearer,
  readBearers,
  readEnrolled,
  readNames,
  readPolicy,
  readTags,
  readTarget,
  readTargets,
  unread,
  verify,
} from './look.ts'
import { inParallel } from './parallel.ts'
import type { Reader } from './read.ts'

const memoryLasts = 15 * 60_000

/** A list of accounts serves a sweep that goes on for as long as this, in milliseconds. */
const accountsLast = 60 * 60_000

/** As many strangers are a crowd: the names of all policies cost less than the tags of each. */
const crowd = 5

/** Reads of the organization what a scope asks for, with as few calls as tell it. */
export async function observe(
  reader: Reader,
  memory: Memory,
  clock: Clock,
  manifest: Manifest,
  scope: Scope,
  purpose: Purpose,
  onto: Organization = nothingRead(manifest.organization.id, manifest.organization.managementAccount),
  until = Number.POSITIVE_INFINITY,
): Promise<Organization> {
  const now = clock.now()
  if (now - memory.since > memoryLasts) Object.assign(memory, noMemory(now, memory.accounts))
  const look: Look = { now, reader, memory, manifest, purpose, found: gather(onto), targets: new Map() }
  if (isWide(scope)) await lookAtManifest(look, scope)
  const places = [
    ...scope.accounts.map((id) => () => readEnrolled(look, id)),
    ...scope.policies.map((place) => () => lookAtPolicy(look, place)),
    ...[...scope.pairs, ...scope.reports].map(
      ({ policyId, targetId }) =>
        () =>
          lookAtPair(look, policyId, targetId),
    ),
  ]
  for (const read of places) {
    if (clock.now() < until) await read()
    else look.found.unread.add('There was no time to read it all')
  }
  if (scope.reach) await readAccounts(look, undefined)
  await inParallel(scope.slots, ({ type, targetId }) => readTarget(look, type, targetId))
  if (!memory.verified && look.found.policies.size > 0) {
    const owner = await attempt(look, () => reader.organization())
    // Nobody knows whose it is: nothing is concluded.
    if (owner === unread) return { ...nothingRead(onto.id, onto.managementAccount), unread: [...look.found.unread] }
    verify(look, owner)
  }
  return gathered(look.found)
}

/**
 * What the manifest names, of whole types or of the policies that lie on every account. By policy, so that the cost does
 * not grow with the accounts; a policy that lies on every account is read by its named targets, unless it is asked for.
 */
async function lookAtManifest(look: Look, scope: Scope): Promise<void> {
  const { reader, manifest, found, now } = look
  const { types, contents, coverage } = scope
  const isOnAccounts = ({ eachAccountIn }: ManifestPolicy) => eachAccountIn.length > 0
  const isCovered = (policy: ManifestPolicy) =>
    isOnAccounts(policy) && (coverage === 'all' || coverage.some((one) => isSamePolicy(one, policy)))
  const top = await attempt(look, () => reader.root())
  if (top === unread) return
  const { root, owner, enabledTypes } = top
  verify(look, owner)
  if (root.id !== manifest.organization.root) {
    throw new OrganizationMismatch(`The root is ${root.id}, the lock says ${manifest.organization.root}`)
  }
  Object.assign(found.base, { root, enabledTypes })
  const wanted = manifest.policies.filter((policy) => types.includes(policy.type) || isCovered(policy))
  for (const type of typesOf(wanted)) await readNames(look, type)
  const since = scope.accountsSince
  if (wanted.some(isCovered)) await readAccounts(look, since && Math.max(since, now - accountsLast))
  await inParallel(wanted, async (policy) => {
    const named = policyNamed(found, policy)
    // Whoever renamed it may have done more: all of it is read now.
    if (!named) return policy.state === 'present' ? readBearer(look, policy) : undefined
    if (enabledTypes.includes(policy.type)) {
      if (isCovered(policy) || !isOnAccounts(policy)) await readTargets(look, named.id)
      else await inParallel(policy.targets, ({ id }) => readTarget(look, policy.type, id))
    }
    if (policy.evict) await inParallel(policy.targets, ({ id }) => readTarget(look, policy.type, id))
    await readStates(look, named.id, policy)
    if (types.includes(policy.type) && isDue(policy.name, contents)) await readPolicy(look, named.id)
    const { content } = found.policies.get(named.id) ?? {}
    // Whose policy it is matters only where it would be changed, or is to be made ours.
    const isChanging = content !== undefined && !sameContent(content, policy.content)
    // Where CfCT ignored a target, it is told apart from one that somebody detached by whether the policy was ever ours.
    const isIgnored = (target: Target) => isIgnoredByCfct(target) && !found.attachments.has(`${named.id} ${target.id}`)
    if (look.purpose === 'apply' && (isChanging || policy.adopt || policy.targets.some(isIgnored))) {
      await readTags(look, named.id)
    }
  })
}

/** Of accounts that the manifest names and that lack a policy the state: only active ones miss it. */
async function readStates(look: Look, policyId: string, { targets }: ManifestPolicy): Promise<void> {
  const lacking = targets.filter(({ id }) => isAccountId(id) && !look.found.attachments.has(`${policyId} ${id}`))
  await inParallel(lacking, ({ id }) => readAccount(look, id))
}

/** A policy that an event named: whatever of ours it was or is has its content and targets read. */
async function lookAtPolicy(look: Look, { policyId, how, name }: PolicyPlace): Promise<void> {
  const { manifest, memory } = look
  if (isGone(look, policyId)) return
  const takesOurName = name !== null && manifest.policies.some((policy) => policy.name === name)
  const isStrange = name !== null && !takesOurName
  const isRenaming = how === 'changed' && isStrange
  if (how === 'created' && isStrange) return
  // Whoever takes our tag away may have taken the name before: then nothing of it tells whose it is.
  const isKnown = isRenaming ? memory.untagged.has(policyId) : how !== 'tagged' && memory.foreign.has(policyId)
  if (isKnown && !takesOurName && !isRemembered(look, policyId)) return
  if (how === 'deleted') return readBearers(look)
  // Under a strange new name it concerns us only if it was ours before, and then our tag, or memory, says so.
  const tags = isRenaming || how === 'created' ? await readTags(look, policyId) : undefined
  const isTagged = tags !== undefined && carriesOurTag(look, policyId)
  if (isRenaming && !isTagged && !isRemembered(look, policyId)) return
  const current = await readPolicy(look, policyId)
  if (!current) return readBearers(look)
  const ours = meantBy(look, current)
  // Ours under a name of Control Tower's is not touched: it is made anew.
  if (!ours) return isTagged || how === 'tagged' ? readBearers(look) : undefined
  if (how === 'tagged') await readTags(look, policyId)
  // What we make ourselves is being attached at this moment: a second writer would double the writes.
  if (!(how === 'created' && isTagged)) await readBearer(look, ours)
}

const isRemembered = ({ memory }: Look, policyId: string): boolean => [...memory.bearers.values()].includes(policyId)

/** An attachment that an event named. */
async function lookAtPair(look: Look, policyId: string, targetId: string): Promise<void> {
  const { memory, found } = look
  if (isGone(look, policyId) || (memory.foreign.has(policyId) && !found.policies.has(policyId))) return
  if (memory.strange.has(policyId) && !found.policies.has(policyId)) {
    // The second event of a stranger: its tags tell for good whether it is one; of many strangers, who bears our names.
    if (memory.strange.size < crowd) await readTags(look, policyId)
    else await readBearers(look)
    if (memory.untagged.has(policyId)) memory.foreign.add(policyId)
    if (memory.foreign.has(policyId)) return
  }
  const policy = fullAccess(policyId) ?? (await readPolicy(look, policyId))
  if (!policy) return readBearers(look)
  const ours = meantBy(look, policy)
  if (!ours && !policy.awsManaged) return
  const isNamed = policy.awsManaged || ours?.targets.some(({ id }) => id === targetId)
  if (!isNamed) {
    if (!ours?.eachAccountIn.length || !isAccountId(targetId)) return
    await readAccount(look, targetId)
  }
  addPolicy(found, policy)
  await readTarget(look, policy.type, targetId)
}

/** Contents are read in turns, so that a sweep costs less and each is read within an hour. */
function isDue(name: string, contents: Scope['contents']): boolean {
  if (!contents) return true
  return Number.parseInt(digest(name).slice(0, 8), 16) % contents.of === contents.part
}

/** AWS's own full-access policy needs no look: its id is its name. */
function fullAccess(id: string): Policy | undefined {
  const type = allPolicyTypes.find((type) => policyTypes[type].fullAccess.id === id)
  return type && { id, name: policyTypes[type].fullAccess.name, type, description: '', awsManaged: true }
}
