import { type Finding, type Place, problem } from '../problems.ts'
import type { WrittenParameter } from '../template/parameter-file.ts'
import type { Template } from '../template/read.ts'
import { createLocator } from '../text/lines.ts'
import { didYouMean, mostSuggestions } from '../text/nearest.ts'
import { quote, quoteList } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import type { DraftResource } from './draft.ts'
import { isRegion } from './region.ts'
import type { Resolved } from './targets.ts'

/** What is left of CloudFormation's 128 characters beside what is put before and behind the name. */
const longestName = 110

/** As many parameters as a template may have. */
const mostParameters = 200

export type Report = (found: Finding) => void

export function checkName({ name, path }: DraftResource, yaml: YamlFile, report: Report): void {
  const place = yaml.at([...path, 'name'])
  if (name === null) return
  const hint = 'Write letters, digits and hyphens; another name is another stack set.'
  if (!/^[a-zA-Z0-9-]+$/.test(name))
    report(problem('wrong-form', place, `CloudFormation has no stack set called ${quote(name)}`, hint))
  else if (name.length > longestName) {
    const message = `the name has ${name.length} characters; ${longestName} are allowed`
    report(problem('too-long', place, message, 'Shorten it.'))
  }
}

export function checkRegion(region: string, place: Place, report: Report): void {
  if (isRegion(region)) return
  const message = `${quote(region)} does not look like an AWS region`
  report(problem('odd-region', place, message, 'Write it like eu-west-1.'))
}

/** What CloudFormation refuses in a template of a stack set, and what StackSets with service-managed permissions do. */
export function checkTemplate(
  template: Template | null,
  { text, file }: { text: string; file: string },
  report: Report,
): void {
  if (template === null) return
  const locate = createLocator(text)
  const at = (path: Path) => ({ file, ...locate(template.offsetOf(path)) })
  const tell = (path: Path, message: string, hint: string) =>
    report(problem('template-unsupported', at(path), message, hint))
  for (const path of template.macros)
    tell(
      path,
      'stack sets with service-managed permissions take no macros and transforms',
      'Commit the template as it is after its transform (for SAM: sam package), or deploy it otherwise.',
    )
  for (const path of template.nestedStacks)
    tell(
      path,
      'stack sets with service-managed permissions take no stacks in stacks',
      'Make each of them a stack_set of its own.',
    )
  if (template.parameters.size > mostParameters)
    tell(
      ['Parameters'],
      `the template has ${template.parameters.size} parameters; AWS allows ${mostParameters}`,
      'Split it, or let lists stand for several.',
    )
}

/** Parameters against those that the template declares. */
export function checkDeclared(
  written: WrittenParameter[],
  { parameters }: Template,
  place: Place,
  report: Report,
): void {
  const given = new Set<string>()
  let suggested = 0
  for (const { key, place } of written) {
    if (!parameters.has(key)) {
      const otherwise = 'Remove it, or declare it below Parameters of the template.'
      const isFirst = ++suggested <= mostSuggestions && parameters.size <= mostParameters
      const hint = isFirst ? didYouMean(key, parameters.keys(), otherwise) : otherwise
      report(problem('wrong-parameter', place, `the template has no parameter ${quote(key)}`, hint))
    } else if (given.has(key)) {
      report(problem('wrong-parameter', place, `the parameter ${quote(key)} is given twice`, 'Remove one of the two.'))
    }
    given.add(key)
  }
  const lacking = [...parameters].filter(([name, { hasDefault }]) => !hasDefault && !given.has(name))
  if (lacking.length === 0) return
  const names = quoteList(lacking.map(([name]) => name))
  const message = `the template has no default for ${names}, and there is no value`
  report(problem('wrong-parameter', place, message, 'Give it in parameters, or a Default in the template.'))
}

/**
 * The management account has a stack of its own in each region. What connects stacks, SSM parameters that are read and
 * outputs that are exported, is in the home region alone.
 */
export function checkManagement(
  { stackSet, path }: DraftResource,
  parameters: WrittenParameter[],
  accounts: { target: Resolved }[],
  {
    yaml,
    report,
    home,
    management,
  }: { yaml: YamlFile; report: Report; home: string | null; management: string | null },
): void {
  const named = accounts.map(({ target }) => target.id)
  const regions = stackSet.regions.map(({ name }) => name)
  if (management === null || !named.includes(management) || regions.every((name) => name === home)) return
  const hint = `Name the management account in a stack_set of its own, with regions: [${home}].`
  const place = yaml.at([...path, 'regions'], 'key')
  const tell = (what: string) => report(problem('management-account-region', place, what, hint))
  if (parameters.some(({ value }) => JSON.stringify(value)?.includes('$[alfred_ssm_')))
    tell('stacks of the management account read SSM parameters in the home region alone')
  if (stackSet.exports.length > 0 && named[0] === management && regions[0] !== home)
    tell('outputs are exported of the first account, which is the management account, in the home region alone')
}
