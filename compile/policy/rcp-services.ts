import { quote } from '../text/quote.ts'
import type { Fault } from './fault.ts'
import { itemsOf, statementsOf } from './statements.ts'

/** AWS Organizations User Guide, "AWS services that support RCPs", read 2026-11-21. The list grows. */
const supported = new Set(
  `aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch cloudtrail-data
   codeartifact codebuild codecommit codepipeline cognito-identity cognito-idp comprehend comprehendmedical
   compute-optimizer cost-optimization-hub dax dsql dynamodb ecr ecr-public events firehose fis fms gamelift health
   inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch pca-connector-ad personalize
   polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support swf textract
   timestream-influxdb transcribe transfer translate wafv2 workspaces xray`.split(/\s+/),
)

/** Actions of an RCP that belong to services on which RCPs are not known to act; each service once. */
export function unsupportedServices(document: unknown): Fault[] {
  const seen = new Set<string>()
  return statementsOf(document).flatMap(({ statement, path }) =>
    itemsOf(statement, 'Action').flatMap(({ item, path: below }) => {
      const service = typeof item === 'string' && item.includes(':') ? (item.split(':')[0] ?? '').toLowerCase() : null
      if (service === null || supported.has(service) || seen.has(service)) return []
      seen.add(service)
      const message = `${quote(service)} is not among the services that support RCPs, as of 2026-11-21: it would not be guarded`
      const hint =
        'See "Services that support RCPs" in the AWS Organizations User Guide; if it is there by now, ignore this.'
      return [{ path: [...path, ...below], message, hint }]
    }),
  )
}
