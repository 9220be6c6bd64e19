import { minify } from '../../core/policy/content.ts'
import { type PolicyType, policyTypes } from '../../core/policy/type.ts'
import type { Problem } from '../../core/problem.ts'
import { type Code, type Finding, hasErrors, moreProblems, mostProblems, type Place, problem } from '../problems.ts'
import { createLocator } from '../text/lines.ts'
import { quote } from '../text/quote.ts'
import { formatPath, type Path } from '../yaml/path.ts'
import { allowList } from './allow-list.ts'
import { doubts } from './doubts.ts'
import type { Fault } from './fault.ts'
import { grammarFaults } from './grammar.ts'
import { keepersWith } from './keepers.ts'
import { lockOuts } from './lock-out.ts'
import { otherOrganizations } from './organizations.ts'
import { perimeterFaults } from './perimeter.ts'
import { placeholders } from './placeholders.ts'
import { createPlaces } from './places.ts'
import { unsupportedServices } from './rcp-services.ts'
import { scanJson } from './scan.ts'
import { syntaxError } from './syntax.ts'

/** AWS accepts 10,240 characters at most; white space between them is removed. */
export const mostBytes = 200_000

interface Checked {
  content: string | null
  /** At most 1,000, errors first, then how many more there are. */
  problems: Finding[]
}

/** What a policy is judged by beside its text. */
export interface Surroundings {
  /** The roles of an SCP's keepers are known; these come from the manifest. */
  breakGlassRoles: readonly string[]
  /** As many as an account may have in a policy of this type. */
  characters: number
  /** Where it is for, as it stands in ARNs. */
  partition: string
  /** Id of the organization that it is for; null where no lock tells. */
  organization: string | null
}

/** The minified content of a policy file, with all problems at their place in that file; null where AWS would refuse it. */
export function compilePolicy(text: string, file: string, type: PolicyType, surroundings: Surroundings): Checked {
  const locate = createLocator(text)
  const at = (offset: number): Place => ({ file, ...locate(offset) })
  const { tooDeep, repeated } = scanJson(text)
  if (tooDeep !== null) {
    const message = 'the policy is nested more deeply than any policy can be'
    return failed(problem('policy-too-deep', at(tooDeep), message, 'Check that it is the right file.'))
  }
  let content: string
  let document: unknown
  try {
    content = minify(text)
    document = JSON.parse(content)
  } catch {
    const { offset, says, hint } = syntaxError(text)
    return failed(problem('policy-syntax', at(offset), `not valid JSON: ${says}`, hint))
  }
  const problems: Finding[] = []
  const place = createPlaces(text)
  let leftOut = 0
  const report = (code: Code, { path, message, hint, codes }: Fault & Pick<Finding, 'codes'>, offset?: number) => {
    if (problems.length >= mostProblems) leftOut++
    else {
      const one = problem(code, { ...at(offset ?? place(path)), ...pathOf(path) }, message, hint)
      problems.push(codes === undefined ? one : { ...one, codes })
    }
  }
  for (const { key, offset } of repeated) report('policy-repeated-key', repeatedKey(key), offset)
  for (const fault of tooLarge(content, type, surroundings.characters)) report('policy-too-large', fault)
  for (const fault of grammarFaults(document, type)) report('policy-shape', fault)
  const refused = hasErrors(problems)
  // what it does is judged where AWS would take it, and before anything that is no error could fill the list
  const found = refused ? [] : effects(document, type, surroundings)
  for (const { code, ...fault } of found) report(code, fault)
  const told = new Set(found.map(({ path }) => formatPath(path)))
  for (const fault of doubts(document, surroundings.partition))
    if (!told.has(formatPath(fault.path))) report('policy-doubtful', fault)
  for (const { offset, ...fault } of placeholders(text)) report('policy-placeholder', fault, offset)
  return {
    content: refused ? null : content,
    problems: leftOut > 0 ? [...problems, moreProblems(file, leftOut)] : problems,
  }
}

function effects(
  document: unknown,
  type: PolicyType,
  { breakGlassRoles, partition, organization }: Surroundings,
): (Fault & { code: Code } & Pick<Finding, 'codes'>)[] {
  const others = otherOrganizations(document, organization).map(withCode('other-organization-in-policy'))
  if (type === 'RESOURCE_CONTROL_POLICY') {
    const harm = perimeterFaults(document, organization)
    const told = new Set(harm.map(({ code, path }) => code === 'locks-everybody-out' && formatPath(path)))
    return [
      ...harm,
      ...unsupportedServices(document).map(withCode('rcp-service-unsupported')),
      ...others.filter(({ path }) => !told.has(formatPath(path))),
    ]
  }
  return [
    ...lockOuts(document, keepersWith(breakGlassRoles, partition)),
    ...allowList(document).map(withCode('allow-list')),
    ...others,
  ]
}

const withCode = (code: Code) => (fault: Fault) => ({ ...fault, code })

const failed = (found: Problem): Checked => ({ content: null, problems: [found] })

const repeatedKey = (key: string): Fault => ({
  path: [],
  message: `the key ${quote(key)} stands here a second time`,
  hint: 'Only the last one would count. Remove one, or merge the two.',
})

const pathOf = (path: Path) => (path.length > 0 ? { path: formatPath(path) } : {})

function tooLarge(content: string, type: PolicyType, longest: number): Fault[] {
  const { short } = policyTypes[type]
  const bytes = Buffer.byteLength(content)
  if (bytes <= longest) return []
  const characters = [...content].length
  const size =
    characters === bytes
      ? `${grouped(characters)} characters`
      : `${grouped(bytes)} bytes (${grouped(characters)} characters)`
  const message = `the policy has ${size} without white space; an ${short} may have ${grouped(longest)}`
  const hint = 'Split it into two policies, or shorten Sids and lists of actions with wildcards.'
  return [{ path: [], message, hint }]
}

const grouped = (count: number): string => count.toLocaleString('en-US')
