/**
 * A CloudFormation template as it would be deployed: every reference replaced by what AWS would put in its place. Knows the
 * intrinsic functions and the resource types that the stacks use, and refuses others, so that nothing is overlooked. What a
 * condition keeps away is not there.
 */
export interface Deployed {
  /** By logical id, with resolved properties. */
  resources: Record<string, DeployedResource>
  ofType(type: string): DeployedResource[]
}

export interface DeployedResource {
  id: string
  type: string
  name: string
  arn: string
  properties: Record<string, Value>
  dependsOn: string[]
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and its readers are tests
export type Value = any

interface Environment {
  account: string
  region: string
  partition: string
  /** Attributes of custom resources, by logical id or type. */
  attributes?: Record<string, Record<string, string>>
  /** Values of parameters. */
  parameters?: Record<string, string>
}

const suffixes: Record<string, string> = { 'aws-cn': 'amazonaws.com.cn' }

interface Kind {
  /** Property that holds the name; absent: the logical id is taken. */
  name?: string
  arn?: (name: string, place: { partition: string; region: string; account: string }, properties: Value) => string
  ref?: 'arn' | 'name'
}

const at =
  (service: string, resource: (name: string, properties: Value) => string): Kind['arn'] =>
  (name, { partition, region, account }, properties) =>
    `arn:${partition}:${service}:${region}:${account}:${resource(name, properties)}`

const plain = (name: string) => name

/** What Ref and GetAtt Arn give, by type: the pages of the CloudFormation resource reference. */
const kinds: Record<string, Kind> = {
  'AWS::SQS::Queue': { name: 'QueueName', arn: at('sqs', plain) },
  'AWS::SNS::Topic': { name: 'TopicName', arn: at('sns', plain), ref: 'arn' },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: at('dynamodb', (name) => `table/${name}`) },
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', arn: at('dynamodb', (name) => `table/${name}`) },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: at('lambda', (name) => `function:${name}`) },
  'AWS::Lambda::Version': { arn: at('lambda', (_, { FunctionName }) => `function:${FunctionName}:1`), ref: 'arn' },
  'AWS::Lambda::Alias': {
    name: 'Name',
    arn: at('lambda', (name, { FunctionName }) => `function:${FunctionName}:${name}`),
    ref: 'arn',
  },
  'AWS::IAM::Role': {
    name: 'RoleName',
    arn: (name, { partition, account }) => `arn:${partition}:iam::${account}:role/${name}`,
  },
  'AWS::KMS::Key': { arn: at('kms', (id) => `key/${id}`) },
  'AWS::Events::Rule': {
    name: 'Name',
    arn: at('events', (name, { EventBusName }) => `rule/${EventBusName ? `${EventBusName}/` : ''}${name}`),
  },
  'AWS::Events::EventBus': { name: 'Name', arn: at('events', (name) => `event-bus/${name}`) },
  'AWS::Scheduler::Schedule': {
    name: 'Name',
    arn: at('scheduler', (name, { GroupName }) => `schedule/${GroupName}/${name}`),
  },
  'AWS::Scheduler::ScheduleGroup': { name: 'Name', arn: at('scheduler', (name) => `schedule-group/${name}`) },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: at('logs', (name) => `log-group:${name}:*`) },
  'AWS::S3::Bucket': { name: 'BucketName', arn: (name, { partition }) => `arn:${partition}:s3:::${name}` },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: at('cloudwatch', (name) => `alarm:${name}`) },
  'AWS::SSM::Parameter': { name: 'Name', arn: at('ssm', (name) => `parameter${name}`) },
}

export function deploy(template: Value, environment: Environment): Deployed {
  const { account, region, partition, attributes = {}, parameters = {} } = environment
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': suffixes[partition] ?? 'amazonaws.com',
    'AWS::StackName': 'stack',
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/stack/0`,
  }
  const resources: Record<string, DeployedResource> = {}
  const underWay = new Set<string>()

  function resource(id: string): DeployedResource {
    const known = resources[id]
    if (known) return known
    const given = template.Resources[id]
    if (!given) throw new Error(`The template has no resource ${id}`)
    if (underWay.has(id)) throw new Error(`${id} refers to itself`)
    underWay.add(id)
    const properties = resolve(given.Properties ?? {})
    const { name: named, arn } = kinds[given.Type] ?? {}
    const name = (named && properties[named]) || id
    const made: DeployedResource = {
      id,
      type: given.Type,
      name,
      arn: attributes[id]?.Arn ?? arn?.(name, { partition, region, account }, properties) ?? '',
      properties,
      dependsOn: [given.DependsOn ?? []].flat(),
    }
    resources[id] = made
    return made
  }

  function reference(id: string): Value {
    if (Object.hasOwn(pseudo, id)) return pseudo[id]
    if (template.Parameters?.[id]) return parameters[id] ?? template.Parameters[id].Default
    const given = attributes[id]?.Ref
    if (given !== undefined) return given
    const made = resource(id)
    if (made.type === 'AWS::SQS::Queue')
      return `https://sqs.${region}.${pseudo['AWS::URLSuffix']}/${account}/${made.name}`
    return kinds[made.type]?.ref === 'arn' ? made.arn : made.name
  }

  function attribute(id: string, name: string): Value {
    const made = resource(id)
    const given = attributes[id]?.[name] ?? attributes[made.type]?.[name]
    if (given !== undefined) return given
    if (name === 'Arn' || name.endsWith('Arn')) return made.arn
    if (name === 'Version') return '1'
    if (name === 'KeyId') return made.name
    if (made.type.startsWith('Custom::')) return `${made.id}.${name}`
    if (name.endsWith('Name')) return made.name
    throw new Error(`Nobody here knows ${made.type}.${name}`)
  }

  function substitute(text: string, values: Record<string, Value>): string {
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal, key: string) => {
      if (literal) return `\${${key}}`
      if (Object.hasOwn(values, key)) return String(resolve(values[key]))
      const dot = key.indexOf('.')
      return String(dot < 0 ? reference(key) : attribute(key.slice(0, dot), key.slice(dot + 1)))
    })
  }

  function resolve(value: Value): Value {
    if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== undefined)
    if (typeof value !== 'object' || value === null) return value
    const [key, ...others] = Object.keys(value)
    if (others.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      const inside = value[key]
      switch (key) {
        case 'Ref':
          return inside === 'AWS::NoValue' ? undefined : reference(inside)
        case 'Fn::GetAtt': {
          const [id, name] = Array.isArray(inside) ? inside : inside.split('.')
          return attribute(id, name)
        }
        case 'Fn::Equals':
          return resolve(inside[0]) === resolve(inside[1])
        case 'Fn::Join':
          return resolve(inside[1]).join(inside[0])
        case 'Fn::Sub':
          return Array.isArray(inside) ? substitute(inside[0], inside[1]) : substitute(inside, {})
        case 'Fn::Select':
          return resolve(inside[1])[Number(inside[0])]
        case 'Fn::Split':
          return String(resolve(inside[1])).split(inside[0])
        default:
          throw new Error(`Nobody here knows ${key}`)
      }
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) => {
        const resolved = resolve(one)
        return resolved === undefined ? [] : [[name, resolved]]
      }),
    )
  }

  for (const [id, { Condition }] of Object.entries<Value>(template.Resources))
    if (Condition === undefined || resolve(template.Conditions[Condition])) resource(id)
  return {
    resources,
    ofType: (type) => Object.values(resources).filter((one) => one.type === type),
  }
}
