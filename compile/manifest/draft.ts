import type { StackSetOperations } from '../../core/deployment.ts'
import type { Mode } from '../../core/manifest.ts'
import { awsQuotas, type Quota, type Quotas } from '../../core/policy/type.ts'
import { isMembers, type Members } from '../members.ts'
import type { Path } from '../yaml/path.ts'

/** A name or id of a target as somebody wrote it; null where it is no text. */
export type Written = string | null

/** A finding that somebody means, and why. */
export interface Acknowledgement {
  code: string
  reason: string
  path: Path
}

export interface DraftScope {
  unit: Written
  joinedAfter: string | null
  except: Written[]
  path: Path
}

export interface DraftStackSet {
  parameters: { key: string; value: unknown; path: Path }[]
  regions: { name: string; path: Path }[]
  exports: { name: string; value: string; path: Path }[]
  operations: StackSetOperations
  retainsStacks: boolean
}

/** One resource with what is readable in it; the schema reports the rest. */
export interface DraftResource {
  path: Path
  name: string | null
  description: string
  method: 'scp' | 'rcp' | 'stack_set' | null
  file: string | null
  parameterFile: string | null
  hasParameters: boolean
  /** What only a stack set has. */
  stackSet: DraftStackSet
  hasTargets: boolean
  units: Written[]
  accounts: Written[]
  scopes: DraftScope[]
  absent: boolean
  mode: Mode
  prune: boolean
  adopt: boolean
  evict: boolean
  acknowledge: Acknowledgement[]
  /** Keys that are there: below `holdfast`, and those that only a stack set knows. */
  ownKeys: string[]
  stackSetKeys: string[]
}

export interface Draft {
  region: string | null
  version: string | null
  deletesStackSets: boolean
  management: string | null
  delegatedAdministrators: string[]
  breakGlassRoles: string[]
  fullAwsAccess: 'report' | 'restore'
  identifiers: Record<'audit' | 'notifications', 'raw' | 'pseudonym'>
  quotas: Quotas
  /** Slots of an OU that are left to Control Tower. */
  reserved: number
  /** As many days an exemption lasts at most. */
  exemptionDays: number
  settings: Members
  acknowledge: Acknowledgement[]
  resources: DraftResource[]
}

/**
 * Reads a manifest leniently: what has the wrong type counts as not written, so that one mistake does not hide the others.
 * Defaults are filled in.
 */
export function toDraft(value: unknown): Draft {
  const manifest = members(value)
  const settings = members(manifest.holdfast)
  const defaults = members(settings.defaults)
  const quotas = members(settings.quotas)
  return {
    region: text(manifest.region),
    version: text(manifest.version),
    deletesStackSets: manifest.enable_stack_set_deletion === true,
    management: text(members(settings.accounts).management),
    delegatedAdministrators: texts(settings.delegated_administrators).filter((id) => id !== null),
    breakGlassRoles: [...new Set(texts(settings.break_glass_roles))].flatMap((role) =>
      role === null || role.includes(':') ? [] : [role],
    ),
    fullAwsAccess: settings.full_aws_access === 'restore' ? 'restore' : 'report',
    identifiers: {
      audit: members(settings.audit).identifiers === 'raw' ? 'raw' : 'pseudonym',
      notifications: members(settings.notifications).identifiers === 'pseudonym' ? 'pseudonym' : 'raw',
    },
    quotas: {
      SERVICE_CONTROL_POLICY: quotaOf(members(quotas.scp), awsQuotas.SERVICE_CONTROL_POLICY),
      RESOURCE_CONTROL_POLICY: quotaOf(members(quotas.rcp), awsQuotas.RESOURCE_CONTROL_POLICY),
    },
    reserved: numberOr(members(quotas.scp).reserved, reservedByDefault),
    exemptionDays: Math.min(90, numberOr(members(settings.exemptions).max_days, 14)),
    settings,
    acknowledge: acknowledgements(settings, ['holdfast']),
    resources: list(manifest.resources).map((resource, index) => toResource(members(resource), index, defaults)),
  }
}

function toResource(resource: Members, index: number, defaults: Members): DraftResource {
  const path: Path = ['resources', index]
  const own = members(resource.holdfast)
  const targets = members(resource.deployment_targets)
  return {
    path,
    name: text(resource.name),
    description: text(resource.description) ?? '',
    method: methods.find((method) => method === resource.deploy_method) ?? null,
    file: text(resource.resource_file),
    parameterFile: text(resource.parameter_file),
    hasParameters: list(resource.parameters).length > 0,
    stackSet: toStackSet(resource, own, path),
    hasTargets: isMembers(resource.deployment_targets),
    units: texts(targets.organizational_units),
    accounts: texts(targets.accounts),
    scopes: list(own.each_account_in).map((entry, at) => {
      const scope = members(entry)
      return {
        unit: text(scope.organizational_unit),
        joinedAfter: text(scope.joined_after),
        except: texts(scope.except),
        path: [...path, 'holdfast', 'each_account_in', at],
      }
    }),
    absent: own.state === 'absent',
    mode: (own.mode ?? defaults.mode) === 'notify' ? 'notify' : 'enforce',
    prune: (own.prune ?? defaults.prune) === true,
    adopt: own.adopt === true,
    evict: own.evict === true,
    acknowledge: acknowledgements(own, [...path, 'holdfast']),
    ownKeys: Object.keys(own),
    stackSetKeys: ofStackSets.filter((key) => !isEmpty(resource[key])),
  }
}

function toStackSet(resource: Members, own: Members, path: Path): DraftStackSet {
  const entries = (key: string) => list(resource[key]).map((one, at) => ({ one, path: [...path, key, at] }))
  const operations = members(own.operations)
  return {
    parameters: entries('parameters').flatMap(({ one, path }) => {
      const { parameter_key, parameter_value } = members(one)
      const key = text(parameter_key)
      return key === null ? [] : [{ key, value: parameter_value, path: [...path, 'parameter_value'] }]
    }),
    regions: entries('regions').flatMap(({ one, path }) => {
      const name = text(one)
      return name === null ? [] : [{ name, path }]
    }),
    exports: entries('export_outputs').flatMap(({ one, path }) => {
      const [name, value] = [text(members(one).name), text(members(one).value)]
      return name === null || value === null ? [] : [{ name, value, path }]
    }),
    operations: {
      failureTolerancePercentage: numberOr(operations.failure_tolerance_percentage, 10),
      maxConcurrentPercentage: numberOr(operations.max_concurrent_percentage, 100),
      regionConcurrency: operations.region_concurrency === 'sequential' ? 'sequential' : 'parallel',
      concurrencyMode: operations.concurrency_mode === 'soft' ? 'soft' : 'strict',
    },
    retainsStacks: own.retain_stacks === true,
  }
}

/** Control Tower attaches one or two policies to an OU, and more with each control that is enabled there. */
const reservedByDefault = 3

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

const quotaOf = ({ slots, characters }: Members, aws: Quota): Quota => ({
  slots: numberOr(slots, aws.slots),
  characters: numberOr(characters, aws.characters),
})

const ofStackSets = ['parameter_file', 'parameters', 'regions', 'export_outputs']

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** As many as the schema lets one list have. */
const mostAcknowledged = 1_000

const acknowledgements = (of: Members, path: Path): Acknowledgement[] =>
  list(of.acknowledge)
    .slice(0, mostAcknowledged)
    .map((entry, at) => {
      const { code, reason } = members(entry)
      return { code: text(code) ?? '', reason: text(reason) ?? '', path: [...path, 'acknowledge', at] }
    })

const methods = ['scp', 'rcp', 'stack_set'] as const

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export const members = (value: unknown): Members => (isMembers(value) ? value : {})

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** One list for each that was written: where an alias repeats it, it is the same one. */
const written = new WeakMap<object, Written[]>()

export function texts(value: unknown): Written[] {
  if (!Array.isArray(value)) return list(value).map(text)
  const known = written.get(value) ?? value.map(text)
  written.set(value, known)
  return known
}
