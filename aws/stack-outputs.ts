import { CloudFormationClient, DescribeStacksCommand, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { resourceNames } from '../core/deployed.ts'
import { partitionOf } from '../core/partition.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** A stack that a stack set made in one account and region. */
export interface StackInstance {
  account: string
  stackId: string
  /** Whether it is as the stack set says. */
  isCurrent: boolean
}

/** Reads what stacks of stack sets say in their outputs, in whichever account they are. */
export interface StackReader {
  instances(stackSet: string, region: string): Promise<StackInstance[]>
  /** As the role that each member account has for it. */
  outputs(instance: StackInstance, region: string): Promise<Record<string, string>>
}

export function stackReader(connection: Connection): StackReader {
  const here = connect(CloudFormationClient, 'CLOUDFORMATION', connection)
  const sts = connect(STSClient, 'STS', connection)

  async function instances(StackSetName: string, region: string): Promise<StackInstance[]> {
    const found: StackInstance[] = []
    let NextToken: string | undefined
    do {
      const page = await here.send(
        new ListStackInstancesCommand({ StackSetName, StackInstanceRegion: region, CallAs: 'SELF', NextToken }),
      )
      for (const { Account, Region, StackId, Status } of page.Summaries ?? [])
        if (Account && StackId && Region === region)
          found.push({ account: Account, stackId: StackId, isCurrent: Status === 'CURRENT' })
      NextToken = page.NextToken
    } while (NextToken)
    return found
  }

  async function outputs({ account, stackId }: StackInstance, region: string): Promise<Record<string, string>> {
    const RoleArn = `arn:${partitionOf(region)}:iam::${account}:role/${resourceNames.outputsRole}`
    const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'holdfast' }))
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken && { sessionToken: given.SessionToken }),
    }
    const there = connect(CloudFormationClient, 'CLOUDFORMATION', { ...connection, region }, { credentials })
    try {
      const { Stacks } = await there.send(new DescribeStacksCommand({ StackName: stackId }))
      const pairs = (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? ''])
      return Object.fromEntries(pairs)
    } finally {
      there.destroy()
    }
  }

  return { instances, outputs }
}
