const partitions: [RegExp, string][] = [
  [/^us-gov-/, 'aws-us-gov'],
  [/^cn-/, 'aws-cn'],
  [/^eusc-/, 'aws-eusc'],
]

/** The partition of a region, as it stands in the ARNs of everything there; aws where the region tells nothing else. */
export const partitionOf = (region: string): string => partitions.find(([form]) => form.test(region))?.[1] ?? 'aws'
