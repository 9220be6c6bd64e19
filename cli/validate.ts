import { problemsDocument, problemsSummary, problemsText } from '../render/problems.ts'
import { type Context, exit } from './context.ts'
import type { Flags } from './flags.ts'
import { isStopped, readManifest } from './manifest.ts'

/** Everything that can be known offline. */
export async function validate(context: Context, flags: Flags): Promise<number> {
  const { compiled } = await readManifest(context, flags)
  const document = problemsDocument(compiled.problems, compiled.resources)
  if (flags.format === 'json') context.out(`${JSON.stringify(document, null, 2)}\n`)
  else context.out(problemsText(compiled.problems, context.paint) + problemsSummary(document))
  return isStopped(compiled.problems, flags) ? exit.failed : exit.ok
}
