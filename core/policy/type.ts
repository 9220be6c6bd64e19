/** The two kinds of policy that holdfast keeps attached, as AWS Organizations spells them. */
export type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

export interface PolicyTypeFacts {
  /** What people call one: SCP, RCP. */
  short: string
  /** AWS's own policy that allows everything; it takes one of the slots. */
  fullAccess: { id: string; name: string }
  /** Most and fewest policies of the type attached to one target, AWS's own counted. */
  slots: { least: number; most: number }
  /** Longest document, in characters; the stricter of characters and UTF-8 bytes is applied. */
  longest: number
}

/** Quotas: AWS Organizations User Guide, "Quotas", read 2026-11-21; SCP numbers in force since 2026-05-15. */
export const policyTypes: Readonly<Record<PolicyType, PolicyTypeFacts>> = {
  SERVICE_CONTROL_POLICY: {
    short: 'SCP',
    fullAccess: { id: 'p-FullAWSAccess', name: 'FullAWSAccess' },
    slots: { least: 1, most: 10 },
    longest: 10_240,
  },
  RESOURCE_CONTROL_POLICY: {
    short: 'RCP',
    fullAccess: { id: 'p-RCPFullAWSAccess', name: 'RCPFullAWSAccess' },
    slots: { least: 1, most: 5 },
    longest: 5_120,
  },
}

export const allPolicyTypes = Object.keys(policyTypes) as PolicyType[]

/** A policy as the manifest names it: a name is unique within its type. */
export interface PolicyName {
  type: PolicyType
  name: string
}

/** What maps of policies by name are keyed by. */
export const nameKey = ({ type, name }: PolicyName): string => `${type} ${name}`

export const isSamePolicy = (one: PolicyName, other: PolicyName): boolean =>
  one.type === other.type && one.name === other.name

/** The types of some policies, each once. */
export const typesOf = (policies: { type: PolicyType }[]): PolicyType[] => [
  ...new Set(policies.map(({ type }) => type)),
]

export const isPolicyType = (type: string): type is PolicyType => Object.hasOwn(policyTypes, type)
