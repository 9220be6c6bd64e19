import { type Work, work } from './work.ts'

// What holdfast does in a member account through `holdfast-*`. It changes nothing there.

/** It reads what is in force there, as evidence. */
export const evidenceWork: Work[] = [
  work(
    'organizations',
    'DescribeOrganization DescribePolicy ListPolicies ListPoliciesForTarget ListRoots ListTargetsForPolicy',
  ),
  work('iam', 'GetAccountSummary GetAccountPasswordPolicy ListRoles ListAccountAliases'),
  work('iam', 'GetRole', 'arn:*:iam::*:role/holdfast-*'),
  work(
    'config',
    `DescribeConfigurationRecorders DescribeConfigurationRecorderStatus DescribeDeliveryChannels
     DescribeDeliveryChannelStatus DescribeConfigRules`,
  ),
  work('events', 'DescribeRule ListTargetsByRule', 'arn:*:events:*:*:rule/holdfast-*'),
]

/** It reads the outputs of the stacks that it deployed. */
export const outputsWork: Work[] = [
  work('cloudformation', 'DescribeStacks', 'arn:*:cloudformation:*:*:stack/StackSet-holdfast-*'),
]

/** Its rules send what happens there on to where it listens. */
const forwarding: Work[] = [work('events', 'PutEvents', 'arn:*:events:*:*:event-bus/*')]

export const holdfastWork: Work[] = [...evidenceWork, ...outputsWork, ...forwarding]
