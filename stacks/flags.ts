import { createRequire } from 'node:module'

/**
 * CDK's feature flags, for a customer's cdk.json names nothing but the app: those that the installed aws-cdk-lib recommends
 * to new applications, in every partition.
 */
export const flags: Readonly<Record<string, unknown>> = {
  ...createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json'),
  '@aws-cdk/core:target-partitions': ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'],
}
