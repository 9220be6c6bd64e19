/** The two kinds of policy that holdfast keeps attached, as AWS Organizations spells them. */
export type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

export interface PolicyTypeFacts {
  /** What people call one: SCP, RCP. */
  short: string
  /** AWS's own policy that allows everything; it takes one of the slots. */
  fullAccess: { id: string; name: string }
}

export const policyTypes: Readonly<Record<PolicyType, PolicyTypeFacts>> = {
  SERVICE_CONTROL_POLICY: {
    short: 'SCP',
    fullAccess: { id: 'p-FullAWSAccess', name: 'FullAWSAccess' },
  },
  RESOURCE_CONTROL_POLICY: {
    short: 'RCP',
    fullAccess: { id: 'p-RCPFullAWSAccess', name: 'RCPFullAWSAccess' },
  },
}

/** What AWS allows of a type of policy. */
export interface Quota {
  /** Most policies attached to one target, AWS's own counted. One at least stays attached, of every type. */
  slots: number
  /** Longest document; the stricter of characters and UTF-8 bytes is applied. */
  characters: number
}

export type Quotas = Readonly<Record<PolicyType, Quota>>

/** AWS Organizations User Guide, "Quotas", read 2026-11-21; SCP numbers in force since 2026-05-15. A manifest may say otherwise. */
export const awsQuotas: Quotas = {
  SERVICE_CONTROL_POLICY: { slots: 10, characters: 10_240 },
  RESOURCE_CONTROL_POLICY: { slots: 5, characters: 5_120 },
}

export const allPolicyTypes = Object.keys(policyTypes) as PolicyType[]

/** A policy as the manifest names it: a name is unique within its type. */
export interface PolicyName {
  type: PolicyType
  name: string
}

/** Names a policy in records, and in what is remembered of them: SCP/NAME. */
export const policyKey = ({ type, name }: PolicyName): string => `${policyTypes[type].short}/${name}`

/** What maps of policies by name are keyed by. */
export const nameKey = ({ type, name }: PolicyName): string => `${type} ${name}`

export const isSamePolicy = (one: PolicyName, other: PolicyName): boolean =>
  one.type === other.type && one.name === other.name

/** The types of some policies, each once. */
export const typesOf = (policies: { type: PolicyType }[]): PolicyType[] => [
  ...new Set(policies.map(({ type }) => type)),
]

export const isPolicyType = (type: string): type is PolicyType => Object.hasOwn(policyTypes, type)
