import type { StackSet, StackSetParameter } from '../../core/deployment.ts'
import { problem } from '../problems.ts'
import { readParameterFile, type WrittenParameter } from '../template/parameter-file.ts'
import { toParts } from '../template/parameter-value.ts'
import { readTemplate, type Template } from '../template/read.ts'
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
import { createExports } from './stack-set-exports.ts'
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

/** A template, and as much of it as can be understood. */
interface Found {
  template: StackSet['template']
  read: Template | null
}

/** The stack sets of a manifest with templates, parameters and targets; every problem with one goes to `report`. */
export function readStackSets(resources: DraftResource[], surroundings: Surroundings) {
  const { yaml, resolver, files, report } = surroundings
  // thousands of resources may name one file: it is read and judged once
  const templates = new Map<string, Found>()
  const parameterFiles = new Map<string, WrittenParameter[]>()
  const stackSets = resources.filter(({ method }) => method === 'stack_set')
  const exports = createExports(stackSets, yaml, report)

  function templateOf({ file, path }: DraftResource): Found | null {
    if (file === null) return null
    const known = templates.get(plain(file))
    if (known) return known
    const found = files.text(file, [...path, 'resource_file'], 'template')
    if ('code' in found) {
      report(found)
      return null
    }
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.bytes)
    const made = { template: { file: found.file, text }, read: readTemplate(found.text) }
    checkTemplate(made.read, found, report)
    templates.set(plain(file), made)
    return made
  }

  function writtenParameters({ parameterFile, stackSet, path }: DraftResource): WrittenParameter[] | null {
    if (parameterFile === null)
      return stackSet.parameters.map(({ path, ...one }) => {
        return { ...one, written: yaml.unquoted(path), place: yaml.at(path) }
      })
    const known = parameterFiles.get(plain(parameterFile))
    if (known) return known
    const found = files.text(parameterFile, [...path, 'parameter_file'], 'parameters')
    const parameters = 'code' in found ? found : readParameterFile(found.text, found.file)
    if ('code' in parameters) {
      report(parameters)
      return null
    }
    parameterFiles.set(plain(parameterFile), parameters)
    return parameters
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
      parameters: parametersOf(written ?? [], exports.laterThan(at), report),
      exports: exports.of(resource, found?.read ?? null),
      units: named.units.map(({ target }) => target),
      accounts: named.accounts.map(({ target }) => target),
    }
  })
}

/** Values, with an error where one reads what only a stack set below makes: SSM parameters are read before the first of them. */
function parametersOf(
  written: WrittenParameter[],
  laterIn: (name: string) => number | null,
  report: Report,
): StackSetParameter[] {
  return written.flatMap(({ key, value, written, place }) => {
    const parts = toParts(value, written ?? null)
    if ('says' in parts) {
      report(problem(parts.code, place, `the parameter ${quote(key)} ${parts.says}`, parts.hint))
      return []
    }
    for (const part of parts) {
      const line = 'ssm' in part ? laterIn(part.ssm) : null
      if (line === null) continue
      const message = `the parameter ${quote(key)} is read from what line ${line} exports only later`
      report(problem('wrong-parameter', place, message, 'Put the stack set that exports it above this one.'))
    }
    return [{ key, parts }]
  })
}
