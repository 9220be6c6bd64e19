import { relative } from 'node:path'
import { unlockedNames } from '../compile/index.ts'
import { problemsDocument, problemsSummary, problemsText } from '../render/problems.ts'
import { type Context, exit } from './context.ts'
import type { Flags } from './flags.ts'
import { isStopped, readManifest } from './manifest.ts'

/** Everything that can be known offline. */
export async function validate(context: Context, flags: Flags): Promise<number> {
  const { compiled, lock, lockFile } = await readManifest(context, flags)
  const unlocked = lock ? unlockedNames(compiled.unresolved, lock, relative(context.folder, lockFile)) : []
  const problems = [...compiled.problems, ...unlocked]
  const document = problemsDocument(problems, compiled.resources)
  if (flags.format === 'json') context.out(`${JSON.stringify(document, null, 2)}\n`)
  else context.out(problemsText(problems, context.paint) + problemsSummary(document))
  return isStopped(problems, flags) ? exit.failed : exit.ok
}
