import { relative } from 'node:path'
import { inOrder, unlockedNames } from '../compile/index.ts'
import type { Problem } from '../core/problem.ts'
import { jsonText } from '../render/json.ts'
import { problemsDocument, problemsSummary, problemsText } from '../render/problems.ts'
import { problemsSarif } from '../render/sarif.ts'
import { type Context, exit } from './context.ts'
import type { Flags } from './flags.ts'
import { isStopped, readManifest } from './manifest.ts'
import { version } from './version.ts'

/** Everything that can be known offline. */
export async function validate(context: Context, flags: Flags): Promise<number> {
  const { compiled, lock, lockFile } = await readManifest(context, flags)
  const unlocked = lock ? unlockedNames(compiled.unresolved, lock, relative(context.folder, lockFile)) : []
  const problems = inOrder([...compiled.problems, ...unlocked])
  context.out(rendered(problems, compiled.resources, context, flags))
  const isStrict = isStopped(problems, flags) && !isStopped(problems, {})
  if (isStrict) context.say('With --strict, warnings are errors.\n')
  return isStopped(problems, flags) ? exit.failed : exit.ok
}

function rendered(problems: Problem[], resources: number, { paint }: Context, { format }: Flags): string {
  if (format === 'sarif') return jsonText(problemsSarif(problems, version()))
  const document = problemsDocument(problems, resources)
  if (format === 'json') return jsonText(document)
  return problemsText(problems, paint) + problemsSummary(document)
}
