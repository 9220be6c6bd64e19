import { basename, resolve } from 'node:path'
import { compileLock, compileManifest } from '../compile/index.ts'
import { isCommit, type RecordedManifest } from '../core/audit/verify/commits.ts'
import type { Say } from '../core/audit/verify/findings.ts'
import { type CommittedFiles, repositoryAt } from '../local/git.ts'
import { count } from '../render/words.ts'
import { type Context, refuse } from './context.ts'
import type { Flags } from './flags.ts'
import { version } from './version.ts'

/** Compiles each recorded commit again, from a folder of a repository, and says where another manifest comes out. */
export function recompile(
  context: Context,
  flags: Flags,
  folder: string,
  recorded: RecordedManifest[],
  say: Say,
): void {
  const repository = repositoryAt(resolve(context.folder, folder))
  if (!repository)
    throw refuse(
      'missing-file',
      `${folder} is in no git repository`,
      'Name the folder of the manifest in its repository',
    )
  for (const { manifest, commit, records, record, key } of recorded) {
    const about = { key, record }
    const of = `${count(records, 'record')} of the manifest ${manifest}`
    if (commit === null) {
      say('no-commit', about, `${of}: the first of them is this one`)
      continue
    }
    const read = isCommit(commit) ? repository.at(commit) : undefined
    const digest = read && digestAt(read, flags, commit)
    if (!read) say('commit-missing', about, `${of} name the commit ${commit}`)
    else if (digest !== manifest)
      say(
        'manifest-differs',
        about,
        `${of} name the commit ${commit}, which holdfast ${version()} compiles to ${digest ?? 'none'}`,
      )
  }
}

function digestAt(read: CommittedFiles, flags: Flags, commit: string): string | undefined {
  const lockFile = basename(flags.lock ?? 'manifest.lock.yaml')
  const { lock } = compileLock({ read, file: lockFile })
  const file = basename(flags.manifest ?? 'manifest.yaml')
  return compileManifest({ read, file, lock, commit }).manifest?.digest
}
