import { Scalar, stringify } from 'yaml'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { loadDocument } from '../document.ts'
import { hasErrors, inOrder } from '../problems.ts'
import { failureProblem, type ReadFile } from '../text/read.ts'

/** The lock, or null: with problems where it is wrong, without any where there is no file. */
export function compileLock(input: { read: ReadFile; file: string }): {
  lock: LockDocument | null
  problems: Problem[]
} {
  const bytes = input.read(input.file)
  if (bytes === 'missing') return { lock: null, problems: [] }
  if (typeof bytes === 'string')
    return { lock: null, problems: [failureProblem(bytes, input.file, { file: input.file })] }
  const { yaml, problems, leftOut } = loadDocument(bytes, input.file, 'lock')
  const lock = yaml === null || hasErrors(problems) ? null : (yaml.value as LockDocument)
  return { lock, problems: inOrder(problems, leftOut) }
}

const header = `# Written by "holdfast lock": the ids behind the names of the manifest. Commit it with the manifest and review it.
# Ids decide, names explain: whoever renames an OU or an account moves no guardrail.
`

/** The lock as YAML with sorted names; compileLock reads back the same. */
export function renderLock(lock: LockDocument): string {
  const { id, management_account, root } = lock.organization
  const document = {
    version: lock.version,
    organization: { id, management_account, root },
    ...(lock.organizational_units ? { organizational_units: sorted(lock.organizational_units) } : {}),
    ...(lock.accounts ? { accounts: sorted(lock.accounts) } : {}),
    ...(lock.policies ? { policies: { scp: [...lock.policies.scp].sort(), rcp: [...lock.policies.rcp].sort() } } : {}),
    ...(lock.vendor ? { vendor: sorted(lock.vendor) } : {}),
  }
  return header + stringify(document, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })
}

const sorted = <Value>(values: Record<string, Value>): Map<Scalar, Value> =>
  new Map(
    Object.entries(values)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [quoted(name), value]),
  )

/** In quotes, because names are anybody's: << without would be a merge. */
function quoted(name: string): Scalar {
  const scalar = new Scalar(name)
  scalar.type = 'QUOTE_DOUBLE'
  return scalar
}
