import type { PolicyType } from '../policy/type.ts'

/** What was read, or why it was not, and what would help. */
export type Fact<Value> = { value: Value } | { unread: Unread }

/** What follows from a fact, or still why it was not read. */
export const mapped = <From, To>(fact: Fact<From>, change: (value: From) => To): Fact<To> =>
  'value' in fact ? { value: change(fact.value) } : fact

export interface Unread {
  why: string
  fix: string
}

/** A trail as CloudTrail describes it in one region. */
export interface Trail {
  name: string
  homeRegion: string
  isLogging: boolean
  isValidated: boolean
  /** Both lists empty: the default, every management event. */
  basic: { readWriteType: string; includesManagement: boolean }[]
  advanced: FieldSelector[][]
}

/** One field of an advanced event selector. */
export interface FieldSelector {
  field: string
  equals: string[]
  notEquals: string[]
  /** Whether it compares in another way too. */
  isNarrower: boolean
}

/** The two regions that matter: where Organizations logs its events, and Control Tower's home region. */
export type Place = 'organizations' | 'home'

interface ReadPlainly {
  /** The account of the credentials. */
  account: Fact<string>
  /** Policy types that are enabled at the root. */
  enabledTypes: Fact<string[]>
  /** Every policy of the types that the manifest uses, AWS's own left out. */
  policies: Fact<{ type: PolicyType; name: string }[]>
  /** Tags of the first policies that bear a name of the manifest. */
  tags: Fact<{ policy: string; tags: Record<string, string> }[]>
  /** Service principals with trusted access. */
  trustedServices: Fact<string[]>
  trails: Record<Place, Fact<Trail[]>>
  /** Version of the CDK's bootstrap; null: none. */
  bootstrap: Record<Place, Fact<number | null>>
  concurrency: Fact<{ limit: number; unreserved: number }>
  /** What the deployment wrote into SSM; null: nothing is deployed. */
  enforcer: Fact<string | null>
  /** Names of stack sets in the home region. */
  stackSets: Fact<string[]>
  /** Some parameters below /accelerator/. */
  acceleratorParameters: Fact<string[]>
}

/** Facts as AWS answers. */
export interface ReadFacts extends ReadPlainly {
  /** Text of the delegation policy; null: there is none. */
  resourcePolicy: Fact<string | null>
  /** What is attached to the log-archive account and above it, AWS's own policies left out. */
  logArchivePolicies: Fact<{ name: string; content: string }[]>
}

/** Facts of which the policies in them are judged. */
export interface DoctorFacts extends ReadPlainly {
  /** Accounts that may change SCPs or RCPs by delegation; `*`: every account. null: nobody could read the policy. */
  policyWriters: Fact<string[] | null>
  /** Policies that can stop the deployment of the evidence stack, and actions that they deny it. */
  evidenceBlockers: Fact<{ policy: string; actions: string[] }[]>
}

/** The organization that the credentials reach; null: they reach none. */
export type OrganizationFact = Fact<{ id: string; managementAccount: string; hasAllFeatures: boolean } | null>
