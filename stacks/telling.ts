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
export function createTelling(
  scope: Construct,
  topic: CfnTopic,
  key: CfnKey,
  arns: Arns,
  identifiers: 'raw' | 'pseudonym',
): Required<RuleTarget> {
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
  return { arn: topic.ref, roleArn: role.attrArn, inputTransformer: transformers[identifiers] }
}

/** AWS's own words alone: whoever makes a call chooses what its request says, and nothing of that goes into a mail. */
const facts = {
  name: '$.detail.eventName',
  source: '$.source',
  region: '$.region',
  time: '$.time',
  id: '$.detail.eventID',
}
const whose = { account: '$.account', who: '$.detail.userIdentity.arn' }

const first =
  '"CRITICAL: somebody called <name> on what holdfast works with (<source>), and it may see or do less from now on."'
const last =
  '"Look for event <id> in CloudTrail. Unless it was planned, deploy the stacks again; holdfast doctor shows what is missing."'

/** A rule knows no pseudonym: where people want them, it says nobody's name at all. */
const transformers = {
  raw: {
    inputPathsMap: { ...facts, ...whose },
    inputTemplate: [first, '"Account <account>, region <region>, <time>, by <who>."', last].join('\n'),
  },
  pseudonym: {
    inputPathsMap: facts,
    inputTemplate: [first, '"Region <region>, <time>."', last].join('\n'),
  },
}
