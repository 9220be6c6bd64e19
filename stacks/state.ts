import { RemovalPolicy } from 'aws-cdk-lib'
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { resourceNames } from '../core/deployed.ts'

/**
 * The table of the state port: `part` and `key` name a row, `expires` ends it, in epoch seconds. It outlives the stack, but not a
 * first deployment that is rolled back: the next one needs its name. DynamoDB's deletion protection would keep it there too.
 */
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
  })
  table.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  return table
}
