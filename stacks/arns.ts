import { partitionOf, partitions } from '../core/partition.ts'

/** An account and a region of it. */
export interface Place {
  account: string
  region: string
}

/** ARNs of what has a fixed name, and what else the partition of a place decides. */
export type Arns = ReturnType<typeof arnsOf>

/**
 * Spelt out rather than taken from resources, so that a policy can name what another account or a later resource will be,
 * and can be read without a template around it.
 */
export function arnsOf({ account, region }: Place) {
  const partition = partitionOf(region)
  const { dnsSuffix } = partitions[partition]
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`
  return {
    account,
    root: `arn:${partition}:iam::${account}:root`,
    role: (name: string) => `arn:${partition}:iam::${account}:role/${name}`,
    /** Patterns of roles whose name begins so, also where a permission set of the Identity Center makes them. */
    rolesLike: (name: string) => [
      `arn:${partition}:iam::${account}:role/${name}*`,
      `arn:${partition}:iam::${account}:role/aws-reserved/*AWSReservedSSO_${name}*`,
    ],
    queue: (name: string) => arn('sqs', name),
    rule: (name: string, bus?: string) => arn('events', `rule/${bus ? `${bus}/` : ''}${name}`),
    bus: (name: string) => arn('events', `event-bus/${name}`),
    scheduleGroup: (name: string) => arn('scheduler', `schedule-group/${name}`),
    table: (name: string) => arn('dynamodb', `table/${name}`),
    topic: (name: string) => arn('sns', name),
    alarm: (name: string) => arn('cloudwatch', `alarm:${name}`),
    logGroup: (name: string) => arn('logs', `log-group:${name}`),
    parameter: (name: string) => arn('ssm', `parameter${name}`),
    stackSet: (name: string) => arn('cloudformation', `stackset/${name}`),
    /** Every key of the place. */
    keys: arn('kms', 'key/*'),
    bucket: (name: string) => `arn:${partition}:s3:::${name}`,
    objects: (bucket: string, prefix: string) => `arn:${partition}:s3:::${bucket}/${prefix}*`,
    /** Of what AWS Organizations keeps: they name no region, and the management account whoever calls. */
    organizations: (rest: string) => `arn:${partition}:organizations::${account}:${rest}`,
    awsPolicy: (rest: string) => `arn:${partition}:organizations::aws:policy/${rest}`,
    /** CloudWatch Logs is the one service whose principal names region and partition. */
    logs: `logs.${region}.${dnsSuffix}`,
  }
}
