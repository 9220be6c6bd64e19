import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import { defaultRetention } from './deployment.ts'
import { type Draft, members } from './draft.ts'
import { isRegion } from './region.ts'
import { accountId } from './targets.ts'

/** What is wrong with everything in a manifest that is not a resource. */
export function checkSettings(draft: Draft, yaml: YamlFile, lock: LockDocument | null): Problem[] {
  return [
    ...checkRegion(draft, yaml),
    ...checkManagement(draft, yaml, lock),
    ...checkCompliance(draft, yaml),
    ...(yaml.unquotedDigits ? checkQuotes(yaml) : []),
  ]
}

function checkRegion({ region }: Draft, yaml: YamlFile): Problem[] {
  if (region === null || isRegion(region)) return []
  const message = `${quote(region)} does not look like an AWS region`
  return [
    problem('odd-region', yaml.at(['region']), message, 'Write the home region of Control Tower, like eu-west-1.'),
  ]
}

function checkManagement({ management }: Draft, yaml: YamlFile, lock: LockDocument | null): Problem[] {
  if (lock === null || management === null || management === lock.organization.management_account) return []
  const message = `the manifest is for management account ${quote(management)}, the lock for ${lock.organization.management_account}`
  const hint = 'Correct the id, or write a new lock for the organization that is meant.'
  return [problem('organization-mismatch', yaml.at(['holdfast', 'accounts', 'management']), message, hint)]
}

function checkCompliance({ settings }: Draft, yaml: YamlFile): Problem[] {
  const audit = members(settings.audit)
  if (audit.object_lock !== 'compliance') return []
  const days = typeof audit.retention_days === 'number' ? audit.retention_days : defaultRetention
  const words = `cannot be undone for ${days} days`
  if (audit.compliance_confirmed === words) return []
  const message = `object_lock: compliance ${words}, by nobody, not even AWS; it must be confirmed`
  return [
    problem(
      'compliance-not-confirmed',
      yaml.at(['holdfast', 'audit', 'object_lock']),
      message,
      `Add compliance_confirmed: "${words}", or write object_lock: governance.`,
    ),
  ]
}

/** Ids without quotes are read as they are meant here, but not by everything that reads the file. */
function checkQuotes(yaml: YamlFile): Problem[] {
  return accountPlaces(yaml.value)
    .filter((path) => accountId.test(yaml.unquoted(path) ?? ''))
    .map((path) => {
      const id = yaml.unquoted(path) ?? ''
      const octal = /^0[0-7]+$/.test(id)
      const otherwise = octal
        ? `CfCT reads the octal number ${Number.parseInt(id, 8)} and leaves the account out`
        : 'other readers of YAML take it as a number'
      const message = `the account id ${id} has no quotes: ${otherwise}`
      return problem('unquoted-account-id', yaml.at(path), message, `Quote it: "${id}".`)
    })
}

function accountPlaces(value: unknown): Path[] {
  const manifest = members(value)
  const settings = members(manifest.holdfast)
  return [
    ...Object.keys(members(settings.accounts)).map((key) => ['holdfast', 'accounts', key]),
    ...indexes(settings.delegated_administrators, ['holdfast', 'delegated_administrators']),
    ...indexes(manifest.resources, ['resources']).flatMap((path) => {
      const resource = members(valueAt(value, path))
      const scopes: Path = [...path, 'holdfast', 'each_account_in']
      return [
        ...indexes(members(resource.deployment_targets).accounts, [...path, 'deployment_targets', 'accounts']),
        ...indexes(members(resource.holdfast).each_account_in, scopes).flatMap((scope) =>
          indexes(members(valueAt(value, scope)).except, [...scope, 'except']),
        ),
      ]
    }),
  ]
}

const indexes = (list: unknown, path: Path): Path[] =>
  Array.isArray(list) ? list.map((_, index) => [...path, index]) : []

function valueAt(value: unknown, path: Path): unknown {
  let inside = value
  for (const step of path)
    inside =
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? Reflect.get(inside, step)
        : undefined
  return inside
}
