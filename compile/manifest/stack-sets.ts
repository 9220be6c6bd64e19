import type { StackSet, StackSetParameter } from '../../core/deployment.ts'
import { problem } from '../problems.ts'
import { readParameterFile, type WrittenParameter } from '../template/parameter-file.ts'
import { toParts } from '../template/parameter-value.ts'
import { readTemplate, type Template } from '../template/read.ts'
import { didYouMean } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { DraftResource } from './draft.ts'
import { type NamedFiles, plain } from './files.ts'
import {
  checkDeclared,
  checkManagement,
  checkName,
  checkRegion,
  checkTemplate,
  type Report,
} from './stack-set-checks.ts'
import type { Resolved, Resolver } from './targets.ts'

/** A resource that is a stack set, with as much of it as is known. */
export interface DraftedStackSet {
  resource: DraftResource
  /** null: the file cannot be had here. */
  template: StackSet['template'] | null
  parameters: StackSetParameter[]
  exports: StackSet['exports']
  units: Resolved[]
  accounts: Resolved[]
}

interface Surroundings {
  yaml: YamlFile
  resolver: Resolver
  files: NamedFiles
  report: Report
  /** The manifest's region. */
  home: string | null
  management: string | null
}

/** The stack sets of a manifest with templates, parameters and targets; every problem with one goes to `report`. */
export function readStackSets(resources: DraftResource[], surroundings: Surroundings) {
  const { yaml, resolver, files, report } = surroundings
  const templates = new Map<string, { read: Template | null; text: string }>()
  const exported = new Map<string, { line: number; at: number }>()
  const stackSets = resources.filter(({ method }) => method === 'stack_set')
  for (const [at, { stackSet }] of stackSets.entries())
    for (const { name, path } of stackSet.exports)
      if (!exported.has(name)) exported.set(name, { line: yaml.at(path).line ?? 1, at })

  function templateOf({ file, path }: DraftResource) {
    if (file === null) return null
    const found = files.text(file, [...path, 'resource_file'], 'template')
    if ('code' in found) {
      report(found)
      return null
    }
    const key = plain(file)
    const known = templates.get(key)
    const text = known?.text ?? new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.bytes)
    const read = known ? known.read : readTemplate(found.text)
    if (!known) checkTemplate(read, found, report)
    templates.set(key, { read, text })
    return { template: { file: found.file, text }, read }
  }

  function writtenParameters({ parameterFile, stackSet, path }: DraftResource): WrittenParameter[] | null {
    if (parameterFile === null)
      return stackSet.parameters.map(({ path, ...one }) => ({
        ...one,
        written: yaml.unquoted(path),
        place: yaml.at(path),
      }))
    const found = files.text(parameterFile, [...path, 'parameter_file'], 'parameters')
    const parameters = 'code' in found ? found : readParameterFile(found.text, found.file)
    if (!('code' in parameters)) return parameters
    report(parameters)
    return null
  }

  return stackSets.map((resource, at): DraftedStackSet => {
    const named = resolver.targetsOf(resource)
    const found = templateOf(resource)
    const written = writtenParameters(resource)
    const place = yaml.at([...resource.path, 'resource_file'])
    checkName(resource, yaml, report)
    for (const { name, path } of resource.stackSet.regions) checkRegion(name, yaml.at(path), report)
    checkManagement(resource, written ?? [], named.accounts, surroundings)
    if (written && found?.read) checkDeclared(written, found.read, place, report)
    return {
      resource,
      template: found?.template ?? null,
      parameters: parametersOf(written ?? [], (name) => exported.get(name), at, report),
      exports: exportsOf(resource, found?.read ?? null, exported, at, yaml, report),
      units: named.units.map(({ target }) => target),
      accounts: named.accounts.map(({ target }) => target),
    }
  })
}

/** Values, with an error where one reads what only a stack set below makes: SSM parameters are read before the first of them. */
function parametersOf(
  written: WrittenParameter[],
  exportedAt: (name: string) => { line: number; at: number } | undefined,
  at: number,
  report: Report,
): StackSetParameter[] {
  return written.flatMap(({ key, value, written, place }) => {
    const parts = toParts(value, written ?? null)
    if ('says' in parts) {
      report(problem(parts.code, place, `the parameter ${quote(key)} ${parts.says}`, parts.hint))
      return []
    }
    for (const part of parts) {
      const made = 'ssm' in part ? exportedAt(part.ssm) : undefined
      if (made === undefined || made.at < at) continue
      const message = `the parameter ${quote(key)} is read from what line ${made.line} exports only later`
      report(problem('wrong-parameter', place, message, 'Put the stack set that exports it above this one.'))
    }
    return [{ key, parts }]
  })
}

const output = /^\$\[output_([a-zA-Z0-9]{1,255})\]$/
const parameterName = /^(?=.{1,1011}$)(?!\/?(aws|ssm))(\/?[\w.-]+)(\/[\w.-]+)*$/i

function exportsOf(
  { stackSet }: DraftResource,
  template: Template | null,
  exported: ReadonlyMap<string, { line: number; at: number }>,
  at: number,
  yaml: YamlFile,
  report: Report,
): StackSet['exports'] {
  return stackSet.exports.flatMap(({ name, value, path }) => {
    const [, id] = output.exec(value.trim()) ?? []
    const first = exported.get(name)
    if (!parameterName.test(name))
      report(
        problem(
          'wrong-form',
          yaml.at([...path, 'name']),
          `${quote(name)} is not a name that an SSM parameter can have`,
          'Write it like /org/network/vpc-id; aws and ssm at the beginning belong to AWS.',
        ),
      )
    if (first !== undefined && (first.at !== at || first.line !== yaml.at(path).line))
      report(
        problem(
          'repeated-name',
          yaml.at([...path, 'name']),
          `the SSM parameter ${quote(name)} is made in line ${first.line} already`,
          'Rename one of the two.',
        ),
      )
    if (id === undefined) {
      report(
        problem(
          'wrong-form',
          yaml.at([...path, 'value']),
          `${quote(value)} names no output`,
          'Write it like $[output_VpcId].',
        ),
      )
      return []
    }
    if (template !== null && !template.outputs.has(id)) {
      const hint = didYouMean(id, template.outputs, 'Add it below Outputs of the template.')
      report(problem('unknown-output', yaml.at([...path, 'value']), `the template has no output ${quote(id)}`, hint))
    }
    return [{ parameter: name, output: id }]
  })
}
