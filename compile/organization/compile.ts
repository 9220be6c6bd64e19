import { policyTypes } from '../../core/policy/type.ts'
import type { Problem } from '../../core/problem.ts'
import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import { loadDocument } from '../document.ts'
import { type Code, hasErrors, inOrder, mostProblems, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import { parts } from './parts.ts'

/** An organization file, or null with everything that is wrong with it. */
export function compileOrganization(input: { bytes: Uint8Array; file: string }): {
  document: OrganizationDocument | null
  problems: Problem[]
} {
  const { yaml, problems, leftOut } = loadDocument(input.bytes, input.file, 'organization')
  if (yaml === null || hasErrors(problems)) return { document: null, problems: inOrder(problems, leftOut) }
  const document = yaml.value as OrganizationDocument
  const references = checkReferences(document, yaml)
  const all = [...problems, ...references.problems]
  return { document: hasErrors(all) ? null : document, problems: inOrder(all, leftOut + references.leftOut) }
}

/** Ids that stand twice or for nothing, and times that are none: the first 1,000 of them, and how many more there are. */
function checkReferences(document: OrganizationDocument, yaml: YamlFile): { problems: Problem[]; leftOut: number } {
  const problems: Problem[] = []
  let leftOut = 0
  function report(...[code, path, message, hint]: [Code, Path, string, string]): void {
    if (problems.length < mostProblems) problems.push(problem(code, yaml.at(path), message, hint))
    else leftOut++
  }
  const seen = new Set<string>()
  const policies = new Set([
    ...Object.values(policyTypes).map(({ fullAccess }) => fullAccess.id),
    ...(document.policies ?? []).map(({ id }) => id),
  ])
  function once(id: string, path: Path): void {
    if (seen.has(id)) report('repeated-id', [...path, 'id'], `${id} stands here twice`, 'Each id stands once.')
    seen.add(id)
  }
  for (const [index, { id }] of (document.policies ?? []).entries()) once(id, ['policies', index])
  for (const { path, id, policies: attached, joined } of parts(document)) {
    once(id, path)
    for (const [index, policy] of (attached ?? []).entries())
      if (!policies.has(policy)) {
        const message = `${policy} is attached here, but not among the policies`
        report('unknown-policy', [...path, 'policies', index], message, 'Add it to policies, or remove it.')
      }
    if (joined !== undefined && Number.isNaN(Date.parse(joined))) {
      const message = `${quote(joined)} is not a time`
      report('wrong-date', [...path, 'joined'], message, 'Write it like 2026-11-01T12:00:00Z.')
    }
  }
  const management = document.organization.management_account
  if (!seen.has(management)) {
    const message = `the management account ${management} is nowhere in the tree`
    const hint = 'Add it to the accounts of the root.'
    report('no-management-account', ['organization', 'management_account'], message, hint)
  }
  return { problems, leftOut }
}
