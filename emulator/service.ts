import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations/index.ts'
import { PARAMETER_OPERATIONS } from './ssm/operations.ts'
import { TRAIL_OPERATIONS } from './trail/operations.ts'

/** A service that the emulator plays. */
export interface Service {
  /** What stands before the operation in X-Amz-Target; some SDKs say more than others. */
  targets: readonly string[]
  /** As events name it, and its endpoint. */
  name: string
  operations: ReadonlyMap<string, Operation>
  /** Whether it is what tests are about: its calls are counted, and met by faults that come by chance. */
  isSubject: boolean
  /** What it answers to calls that come too fast for AWS's rates; undefined: they are not limited. */
  tooFast: string | undefined
}

export const ORGANIZATIONS: Service = {
  targets: ['AWSOrganizationsV20161128.'],
  name: 'organizations',
  operations: OPERATIONS,
  isSubject: true,
  tooFast: 'TooManyRequestsException',
}

/** Parameter Store, beside AWS Organizations: what people write there says what is done here. */
export const SSM: Service = {
  targets: ['AmazonSSM.'],
  name: 'ssm',
  operations: PARAMETER_OPERATIONS,
  isSubject: false,
  tooFast: undefined,
}

/** What CloudTrail keeps of the calls, for those who missed the events. */
const CLOUDTRAIL: Service = {
  targets: ['CloudTrail_20131101.', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.'],
  name: 'cloudtrail',
  operations: TRAIL_OPERATIONS,
  isSubject: false,
  tooFast: 'ThrottlingException',
}

export const SERVICES: readonly Service[] = [ORGANIZATIONS, SSM, CLOUDTRAIL]
