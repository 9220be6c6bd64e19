import type { Arns } from './arns.ts'
import type { EvidenceRoles } from './evidence-roles.ts'
import type { Statement } from './statement.ts'

/** Everything about a key but its use: IAM policies of its account decide who. */
export const administration = ({ root }: Arns): Statement => ({
  Sid: 'Administration',
  Effect: 'Allow',
  Principal: { AWS: root },
  Action: [
    ...['Describe*', 'Get*', 'List*', 'PutKeyPolicy', 'UpdateKeyDescription', 'TagResource', 'UntagResource'],
    ...['CreateAlias', 'UpdateAlias', 'DeleteAlias', 'EnableKey', 'DisableKey', 'EnableKeyRotation'],
    ...['DisableKeyRotation', 'ScheduleKeyDeletion', 'CancelKeyDeletion'],
  ].map((action) => `kms:${action}`),
  Resource: '*',
})

/** A deployment alone takes a key out of use. */
export const keyStays = ({ deployer }: EvidenceRoles): Statement => ({
  Sid: 'TheKeyStays',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
  Resource: '*',
  Condition: { ArnNotLike: { 'aws:PrincipalArn': deployer } },
})
