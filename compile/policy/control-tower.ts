import { type Work, work } from './work.ts'

/** Control Tower works in an account through this role, which has AdministratorAccess there. */
export const executionRole = 'AWSControlTowerExecution'

/**
 * What Control Tower does through that role when it enrols or updates an account, as far as AWS tells: what the SCPs of
 * its own mandatory controls exempt the role for (Controls Reference, "Mandatory controls"), and what making its stacks
 * and their resources takes (User Guide, "Resource considerations for Account Factory", "Overview of AWS Control Tower and
 * VPCs", "About the shared accounts"). Read 2026-11-21. Internet gateways and NAT are not here: they come by choice only.
 *
 * sts:AssumeRole is none of it: the role is assumed from the management account, whose principals no SCP binds.
 */
export const controlTowerWork: Work[] = [
  work(
    'cloudformation',
    'CreateStack UpdateStack DeleteStack DescribeStacks',
    'arn:*:cloudformation:*:*:stack/StackSet-AWSControlTower*',
  ),
  work(
    'iam',
    `CreateRole DeleteRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy
     PutRolePolicy DeleteRolePolicy PassRole`,
    'arn:*:iam::*:role/aws-controltower-*',
    `arn:*:iam::*:role/${executionRole}`,
  ),
  work('iam', 'CreateServiceLinkedRole', 'arn:*:iam::*:role/aws-service-role/*'),
  work(
    'config',
    `PutConfigurationRecorder StartConfigurationRecorder StopConfigurationRecorder DeleteConfigurationRecorder
     DescribeConfigurationRecorders`,
    'arn:*:config:*:*:configuration-recorder/*',
  ),
  work('config', 'PutDeliveryChannel DeleteDeliveryChannel DescribeDeliveryChannels'),
  work('config', 'PutConfigRule DeleteConfigRule TagResource', 'arn:*:config:*:*:config-rule/config-rule-*'),
  work(
    'config',
    'PutAggregationAuthorization DeleteAggregationAuthorization',
    'arn:*:config:*:*:aggregation-authorization/*',
  ),
  work(
    'cloudtrail',
    'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging PutEventSelectors',
    'arn:*:cloudtrail:*:*:trail/aws-controltower-*',
  ),
  work(
    'logs',
    'CreateLogGroup DeleteLogGroup PutRetentionPolicy',
    'arn:*:logs:*:*:log-group:aws-controltower/*',
    'arn:*:logs:*:*:log-group:/aws/lambda/aws-controltower-*',
  ),
  work(
    'events',
    'PutRule DeleteRule DescribeRule PutTargets RemoveTargets',
    'arn:*:events:*:*:rule/aws-controltower-*',
    'arn:*:events:*:*:rule/AWSControlTower*',
  ),
  work(
    'lambda',
    'CreateFunction DeleteFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration AddPermission RemovePermission',
    'arn:*:lambda:*:*:function:aws-controltower-*',
  ),
  work(
    'sns',
    'CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes Subscribe Unsubscribe',
    'arn:*:sns:*:*:aws-controltower-*',
  ),
  // the default VPC goes, and where the account factory is set up so, a VPC comes
  work('ec2', 'DescribeVpcs DescribeSubnets DescribeInternetGateways DescribeAvailabilityZones'),
  work('ec2', 'DeleteVpc CreateVpc', 'arn:*:ec2:*:*:vpc/vpc-*'),
  work('ec2', 'DeleteSubnet CreateSubnet', 'arn:*:ec2:*:*:subnet/*'),
  work('ec2', 'DetachInternetGateway DeleteInternetGateway', 'arn:*:ec2:*:*:internet-gateway/igw-*'),
  work('ec2', 'CreateRouteTable AssociateRouteTable', 'arn:*:ec2:*:*:route-table/*'),
  // the log archive account holds the buckets
  work(
    's3',
    `CreateBucket PutBucketPolicy PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration PutBucketLogging
     PutBucketPublicAccessBlock`,
    'arn:*:s3:::aws-controltower-*',
  ),
]
