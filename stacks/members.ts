import { Aws, type Stack, Validations } from 'aws-cdk-lib'
import { type CfnRole, type IPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import {
  Capability,
  DeploymentType,
  StackSet,
  type StackSetStack,
  StackSetTarget,
  StackSetTemplate,
} from 'cdk-stacksets'
import { inPartition } from '../compile/policy/keepers.ts'
import type { Work } from '../compile/policy/work.ts'

interface MemberStackSet {
  name: string
  description: string
  template: StackSetStack
  units: string[]
  regions: string[]
}

/** A stack set of ours in all accounts below some OUs, those that join included; it takes its stack away where one leaves. */
export const memberStackSet = (
  stack: Stack,
  id: string,
  { template, units, regions, ...named }: MemberStackSet,
): StackSet =>
  new StackSet(stack, id, {
    stackSetName: named.name,
    description: named.description,
    template: StackSetTemplate.fromStackSetStack(template),
    target: StackSetTarget.fromOrganizationalUnits({ organizationalUnits: units, regions }),
    deploymentType: DeploymentType.serviceManaged({
      delegatedAdmin: false,
      autoDeployEnabled: true,
      autoDeployRetainStacks: false,
    }),
    capabilities: [Capability.NAMED_IAM],
    // One account that refuses it keeps no other from getting it.
    operationPreferences: { maxConcurrentPercentage: 25, failureTolerancePercentage: 100 },
  })

interface Reader {
  roleName: string
  description: string
  assumedBy: IPrincipal
  work: Work[]
}

/** A role in a member account that does the work which policies are checked against, and nothing else. */
export function readerRole(template: StackSetStack, id: string, { work, ...props }: Reader): CfnRole {
  const statements = work.map(
    ({ actions, resources }) => new PolicyStatement({ actions, resources: placesOf(resources, Aws.PARTITION) }),
  )
  const role = new Role(template, id, { ...props, inlinePolicies: { reads: new PolicyDocument({ statements }) } })
  for (const arn of work.flatMap(({ resources }) => placesOf(resources, '<AWS::Partition>')))
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`,
      reason: arn === '*' ? 'These reads know no resources.' : 'It only reads, and only what holdfast has named.',
    })
  return role.node.defaultChild as CfnRole
}

const placesOf = (arns: string[], partition: string): string[] =>
  arns.length > 0 ? arns.map((arn) => inPartition(arn, partition)) : ['*']
