import { type Work, work } from './work.ts'

/**
 * What holdfast does in a member account through `holdfast-*`: it reads what is in force there, as evidence, and its
 * rules send what happens there on to where it listens. It changes nothing.
 */
export const holdfastWork: Work[] = [
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
  work('events', 'PutEvents', 'arn:*:events:*:*:event-bus/*'),
  work('events', 'DescribeRule ListTargetsByRule', 'arn:*:events:*:*:rule/holdfast-*'),
]
