import { relative } from 'node:path'
import { type Compiled, inOrder, unlockedNames } from '../compile/index.ts'
import type { Problem } from '../core/problem.ts'
import { exemptionsText, shownExemptions } from '../render/exemptions.ts'
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
  context.out(rendered(problems, compiled, context, flags))
  const isStrict = isStopped(problems, flags) && !isStopped(problems, {})
  if (isStrict) context.say('With --strict, warnings are errors.\n')
  return isStopped(problems, flags) ? exit.failed : exit.ok
}

function rendered(
  problems: Problem[],
  { resources, manifest }: Compiled,
  { paint, clock }: Context,
  { format }: Flags,
): string {
  if (format === 'sarif') return jsonText(problemsSarif(problems, version()))
  const now = clock.now()
  const exemptions = manifest ? shownExemptions(manifest, null, now) : []
  const document = problemsDocument(problems, resources, exemptions)
  if (format === 'json') return jsonText(document)
  const shown = exemptions.length > 0 ? `Exemptions\n${exemptionsText(exemptions, now, paint)}` : ''
  return problemsText(problems, paint) + shown + problemsSummary(document)
}
