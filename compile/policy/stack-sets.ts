import { type Work, work } from './work.ts'

/**
 * What CloudFormation StackSets do through `stacksets-exec-*`. A stack may hold anything; these are the stacks themselves, and
 * the baselines that AWS names as what stack sets are for (DevOps blog, "StackSets Deployment Strategies": IAM, AWS Config,
 * CloudTrail, monitoring, logging), with sns and s3 of AWS's own example of an execution role ("Grant self-managed
 * permissions"). Read 2026-11-22. Resources bear the names that CloudFormation gives them where a template gives none: these
 * begin with the stack's.
 */
export const stackSetsWork: Work[] = [
  work(
    'cloudformation',
    `CreateStack UpdateStack DeleteStack DescribeStacks DescribeStackEvents CreateChangeSet ExecuteChangeSet
     DescribeChangeSet DeleteChangeSet`,
    'arn:*:cloudformation:*:*:stack/StackSet-*',
  ),
  work(
    'iam',
    `CreateRole DeleteRole GetRole UpdateRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy
     DeleteRolePolicy PassRole`,
    'arn:*:iam::*:role/StackSet-*',
  ),
  work('iam', 'CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion', 'arn:*:iam::*:policy/StackSet-*'),
  work('iam', 'CreateServiceLinkedRole', 'arn:*:iam::*:role/aws-service-role/*'),
  work(
    'config',
    'PutConfigurationRecorder StartConfigurationRecorder StopConfigurationRecorder DeleteConfigurationRecorder',
    'arn:*:config:*:*:configuration-recorder/*',
  ),
  work('config', 'PutDeliveryChannel DeleteDeliveryChannel'),
  work('config', 'PutConfigRule DeleteConfigRule', 'arn:*:config:*:*:config-rule/config-rule-*'),
  work('config', 'PutConformancePack DeleteConformancePack', 'arn:*:config:*:*:conformance-pack/StackSet-*'),
  work(
    'cloudtrail',
    'CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging PutEventSelectors',
    'arn:*:cloudtrail:*:*:trail/StackSet-*',
  ),
  work('events', 'PutRule DeleteRule DescribeRule PutTargets RemoveTargets', 'arn:*:events:*:*:rule/StackSet-*'),
  work(
    'lambda',
    'CreateFunction DeleteFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration AddPermission RemovePermission',
    'arn:*:lambda:*:*:function:StackSet-*',
  ),
  work(
    'logs',
    'CreateLogGroup DeleteLogGroup PutRetentionPolicy',
    'arn:*:logs:*:*:log-group:StackSet-*',
    'arn:*:logs:*:*:log-group:/aws/lambda/StackSet-*',
  ),
  work('sns', 'CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes Subscribe', 'arn:*:sns:*:*:StackSet-*'),
  work(
    's3',
    'CreateBucket PutBucketPolicy PutEncryptionConfiguration PutLifecycleConfiguration PutBucketPublicAccessBlock',
    'arn:*:s3:::stackset-*',
  ),
]
