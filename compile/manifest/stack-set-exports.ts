import type { StackSet } from '../../core/deployment.ts'
import { problem } from '../problems.ts'
import type { Template } from '../template/read.ts'
import { didYouMean, mostSuggestions } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import type { DraftResource } from './draft.ts'
import type { Report } from './stack-set-checks.ts'

const output = /^\$\[output_([a-zA-Z0-9]{1,255})\]$/
const parameterName = /^(?=.{1,1011}$)(?!\/?(aws|ssm))(\/?[\w.-]+)(\/[\w.-]+)*$/i

/** What stack sets export, and to which SSM parameters, over a whole manifest. */
export interface Exports {
  of(resource: DraftResource, template: Template | null): StackSet['exports']
  /** For a stack set: the line in which itself or one below first exports a parameter; null where none does. */
  laterThan(at: number): (name: string) => number | null
}

export function createExports(stackSets: DraftResource[], yaml: YamlFile, report: Report): Exports {
  const first = new Map<string, { path: Path; line: number; at: number }>()
  for (const [at, { stackSet }] of stackSets.entries())
    for (const { name, path } of stackSet.exports)
      if (!first.has(name)) first.set(name, { path, line: yaml.at(path).line ?? 1, at })
  let suggested = 0

  function checkName(name: string, path: Path): void {
    const place = yaml.at([...path, 'name'])
    const made = first.get(name)
    if (made !== undefined && made.path !== path) {
      const message = `the SSM parameter ${quote(name)} is made in line ${made.line} already`
      report(problem('repeated-name', place, message, 'Rename one of the two.'))
    }
    if (parameterName.test(name)) return
    const hint = 'Write it like /org/network/vpc-id; aws and ssm at the beginning belong to AWS.'
    report(problem('wrong-form', place, `${quote(name)} is not a name that an SSM parameter can have`, hint))
  }

  function outputOf(value: string, path: Path, template: Template | null): string | null {
    const place = yaml.at([...path, 'value'])
    const [, id = null] = output.exec(value.trim()) ?? []
    if (id === null) {
      report(problem('wrong-form', place, `${quote(value)} names no output`, 'Write it like $[output_VpcId].'))
    } else if (template !== null && !template.outputs.has(id)) {
      const otherwise = 'Add it below Outputs of the template.'
      const hint = ++suggested > mostSuggestions ? otherwise : didYouMean(id, template.outputs, otherwise)
      report(problem('unknown-output', place, `the template has no output ${quote(id)}`, hint))
    }
    return id
  }

  return {
    of: ({ stackSet }, template) =>
      stackSet.exports.flatMap(({ name, value, path }) => {
        checkName(name, path)
        const id = outputOf(value, path, template)
        return id === null ? [] : [{ parameter: name, output: id }]
      }),
    laterThan: (at) => (name) => {
      const made = first.get(name)
      return made === undefined || made.at < at ? null : made.line
    },
  }
}
