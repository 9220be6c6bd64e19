/**
 * Changes that an SCP or RCP denied: AWS says "with an explicit deny in a service control policy: ARN" or "because no service
 * control policy allows". Nobody but AWS can send an event whose source begins with aws.
 */
export const denied = {
  source: [{ prefix: 'aws.' }],
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: { errorMessage: [{ wildcard: '*service control policy*' }, { wildcard: '*resource control policy*' }] },
}

/**
 * Finds the denying policy in such an event, where the service names one. Only up to the policy's id, because what follows
 * the words is the service's own.
 */
export const policyInMessage = String.raw`/control policy: ?(?:arn:[^\s"]*\/)?(?<policy>p-[0-9a-zA-Z_]+)/`

/** A query of CloudWatch Logs Insights that counts denials by policy and by `fields` of the event. */
export const countedBy = (...fields: string[]): string =>
  [
    'fields @timestamp',
    `parse @message ${policyInMessage}`,
    "fields coalesce(policy, 'not named by the service') as guardrail",
    `stats count(*) as denials, max(@timestamp) as last by ${['guardrail', ...fields].join(', ')}`,
    'sort denials desc',
    'limit 1000',
  ].join('\n| ')
