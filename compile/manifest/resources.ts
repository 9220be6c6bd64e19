import { type PolicyType, policyTypes } from '../../core/policy/type.ts'
import type { Problem } from '../../core/problem.ts'
import { type Place, problem } from '../problems.ts'
import { hasControlCharacter, quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import type { Draft, DraftResource } from './draft.ts'

/** The policy type of a deploy_method; null for a stack set. */
export const typeOf = (method: DraftResource['method']): PolicyType | null =>
  method === 'scp' ? 'SERVICE_CONTROL_POLICY' : method === 'rcp' ? 'RESOURCE_CONTROL_POLICY' : null

type Check = (resource: DraftResource, yaml: YamlFile) => Problem[]

const at = (yaml: YamlFile, { path }: DraftResource, key: string): Place => yaml.at([...path, key])

const fullAccessNames = new Set(Object.values(policyTypes).map(({ fullAccess }) => fullAccess.name.toLowerCase()))

const reservedName: Check = (resource, yaml) => {
  const name = resource.name?.toLowerCase() ?? ''
  const owner = fullAccessNames.has(name) ? 'AWS' : name.startsWith('aws-guardrails-') ? 'Control Tower' : null
  if (owner === null || typeOf(resource.method) === null) return []
  const message = `${quote(resource.name ?? '')} is a name of ${owner}: policies of ${owner} are never touched`
  return [problem('reserved-name', at(yaml, resource, 'name'), message, 'Give your policy another name.')]
}

const controlCharacters: Check = (resource, yaml) => {
  // a description may have several lines
  const description = resource.description.replace(/[\n\t]/g, '')
  return Object.entries({ name: resource.name ?? '', description })
    .filter(([, text]) => hasControlCharacter(text))
    .map(([key, text]) => {
      const message = `the ${key} ${quote(text)} has a control character`
      return problem(
        'control-character',
        at(yaml, resource, key),
        message,
        'Remove it: what is not seen cannot be reviewed.',
      )
    })
}

const attachedToNothing: Check = (resource, yaml) => {
  const { units, accounts, scopes, absent, hasTargets, method } = resource
  if (typeOf(method) === null || absent || !hasTargets || units.length + accounts.length + scopes.length > 0) return []
  const message = `${quote(resource.name ?? '')} is attached to nothing: it would guard nobody`
  const hint =
    'Name organizational_units or accounts in deployment_targets, or holdfast.each_account_in. To retire it: holdfast: { state: absent }.'
  return [problem('attached-to-nothing', yaml.at([...resource.path, 'deployment_targets'], 'key'), message, hint)]
}

const evict: Check = (resource, yaml) => {
  const { units, accounts, absent, mode, method } = resource
  if (!resource.evict || typeOf(method) === null) return []
  const nothing =
    absent || mode === 'notify'
      ? 'is not restored by events and sweeps, which alone make room'
      : units.length + accounts.length === 0
        ? 'names no target at which evict could make room: each_account_in has none'
        : null
  if (nothing === null) return []
  const hint = 'Name organizational_units or accounts in deployment_targets, with mode enforce, or remove evict.'
  const place = yaml.at([...resource.path, 'holdfast', 'evict'])
  return [problem('evict-without-target', place, `${quote(resource.name ?? '')} ${nothing}`, hint)]
}

const bothParameters: Check = (resource, yaml) => {
  if (resource.method !== 'stack_set' || resource.parameterFile === null || !resource.hasParameters) return []
  const message = 'parameter_file and parameters are both given: CfCT would send no parameter at all'
  return [problem('both-parameters', at(yaml, resource, 'parameters'), message, 'Keep one of the two.')]
}

/** A stack set without targets is a mistake that harms nobody: CfCT makes an empty one. */
const nowhere: Check = ({ method, units, accounts, name, hasTargets, path }, yaml) => {
  if (method !== 'stack_set' || !hasTargets || units.length + accounts.length > 0) return []
  const message = `${quote(name ?? '')} is deployed nowhere`
  const hint = 'Name organizational_units or accounts in deployment_targets, or remove it.'
  const found = problem('attached-to-nothing', yaml.at([...path, 'deployment_targets'], 'key'), message, hint)
  return [{ ...found, severity: 'warning' }]
}

/** Keys that mean something to the other kind of resource only; CfCT ignores them in silence. */
const ignored: Check = ({ method, path, ownKeys, stackSetKeys }, yaml) => {
  const isPolicy = typeOf(method) !== null
  if (method === null) return []
  const below: Path = [...path, 'holdfast']
  const strange = ownKeys.filter((key) => key !== 'acknowledge' && ofStackSets.has(key) === isPolicy)
  const keys = [
    ...(isPolicy ? stackSetKeys.map((key) => [...path, key]) : []),
    ...strange.map((key) => [...below, key]),
  ]
  return keys.map((key) => {
    const message = `${key.at(-1)} means nothing for ${isPolicy ? `an ${method}` : 'a stack_set'}`
    const hint = isPolicy ? 'Remove it, or make it a stack_set.' : 'Remove it: it is for scp and rcp resources.'
    return problem('ignored-key', yaml.at(key, 'key'), message, hint)
  })
}

/** What only a stack set has below its `holdfast`. */
const ofStackSets = new Set(['operations', 'retain_stacks'])

const checks: Check[] = [reservedName, controlCharacters, attachedToNothing, evict, bothParameters, nowhere, ignored]

/** What is wrong with resources one by one, their files and targets aside. */
export const checkResources = (draft: Draft, yaml: YamlFile): Problem[] =>
  draft.resources.flatMap((resource) => checks.flatMap((check) => check(resource, yaml)))

/** Names that stand twice; AWS tells policies of one type apart by name, and so do people, whatever the case. */
export function checkNames(draft: Draft, yaml: YamlFile): Problem[] {
  const first = new Map<string, DraftResource>()
  return draft.resources.flatMap((resource) => {
    if (resource.name === null || resource.method === null) return []
    const key = `${resource.method} ${resource.name.toLowerCase()}`
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, resource)
      return []
    }
    const line = at(yaml, before, 'name').line
    const message = `the ${resource.method} ${quote(resource.name)} stands in line ${line} already`
    return [problem('repeated-name', at(yaml, resource, 'name'), message, 'Rename one, or merge their targets.')]
  })
}
