import type { FunctionName } from './event/wiring.ts'

// Names of what holdfast deploys. They are fixed, so that policies of one account can name what another account has not
// deployed yet, and so that a runbook can name everything. Stacks make them, functions and commands use them.

/**
 * Functions of the management account's Organizations region: those of the wiring, and `deployment`, which plans before a
 * deployment and begins what comes after it.
 */
export type ManagementFunction = FunctionName | 'deployment'

/** `seal` is in the account of the evidence bucket, in the home region. */
export type LambdaName = ManagementFunction | 'stack-outputs' | 'seal'

/** Queues that a function puts messages into: what has to wait goes to the own queue, what is larger becomes a sweep. */
export const sendsTo: Readonly<Record<ManagementFunction, readonly FunctionName[]>> = {
  'policy-drift': ['policy-drift', 'sweep'],
  'account-enrolment': ['account-enrolment', 'sweep'],
  sweep: ['sweep'],
  evidence: [],
  deployment: ['sweep'],
}

/** The name of a function, of its role, and of the queue that it takes messages from. */
export const nameOf = (name: LambdaName): string => `holdfast-${name}`

export const deadLettersOf = (name: FunctionName | 'rules'): string => `holdfast-${name}-dead-letters`

/** The name of a rule of the wiring, on whichever bus. */
export const ruleNameOf = (rule: string): string => `holdfast-${rule}`

/** Of every function: what events, schedules and queues call; it moves when a new version is in place. */
export const liveAlias = 'live'

export const stackNames = {
  evidence: 'holdfast-evidence',
  /** What seals the evidence, and keeps what is behind its pseudonyms. */
  seal: 'holdfast-seal',
  management: 'holdfast-management',
  stackSets: 'holdfast-stack-sets',
  /** Of the stack in the management account, and of the stack set that it makes. */
  baseline: 'holdfast-baseline',
  denials: 'holdfast-denials',
  /** Followed by the account and the region. */
  forwarder: 'holdfast-forwarder',
} as const

export const resourceNames = {
  /** DynamoDB table of the state port. */
  table: 'holdfast-state',
  topic: 'holdfast',
  /** Event bus on which forwarders put what happened in other accounts and regions. */
  bus: 'holdfast',
  /** Alias of the key of topic, queues, table and environments. */
  key: 'alias/holdfast',
  /** Alias of the key that signs digests of the evidence, in its account. */
  signingKey: 'alias/holdfast-seal',
  /** Topic of that account, for those who watch the evidence. */
  evidenceTopic: 'holdfast-evidence',
  /** Role with which the clock calls the function that seals. */
  sealScheduleRole: 'holdfast-seal-schedule',
  /** Beginning of the names of roles that may ask what is behind a pseudonym. */
  reidentificationRole: 'holdfast-reidentification',
  /** Alias of the key of raw values, in the account of the evidence. */
  identitiesKey: 'alias/holdfast-identities',
  /** Role with which a rule puts events onto `bus`, in each account that forwards. */
  forwarderRole: 'holdfast-forwarder',
  /** Role in each member account with which the log-archive account reads what is in force there. */
  evidenceRole: 'holdfast-evidence-reader',
  /** Role in each member account with which outputs of its stacks are read. */
  outputsRole: 'holdfast-stack-outputs-reader',
  /** Event bus, log group and dashboard of calls that SCPs and RCPs denied, and the rules that send them there. */
  denials: 'holdfast-denials',
  /** Followed by the region: role with which a rule in a member account puts events onto the bus of denials. */
  denialsRole: 'holdfast-denials-',
  /** Group of the schedules. */
  schedules: 'holdfast',
  /** Role with which they send to the queue of the sweep. */
  schedulesRole: 'holdfast-schedules',
  /** Role with which rules publish to the topic by themselves. */
  tellingRole: 'holdfast-telling',
} as const

/** The evidence bucket: one for each organization, in the log-archive account or, self-attested, the management account. */
export const evidenceBucket = (account: string, region: string): string => `holdfast-evidence-${account}-${region}`

/** The bucket of raw values by their pseudonyms, in the same account. */
export const identitiesBucket = (account: string, region: string): string => `holdfast-identities-${account}-${region}`

/** Alias of the HMAC key of an epoch of pseudonyms, in the management account's Organizations region. */
export const pseudonymKeyAlias = (epoch: number): string => `alias/holdfast-pseudonyms-k${epoch}`

/** Environment variables of the functions. */
export const environmentNames = {
  table: 'HOLDFAST_TABLE',
  topic: 'HOLDFAST_TOPIC_ARN',
  bucket: 'HOLDFAST_BUCKET',
  pseudonymKey: 'HOLDFAST_PSEUDONYM_KEY_ID',
  /** Number of that key: pseudonyms say it. */
  pseudonymEpoch: 'HOLDFAST_PSEUDONYM_EPOCH',
  identities: 'HOLDFAST_IDENTITIES_BUCKET',
  generation: 'HOLDFAST_GENERATION',
  /** Key of KMS that signs digests. */
  signingKey: 'HOLDFAST_SIGNING_KEY_ID',
  organization: 'HOLDFAST_ORGANIZATION',
  /** independent or self. */
  attestation: 'HOLDFAST_ATTESTATION',
  /** URLs of the queues by function. */
  queues: {
    'policy-drift': 'HOLDFAST_POLICY_DRIFT_QUEUE_URL',
    'account-enrolment': 'HOLDFAST_ACCOUNT_ENROLMENT_QUEUE_URL',
    sweep: 'HOLDFAST_SWEEP_QUEUE_URL',
    evidence: 'HOLDFAST_EVIDENCE_QUEUE_URL',
  },
} as const
