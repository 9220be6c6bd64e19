// The operations on parameters that people and tools use (API reference, API version 2014-11-06). Keys, policies, labels
// and tiers beyond Standard are not played.
import { isObject, type Wire } from '../checks.ts'
import { refuse } from '../errors.ts'
import { type Context, named, type Operation, operation } from '../operation.ts'
import { after } from '../sorted.ts'
import { flag, names, newName, oneOf, results, text, unplayed } from './checks.ts'
import { add, described, find, parametersOf } from './parameters.ts'
import type { Version } from './store.ts'

const TYPES = ['String', 'StringList', 'SecureString'] as const
const LARGEST_VALUE = 4_096

const name = text('name', 1, 2_048)
const nextToken = text('nextToken', 0, 10_000)
const read = { readOnly: true }

const missing = (): never => refuse('ParameterNotFound', '')

const put = operation(
  {
    Name: name,
    Value: text('value', 1, 8_192),
    Description: text('description', 0, 1_024),
    Type: oneOf('type', TYPES),
    Overwrite: flag(),
    Tier: oneOf('tier', ['Standard']),
    DataType: oneOf('dataType', ['text']),
    KeyId: unplayed('KeyId'),
    AllowedPattern: unplayed('AllowedPattern'),
    Policies: unplayed('Policies'),
    Tags: unplayed('Tags'),
  },
  ({ Name, Value, Description, Type, Overwrite }, context) => {
    const parameters = parametersOf(context)
    const last = parameters.get(newName(Name))?.at(-1)
    const type = TYPES.find((one) => one === Type) ?? last?.type
    if (last && !Overwrite)
      return refuse(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      )
    if (!type) return refuse('ValidationException', 'A parameter type is required when you create a parameter.')
    if (last && (last.type === 'SecureString') !== (type === 'SecureString'))
      return refuse(
        'HierarchyTypeMismatchException',
        'Parameter Store does not support changing a parameter type in a hierarchy.',
      )
    if (Buffer.byteLength(Value) > LARGEST_VALUE)
      return refuse(
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
      )
    const { now: modified, user } = context
    const version = { type, value: Value, description: Description, modified, user }
    return { Version: add(parameters, Name, version), Tier: 'Standard' }
  },
  { masked: ['Value'] },
)

const get = operation(
  { Name: name, WithDecryption: flag() },
  ({ Name, WithDecryption }, context) => {
    const found = find(context, Name) ?? missing()
    return { Parameter: described(context, found.name, found.version, WithDecryption, found.selector) }
  },
  read,
)

const getMany = operation(
  { Names: names('names'), WithDecryption: flag() },
  ({ Names, WithDecryption }, context) => {
    const found = Names.map((one) => ({ one, at: find(context, one) }))
    return {
      Parameters: found.flatMap(({ at }) =>
        at ? [described(context, at.name, at.version, WithDecryption, at.selector)] : [],
      ),
      InvalidParameters: found.flatMap(({ one, at }) => (at ? [] : [one])),
    }
  },
  read,
)

/** One page of names; its token is the last of them. */
function paged(all: string[], token: string, size: number) {
  if (token && !/^name:/.test(token)) return refuse('InvalidNextToken', 'The specified token is not valid.')
  const found = after(all.sort(), token.slice('name:'.length), size + 1)
  const shown = found.slice(0, size)
  return { shown, NextToken: found.length > size ? `name:${shown.at(-1)}` : undefined }
}

const isBelow = (path: string, isRecursive: boolean) => {
  const folder = path.endsWith('/') ? path : `${path}/`
  return (one: string) => one.startsWith(folder) && (isRecursive || !one.slice(folder.length).includes('/'))
}

const versionOf = (context: Context, one: string): Version => parametersOf(context).get(one)?.at(-1) ?? missing()

const byPath = operation(
  {
    Path: text('path', 1, 2_048),
    Recursive: flag(),
    WithDecryption: flag(),
    MaxResults: results(10),
    NextToken: nextToken,
    ParameterFilters: unplayed('ParameterFilters'),
  },
  ({ Path, Recursive, WithDecryption, MaxResults, NextToken: token }, context) => {
    if (!Path.startsWith('/'))
      return refuse(
        'ValidationException',
        'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
      )
    const below = [...parametersOf(context).keys()].filter(isBelow(Path, Recursive))
    const { shown, NextToken } = paged(below, token, MaxResults)
    const Parameters = shown.map((one) => described(context, one, versionOf(context, one), WithDecryption))
    return { Parameters, NextToken }
  },
  read,
)

const remove = operation({ Name: name }, ({ Name }, context) => {
  if (!parametersOf(context).delete(Name)) return missing()
  return {}
})

const removeMany = operation({ Names: names('names') }, ({ Names }, context) => {
  const isDeleted = new Map(Names.map((one) => [one, parametersOf(context).delete(one)]))
  return {
    DeletedParameters: Names.filter((one) => isDeleted.get(one)),
    InvalidParameters: Names.filter((one) => !isDeleted.get(one)),
  }
})

/** Filters by name, path and type. */
function filterOf(filter: unknown): (name: string, version: Version) => boolean {
  const { Key, Option = 'Equals', Values = [] } = isObject(filter) ? filter : {}
  const values = Array.isArray(Values) ? Values.map(String) : []
  const some = (test: (value: string) => boolean) => values.some(test)
  if (Key === 'Path') return (one) => some((value) => isBelow(value, Option === 'Recursive')(one))
  if (Key === 'Type') return (_, { type }) => values.includes(type)
  if (Key === 'Name' && Option === 'Equals') return (one) => values.includes(one)
  if (Key === 'Name' && Option === 'BeginsWith') return (one) => some((value) => one.startsWith(value))
  if (Key === 'Name' && Option === 'Contains') return (one) => some((value) => one.includes(value))
  return refuse('InvalidFilterKey', 'The emulator plays filters by Name, Path and Type.')
}

const describe = operation(
  {
    ParameterFilters: (value: unknown) => (Array.isArray(value) ? value : []).map(filterOf),
    Filters: unplayed('Filters'),
    MaxResults: results(50),
    NextToken: nextToken,
  },
  ({ ParameterFilters, MaxResults, NextToken: token }, context) => {
    const all = [...parametersOf(context).keys()].filter((one) =>
      ParameterFilters.every((fits) => fits(one, versionOf(context, one))),
    )
    const { shown, NextToken } = paged(all, token, MaxResults)
    return { Parameters: shown.map((one) => metadata(context, one, versionOf(context, one))), NextToken }
  },
  read,
)

function metadata(context: Context, one: string, version: Version): Wire {
  const { Value: _, ...shown } = described(context, one, version, true)
  const { description, user } = version
  return { ...shown, ...(description && { Description: description }), LastModifiedUser: user, Tier: 'Standard' }
}

const history = operation(
  { Name: name, WithDecryption: flag(), MaxResults: results(50), NextToken: nextToken },
  ({ Name, WithDecryption, MaxResults, NextToken: token }, context) => {
    const versions = parametersOf(context).get(Name) ?? missing()
    const numbers = versions.map(({ version }) => String(version).padStart(9, '0'))
    const { shown, NextToken } = paged(numbers, token, MaxResults)
    const Parameters = versions
      .filter(({ version }) => shown.includes(String(version).padStart(9, '0')))
      .map((one) => {
        const { ARN: _, ...rest } = described(context, Name, one, WithDecryption)
        return { ...rest, LastModifiedUser: one.user, Tier: 'Standard' }
      })
    return { Parameters, NextToken }
  },
  read,
)

/** By the name in X-Amz-Target. */
export const PARAMETER_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    PutParameter: put,
    GetParameter: get,
    GetParameters: getMany,
    GetParametersByPath: byPath,
    DeleteParameter: remove,
    DeleteParameters: removeMany,
    DescribeParameters: describe,
    GetParameterHistory: history,
  }).map(([one, unnamed]) => [one, named(one, unnamed)]),
)
