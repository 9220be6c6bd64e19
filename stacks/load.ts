import { basename, dirname, resolve } from 'node:path'
import { compileLock, compileManifest } from '../compile/index.ts'
import type { Deployment } from '../core/deployment.ts'
import { type Problem, problem } from '../core/problem.ts'
import { readBelow } from '../local/files.ts'

/** What a folder's manifest says is deployed, and all that is wrong with it. Nothing is fetched and nobody is asked. */
export function loadDeployment(
  file: string,
  commit: string | null,
  now = Date.now(),
): { deployment: Deployment | null; problems: Problem[] } {
  const folder = dirname(resolve(file))
  const read = (path: string) => readBelow(folder, path)
  const { lock, problems } = compileLock({ read, file: 'manifest.lock.yaml' })
  const compiled = compileManifest({ read, file: basename(file), lock, commit, now })
  const found = [...problems, ...compiled.problems]
  if (!lock && problems.length === 0) found.push(notLocked)
  const isComplete = compiled.deployment !== null || compiled.manifest === null
  return { deployment: compiled.deployment, problems: isComplete ? found : found.map(needed) }
}

/** What was not fetched cannot be deployed, whatever was acknowledged. */
function needed(one: Problem): Problem {
  if (one.code !== 'not-vendored') return one
  const { acknowledged: _, ...unknown } = one
  return { ...unknown, severity: 'error' }
}

const notLocked = problem(
  'organization-not-read',
  { file: 'manifest.lock.yaml' },
  'manifest.lock.yaml is missing: which organization this is for is not known',
  'Run "holdfast lock" with access to the organization, and commit what it writes',
)
