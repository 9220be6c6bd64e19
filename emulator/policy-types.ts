// Policy types with AWS's hard limits: Organizations User Guide, "Quotas" (SCP values of 2026-05-15), and the enum of
// @aws-sdk/client-organizations 3.1169.0. Types that the page does not list get the values of their neighbours.
import { isRcpStatement, isScpStatement } from './statements.ts'

export interface FullAccess {
  id: string
  name: string
  description: string
  content: string
  detachable: boolean
}

export interface PolicyType {
  attachments: number
  characters: number
  policies: number
  /** Attached to everything that comes into being while the type is enabled. */
  fullAccess?: FullAccess
  /** Of an IAM-like document, unlike the inheritance documents of the management policies: whether a statement is taken. */
  isStatement?: (statement: unknown) => boolean
}

const MANAGEMENT: PolicyType = { attachments: 10, characters: 10_000, policies: 1_000 }

const allow = (principal: object): string =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...principal, Action: '*', Resource: '*' }] },
    null,
    2,
  )

export const POLICY_TYPES: ReadonlyMap<string, PolicyType> = new Map([
  [
    'SERVICE_CONTROL_POLICY',
    {
      attachments: 10,
      characters: 10_240,
      policies: 10_000,
      isStatement: isScpStatement,
      fullAccess: {
        id: 'p-FullAWSAccess',
        name: 'FullAWSAccess',
        description: 'Allows access to every operation',
        content: allow({}),
        detachable: true,
      },
    },
  ],
  [
    'RESOURCE_CONTROL_POLICY',
    {
      attachments: 5,
      characters: 5_120,
      policies: 2_000,
      isStatement: isRcpStatement,
      fullAccess: {
        id: 'p-RCPFullAWSAccess',
        name: 'RCPFullAWSAccess',
        description: 'Allows access to every resource',
        content: allow({ Principal: '*' }),
        detachable: false,
      },
    },
  ],
  ['TAG_POLICY', MANAGEMENT],
  ['BACKUP_POLICY', MANAGEMENT],
  ['AISERVICES_OPT_OUT_POLICY', { ...MANAGEMENT, attachments: 5, characters: 2_500 }],
  ['CHATBOT_POLICY', { ...MANAGEMENT, attachments: 5 }],
  ['DECLARATIVE_POLICY_EC2', MANAGEMENT],
  ['SECURITYHUB_POLICY', MANAGEMENT],
  ['SECURITYHUB_CSPM_POLICY', MANAGEMENT],
  ['INSPECTOR_POLICY', MANAGEMENT],
  ['UPGRADE_ROLLOUT_POLICY', MANAGEMENT],
  ['BEDROCK_POLICY', MANAGEMENT],
  ['S3_POLICY', MANAGEMENT],
  ['NETWORK_SECURITY_DIRECTOR_POLICY', MANAGEMENT],
  ['GUARDDUTY_POLICY', MANAGEMENT],
])

/** The limits of a type that is known to be in the table. */
export function policyType(type: string): PolicyType {
  const found = POLICY_TYPES.get(type)
  if (found === undefined) throw new Error(`Unknown policy type ${type}`)
  return found
}

export function fullAccessId(type: string): string | undefined {
  return POLICY_TYPES.get(type)?.fullAccess?.id
}
