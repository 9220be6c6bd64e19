import { relative } from 'node:path'
import {
  checkIds,
  checkLock,
  droppedNames,
  newNames,
  onlyNamed,
  releasedPolicies,
  renderLock,
  resolveNames,
  type Unresolved,
} from '../compile/index.ts'
import type { Organization } from '../core/organization/organization.ts'
import { writeWhole } from '../local/files.ts'
import { problemsText } from '../render/problems.ts'
import { count, wrap } from '../render/words.ts'
import type { LockDocument } from '../schemas/types/lock.ts'
import { type Context, exit, Refusal } from './context.ts'
import type { Flags } from './flags.ts'
import { isStopped, type Loaded, loadManifest } from './manifest.ts'
import { type Live, liveOrganization } from './organization.ts'
import { fileOrganization, readOrganizationFile } from './organization-file.ts'
import { removeCopies, vendor, vendoringText, writeCopies } from './vendor.ts'

/**
 * Resolves names to ids and shows what moved since. Locked ids stay as they are, as long as the manifest has the name. The policies that the manifest no longer
 * names are shown, and forgotten: who commits that gives the second word to it. Remote files are fetched into vendor/; of those
 * that are locked already, new content is taken only with --update.
 */
export async function lock(context: Context, flags: Flags): Promise<number> {
  const loaded = await loadManifest(context, flags, { isRelocking: true })
  const { compiled, lockFile } = loaded
  const everyName = loaded.recompile(null).unresolved
  const before = loaded.lock && onlyNamed(loaded.lock, everyName)
  const organization = flags.organization
    ? await fileOrganization(readOrganizationFile(context, flags.organization)).tree(everyName)
    : await liveTree(liveOrganization(context, compiled.region), { ...loaded, lock: before }, everyName)
  const lockName = relative(context.folder, lockFile)
  const moved = before ? checkLock(before, organization, lockName) : []
  const isOther = moved.some(({ code }) => code === 'organization-mismatch')
  const resolved = resolveNames(compiled.unresolved, organization, before)
  const inOrganization = isOther ? moved : [...moved, ...checkIds(compiled.ids, organization), ...resolved.problems]
  if (!resolved.lock || isStopped(inOrganization, flags)) throw new Refusal(inOrganization, compiled.resources)
  const vendoring = await vendor(context, flags, loaded)
  const { vendor: _, ...named }: LockDocument = { ...resolved.lock, policies: compiled.policies }
  const isVendoring = compiled.remote.length > 0
  const grown: LockDocument = isVendoring ? { ...named, vendor: vendoring.vendored } : named
  const found = [...inOrganization, ...vendoring.problems, ...foundInCopies(loaded, grown, vendoring.copies)]
  if (isStopped(found, flags)) throw new Refusal(found, compiled.resources)
  context.out(problemsText(found, context.paint))
  context.out(newsText(loaded.lock, grown))
  context.out(releasedText(releasedPolicies(loaded.lock, compiled.policies)))
  writeCopies(vendoring, lockFile)
  context.out(vendoringText(vendoring))
  const text = renderLock(grown)
  if (loaded.lock && renderLock(loaded.lock) === text) {
    context.out(`${lockName} has every name of the manifest.\n`)
    return exit.ok
  }
  writeWhole(lockFile, text, 0o644)
  removeCopies(vendoring, lockFile)
  const wrote = `Wrote ${lockName} for organization ${grown.organization.id}: review it and commit it.`
  context.out(`${wrap(wrote, 80, '')}\n`)
  return exit.ok
}

/** Names that are pinned now, and that are no longer; of a first lock none, since all of it is new. */
function newsText(before: LockDocument | null, after: LockDocument): string {
  if (before === null) return ''
  const part = (title: string, names: string[]) =>
    names.length === 0 ? '' : `${title}:\n${names.map((name) => `  ${wrap(name, 78, '    ')}\n`).join('')}`
  const added = newNames(after, before)
  const dropped = droppedNames(before, after)
  return (
    part(`${count(added.length, 'new name')} in the lock`, added) +
    part(
      `${count(dropped.length, 'name is', 'names are')} no longer in the manifest, and dropped from the lock`,
      dropped,
    )
  )
}

/** What is wrong with the content of remote files, which is known only now. */
function foundInCopies({ compiled, recompile }: Loaded, lock: LockDocument, copies: ReadonlyMap<string, Uint8Array>) {
  if (copies.size === 0) return []
  const before = new Set(compiled.problems.map((problem) => JSON.stringify(problem)))
  return recompile(lock, { copies }).problems.filter((problem) => !before.has(JSON.stringify(problem)))
}

/** Every one of them: this is what somebody agrees to. */
function releasedText(released: string[]): string {
  if (released.length === 0) return ''
  const what = `${count(released.length, 'policy is', 'policies are')} no longer in the manifest:`
  const then = 'Where attached they stay so, and nobody keeps them there. To retire one, bring its entry back with'
  return `${what}\n${released.map((one) => `  ${one}\n`).join('')}${wrap(`${then} holdfast: { state: absent }.`, 80, '')}\n`
}

/** The live organization as far as the names, the locked ids and those that the manifest gives directly need it. */
async function liveTree(live: Live, { compiled, lock }: Loaded, names: Unresolved[]): Promise<Organization> {
  const organization = await live.tree(names)
  if (lock && lock.organization.id !== organization.id) return organization
  const locked = [lock?.organizational_units ?? {}, lock?.accounts ?? {}].flatMap((ids) => Object.values(ids))
  return withTargets(organization, [...locked, ...compiled.ids.map(({ id }) => id)], live.reader)
}

/**
 * The organization with targets that looking up names did not come across, because it opens only the OUs on their way: what
 * was moved is asked for by its id, and only where that is unknown, it is gone.
 */
async function withTargets(organization: Organization, ids: string[], reader: Live['reader']): Promise<Organization> {
  const units = new Map(organization.organizationalUnits.map((unit) => [unit.id, unit]))
  const accounts = new Map(organization.accounts.map((account) => [account.id, account]))
  const gone = new Set(organization.gone)
  for (const id of new Set(ids)) {
    if (/^\d/.test(id) && !accounts.has(id) && !organization.read.accounts) {
      const one = await reader.account(id)
      if (one) accounts.set(id, one.account)
      else gone.add(id)
    }
    // with what is above it: its path tells where it was moved to
    for (let at = id; at.startsWith('ou-') && !units.has(at); ) {
      const unit = await reader.organizationalUnit(at)
      if (!unit) {
        gone.add(at)
        break
      }
      const parentId = (await reader.parent(at)) ?? null
      units.set(at, { ...unit, parentId })
      at = parentId ?? ''
    }
  }
  return {
    ...organization,
    organizationalUnits: [...units.values()],
    accounts: [...accounts.values()],
    gone: [...gone],
  }
}
