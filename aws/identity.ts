import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** ARN of who calls: a user, or a role with the name of its session. */
export async function callerArn(connection: Connection): Promise<string> {
  const { Arn } = await connect(STSClient, 'STS', connection).send(new GetCallerIdentityCommand({}))
  if (!Arn) throw new Error('STS answered without an ARN')
  return Arn
}
