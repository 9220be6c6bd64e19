import { CfnRole } from 'aws-cdk-lib/aws-iam'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import type { CfnTopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { resourceNames, ruleNameOf } from '../core/deployed.ts'
import type { Arns } from './arns.ts'
import type { RuleTarget } from './rules.ts'
import { allow, policyDocument, trust } from './statement.ts'

/**
 * The topic as a target of rules, for what may have stopped the functions that would tell of it. With a role: by a topic's
 * policy EventBridge would publish for the rules of any account.
 */
export function createTelling(scope: Construct, topic: CfnTopic, key: CfnKey, arns: Arns): Required<RuleTarget> {
  const role = new CfnRole(scope, 'TellingRole', {
    roleName: resourceNames.tellingRole,
    description: 'holdfast: rules tell people of what would blind it',
    assumeRolePolicyDocument: trust('events.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': arns.account },
      // One by one they would be longer than IAM takes.
      ArnLike: { 'aws:SourceArn': [arns.rule(ruleNameOf('*')), arns.rule(ruleNameOf('*'), resourceNames.bus)] },
    }),
    policies: [
      {
        policyName: 'telling',
        policyDocument: policyDocument([
          allow('TellPeople', 'sns:Publish', topic.ref),
          allow('UseKey', ['kms:Decrypt', 'kms:GenerateDataKey'], key.attrArn),
        ]),
      },
    ],
  })
  return { arn: topic.ref, roleArn: role.attrArn, inputTransformer: { inputPathsMap, inputTemplate } }
}

/** AWS's own words alone: whoever makes a call chooses what its request says, and nothing of that goes into a mail. */
const inputPathsMap = {
  name: '$.detail.eventName',
  source: '$.source',
  account: '$.account',
  region: '$.region',
  time: '$.time',
  who: '$.detail.userIdentity.arn',
  id: '$.detail.eventID',
}

const inputTemplate = [
  '"CRITICAL: somebody called <name> on what holdfast works with (<source>), and it may see or do less from now on."',
  '"Account <account>, region <region>, <time>, by <who>."',
  '"Look for event <id> in CloudTrail. Unless it was planned, deploy the stacks again; holdfast doctor shows what is missing."',
].join('\n')
