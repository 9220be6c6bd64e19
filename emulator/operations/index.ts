import { named, type Operation } from '../operation.ts'
import { accountOperations } from './accounts.ts'
import { attachmentOperations } from './attachments.ts'
import { delegateOperations } from './delegates.ts'
import { effectivePolicyOperations } from './effective-policy.ts'
import { featureOperations } from './features.ts'
import { handshakeOperations } from './handshakes.ts'
import { membershipOperations } from './membership.ts'
import { organizationOperations } from './organization.ts'
import { policyOperations } from './policies.ts'
import { resourcePolicyOperations } from './resource-policy.ts'
import { serviceOperations } from './services.ts'
import { tagOperations } from './tags.ts'
import { unitOperations } from './units.ts'

/** Every operation that the emulator knows, by the name in X-Amz-Target. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    ...organizationOperations,
    ...featureOperations,
    ...unitOperations,
    ...accountOperations,
    ...membershipOperations,
    ...handshakeOperations,
    ...policyOperations,
    ...attachmentOperations,
    ...effectivePolicyOperations,
    ...tagOperations,
    ...serviceOperations,
    ...delegateOperations,
    ...resourcePolicyOperations,
  }).map(([name, operation]) => [name, named(name, operation)]),
)
