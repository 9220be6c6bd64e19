export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc'

/**
 * Where Organizations answers, and logs its events, in each partition: the SDK's endpoint rules for AWS Organizations
 * (@aws-sdk/client-organizations 3.1169.0), which test/core/partition.test.ts asks. DNS suffixes as in the SDK's partition data.
 */
export const partitions: Readonly<Record<Partition, { organizations: string; dnsSuffix: string }>> = {
  aws: { organizations: 'us-east-1', dnsSuffix: 'amazonaws.com' },
  'aws-cn': { organizations: 'cn-northwest-1', dnsSuffix: 'amazonaws.com.cn' },
  'aws-us-gov': { organizations: 'us-gov-west-1', dnsSuffix: 'amazonaws.com' },
  'aws-eusc': { organizations: 'eusc-de-east-1', dnsSuffix: 'amazonaws.eu' },
}

const forms: [RegExp, Partition][] = [
  [/^us-gov-/, 'aws-us-gov'],
  [/^cn-/, 'aws-cn'],
  [/^eusc-/, 'aws-eusc'],
]

/** The partition of a region, as it stands in the ARNs of everything there; aws where the region tells nothing else. */
export const partitionOf = (region: string): Partition => forms.find(([form]) => form.test(region))?.[1] ?? 'aws'

/** The region in which the management account's Organizations events arrive, and in which enforcement runs. */
export const organizationsRegion = (region: string): string => partitions[partitionOf(region)].organizations
