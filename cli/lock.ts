import { relative } from 'node:path'
import { checkLock, renderLock, resolveNames } from '../compile/index.ts'
import { writeWhole } from '../local/files.ts'
import { problemsText } from '../render/problems.ts'
import { type Context, exit, Refusal } from './context.ts'
import type { Flags } from './flags.ts'
import { loadManifest } from './manifest.ts'
import { fileOrganization, liveOrganization, readOrganizationFile } from './organization.ts'

/** Resolves names to ids and shows what moved since. Locked ids stay as they are. */
export async function lock(context: Context, flags: Flags): Promise<number> {
  const loaded = await loadManifest(context, flags)
  const { compiled, lockFile } = loaded
  const everyName = loaded.recompile(null).unresolved
  const { tree } = flags.organization
    ? fileOrganization(readOrganizationFile(context, flags.organization))
    : liveOrganization(context, compiled.region)
  const organization = await tree(everyName)
  const lockName = relative(context.folder, lockFile)
  const moved = loaded.lock ? checkLock(loaded.lock, organization, lockName) : []
  if (moved.some(({ severity }) => severity === 'error')) throw new Refusal(moved, compiled.resources)
  context.out(problemsText(moved, context.paint))
  const resolved = resolveNames(compiled.unresolved, organization, loaded.lock)
  if (!resolved.lock || resolved.problems.length > 0) throw new Refusal(resolved.problems, compiled.resources)
  const count = compiled.unresolved.length
  if (count === 0) {
    context.out(`${lockName} has every name of the manifest.\n`)
    return exit.ok
  }
  writeWhole(lockFile, renderLock(resolved.lock), 0o644)
  context.out(`Wrote ${lockName} for organization ${resolved.lock.organization.id}: review it and commit it.\n`)
  return exit.ok
}
