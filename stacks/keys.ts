import { RemovalPolicy } from 'aws-cdk-lib'
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { pseudonymKeyAlias, resourceNames } from '../core/deployed.ts'
import type { Arns } from './arns.ts'
import type { EvidenceRoles } from './evidence-roles.ts'
import { policyDocument, type Statement } from './statement.ts'

/** The key of topic, queues, table, logs and environments. AWS's own key of a service lets no other service in. */
export function createKey(scope: Construct, arns: Arns): CfnKey {
  const key = new CfnKey(scope, 'Key', {
    description: 'holdfast: topic, queues, state, logs and environments of its functions',
    enableKeyRotation: true,
    keyPolicy: policyDocument([
      account(arns),
      // Without a condition, as AWS writes it (EventBridge User Guide, "Event bus targets"): KMS is not told for whom EventBridge writes
      // to a topic, and where it is not told for queues no event would arrive, nor any dead letter. The queues ask for the rule.
      service('RulesSend', 'events.amazonaws.com'),
      service('AlarmsPublish', 'cloudwatch.amazonaws.com', fromHere(arns)),
      {
        Sid: 'LogsAreKept',
        Effect: 'Allow',
        Principal: { Service: arns.logs },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arns.logGroup('/aws/lambda/holdfast-*') },
        },
      },
    ]),
  })
  return named(scope, key, 'KeyAlias', resourceNames.key)
}

/**
 * HMAC, for pseudonyms: who has a MAC and not the key cannot try all account ids. KMS rotates no such key, so that there is one
 * for each epoch: the newest makes pseudonyms, the others tell what is behind the older ones.
 */
export function createPseudonymKey(scope: Construct, epoch: number, arns: Arns, roles: EvidenceRoles): CfnKey {
  const id = epoch === 1 ? 'PseudonymKey' : `PseudonymKey${epoch}`
  const key = new CfnKey(scope, id, {
    description: `holdfast: pseudonyms of accounts and people in the audit trail, epoch ${epoch}`,
    keySpec: 'HMAC_256',
    keyUsage: 'GENERATE_VERIFY_MAC',
    keyPolicy: policyDocument([account(arns), ...asking(arns, roles)]),
  })
  return named(scope, key, `${id}Alias`, pseudonymKeyAlias(epoch))
}

/** Who asks what is behind a pseudonym from the account of the evidence; whom the own account lets ask, its IAM policies say. */
const asking = ({ account: own }: Arns, { home, reidentification }: EvidenceRoles): Statement[] =>
  home.account === own
    ? []
    : [
        {
          ...{ Sid: 'Reidentification', Effect: 'Allow', Principal: { AWS: home.root } },
          ...{ Action: 'kms:GenerateMac', Resource: '*' },
          Condition: { ArnLike: { 'aws:PrincipalArn': reidentification.here } },
        },
      ]

/** Keys outlive the stack: state, messages and pseudonyms are unreadable without them. */
function named(scope: Construct, key: CfnKey, id: string, aliasName: string): CfnKey {
  key.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  new CfnAlias(scope, id, { aliasName, targetKeyId: key.attrKeyId })
  return key
}

/** IAM policies of the account decide who uses it. */
const account = ({ root }: Arns): Statement => ({
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: root },
  Action: 'kms:*',
  Resource: '*',
})

const service = (sid: string, principal: string, condition?: Statement['Condition']): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { Service: principal },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  ...(condition && { Condition: condition }),
})

const fromHere = (arns: Arns) => ({ StringEquals: { 'aws:SourceAccount': arns.account } })
