import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import type { Place } from '../../core/doctor/facts.ts'
import { organizationsRegion } from '../../core/partition.ts'
import type { Clock } from '../../core/ports.ts'
import { type Caller, createCaller } from '../call.ts'
import { type Connection, createClient } from '../client.ts'
import { connect } from '../clients.ts'

/** The services of one region. */
export interface Regional {
  cloudformation: CloudFormationClient
  cloudtrail: CloudTrailClient
  /** CloudTrail in another region: a trail answers for itself where it is at home. */
  cloudtrailIn: (region: string) => CloudTrailClient
  lambda: LambdaClient
  ssm: SSMClient
}

export interface Services {
  organizations: Caller
  sts: STSClient
  /** One and the same where the home region is the one of Organizations. */
  in: Record<Place, Regional>
}

/** Whoever waits is a person: Organizations is asked three times at most. */
const attempts = 3

/** Clients for the credentials and addresses of the environment; `region` is the home region. */
export function doctorServices({ region, env, clock }: Connection & { clock: Clock }): Services {
  const client = createClient({ region, env })
  const there = regional({ region: organizationsRegion(region), env })
  return {
    organizations: createCaller({ client, clock, random: Math.random, attempts }),
    sts: connect(STSClient, 'STS', { region, env }),
    in: { organizations: there, home: region === organizationsRegion(region) ? there : regional({ region, env }) },
  }
}

const regional = (connection: Connection): Regional => ({
  cloudformation: connect(CloudFormationClient, 'CLOUDFORMATION', connection),
  cloudtrail: connect(CloudTrailClient, 'CLOUDTRAIL', connection),
  cloudtrailIn: (region) => connect(CloudTrailClient, 'CLOUDTRAIL', { ...connection, region }),
  lambda: connect(LambdaClient, 'LAMBDA', connection),
  ssm: connect(SSMClient, 'SSM', connection),
})
