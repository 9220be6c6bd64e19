// AWS Systems Manager Parameter Store: parameters of an account in a region, with their last versions.
import { createHash } from 'node:crypto'
import type { Wire } from '../checks.ts'
import { refuse } from '../errors.ts'
import type { Context } from '../operation.ts'
import type { Parameters, Version } from './store.ts'

/** Older versions are forgotten (User Guide, "Working with parameter versions"). */
const KEPT = 100

export function parametersOf({ world, account, region }: Context): Parameters {
  const key = `${account} ${region}`
  const found = world.parameters.get(key) ?? new Map<string, Version[]>()
  world.parameters.set(key, found)
  return found
}

export function add(parameters: Parameters, name: string, version: Omit<Version, 'version'>): number {
  const versions = parameters.get(name) ?? []
  const number = (versions.at(-1)?.version ?? 0) + 1
  versions.push({ ...version, version: number })
  parameters.set(name, versions.slice(-KEPT))
  return number
}

export const arnOf = ({ account, region }: Context, name: string): string =>
  `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`

/** A parameter by its name or ARN, and the version that may stand behind a colon; undefined where there is none. */
export function find(
  context: Context,
  given: string,
): { name: string; version: Version; selector: string } | undefined {
  const parameters = parametersOf(context)
  const arn = arnOf(context, '/')
  const plain = given.startsWith(arn) ? given.slice(arn.length - 1) : given
  const at = plain.indexOf(':')
  const [name, selector] = at < 0 ? [plain, ''] : [plain.slice(0, at), plain.slice(at)]
  const versions = parameters.get(name) ?? parameters.get(name.replace(/^\//, ''))
  if (!versions) return undefined
  if (!selector) return withLast(name, versions)
  const version = versions.find((one) => `:${one.version}` === selector)
  if (!version)
    return refuse(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector.slice(1, 40)} of ${name}. Verify the version and try again.`,
    )
  return { name, version, selector }
}

function withLast(name: string, versions: Version[]) {
  const version = versions.at(-1)
  return version && { name, version, selector: '' }
}

/** What a secure string looks like to who does not decrypt it: something that is not the value. */
const hidden = (value: string): string => `AQICAH${createHash('sha256').update(value).digest('base64')}`

export function described(context: Context, name: string, one: Version, decrypted: boolean, selector = ''): Wire {
  return {
    Name: name,
    Type: one.type,
    Value: one.type === 'SecureString' && !decrypted ? hidden(one.value) : one.value,
    Version: one.version,
    ...(selector && { Selector: selector }),
    LastModifiedDate: one.modified / 1000,
    ARN: arnOf(context, name),
    DataType: 'text',
  }
}
