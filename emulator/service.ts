import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations/index.ts'
import { PARAMETER_OPERATIONS } from './ssm/operations.ts'

/** A service that the emulator plays. */
export interface Service {
  /** What stands before the operation in X-Amz-Target. */
  target: string
  /** As events name it, and its endpoint. */
  name: string
  operations: ReadonlyMap<string, Operation>
  /** Whether it is what tests are about: its calls are counted, limited and met by faults that come by chance. */
  isSubject: boolean
}

export const ORGANIZATIONS: Service = {
  target: 'AWSOrganizationsV20161128.',
  name: 'organizations',
  operations: OPERATIONS,
  isSubject: true,
}

/** Parameter Store, beside AWS Organizations: what people write there says what is done here. */
export const SSM: Service = { target: 'AmazonSSM.', name: 'ssm', operations: PARAMETER_OPERATIONS, isSubject: false }

export const SERVICES: readonly Service[] = [ORGANIZATIONS, SSM]
