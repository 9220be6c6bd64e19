import { RemovalPolicy } from 'aws-cdk-lib'
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { resourceNames } from '../core/deployed.ts'

/** The table of the state port: `part` and `key` name a row, `expires` ends it, in epoch seconds. It outlives the stack. */
export function createTable(scope: Construct, key: CfnKey): CfnTable {
  const table = new CfnTable(scope, 'State', {
    tableName: resourceNames.table,
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [
      { attributeName: 'part', attributeType: 'S' },
      { attributeName: 'key', attributeType: 'S' },
    ],
    keySchema: [
      { attributeName: 'part', keyType: 'HASH' },
      { attributeName: 'key', keyType: 'RANGE' },
    ],
    timeToLiveSpecification: { attributeName: 'expires', enabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: key.attrArn },
    deletionProtectionEnabled: true,
  })
  table.applyRemovalPolicy(RemovalPolicy.RETAIN)
  return table
}
