import type { Code } from '../problems.ts'
import { controlTowerWork, executionRole } from './control-tower.ts'
import { holdfastWork } from './holdfast.ts'
import { stackSetsWork } from './stack-sets.ts'
import type { Work } from './work.ts'

/** Somebody who keeps the accounts of an organization in order from outside, through a role in each of them. */
export interface Keeper {
  code: Code
  who: string
  /** Name of the role behind its path, wildcards allowed. */
  role: string
  /** Of its ARN, and of the ARNs of what it works on. */
  partition: string
  /** What it does there; null: whatever is needed. */
  work: Work[] | null
  /** AWS makes its role, and puts no tags of yours on it. */
  untagged: boolean
  /** Whether its requests can carry a condition key, in lower case. */
  carries: (key: string) => boolean
  /** What its requests carry beside what those of every role do, where that is known: patterns by key in lower case. */
  carried?: ReadonlyMap<string, string>
}

/** A place in somebody's network, an instance, a chat: where none of them works from. */
const elsewhere = /^aws:(source(vpc|vpce|vpcarn)|vpc|ec2instance|chatbot)/

/** Credentials that a machine, a function or a build got where it runs: none of them runs in an account that it keeps. */
const ofMachines =
  /^(ec2:(roledelivery|sourceinstancearn)|ssm:sourceinstancearn|lambda:sourcefunctionarn|codebuild:(build|project)arn|glue:(roleassumedby|credentialissuingservice))$/

const tag = /^[a-z0-9-]+:(resourcetag|requesttag)\//

/** Keys of services that Control Tower's requests can carry; others belong to what it does not do. */
const ofControlTower =
  /^(iam:(policyarn|passedtoservice|associatedresourcearn|awsservicename)|s3:(locationconstraint|tlsversion|authtype|signatureversion)|ec2:(vpc|vpcid|region|subnetid)|sns:(protocol|endpoint)|events:(source|detail-type|targetarn)|lambda:functionarn|cloudformation:(templateurl|rolearn|resourcetypes))$/

const keepers: Omit<Keeper, 'partition'>[] = [
  {
    code: 'locks-out-control-tower',
    who: 'Control Tower',
    role: executionRole,
    work: controlTowerWork,
    untagged: true,
    carries: (key) => (tag.test(key) ? key.endsWith('/aws-control-tower') : ofControlTower.test(key) || isGlobal(key)),
  },
  {
    code: 'locks-out-stack-sets',
    who: 'StackSets',
    role: 'stacksets-exec-*',
    work: stackSetsWork,
    untagged: true,
    carries: (key) => !elsewhere.test(key) && !ofMachines.test(key),
  },
  {
    code: 'locks-out-holdfast',
    who: 'holdfast',
    role: 'holdfast-*',
    work: holdfastWork,
    untagged: false,
    carries: (key) => !tag.test(key) && (/^(events|config):/.test(key) || isGlobal(key)),
  },
]

export const isGlobal = (key: string): boolean => key.startsWith('aws:') && !elsewhere.test(key)

/** The keepers of every organization in a partition, and the roles for emergencies that a manifest names. */
export const keepersWith = (breakGlassRoles: readonly string[], partition: string): Keeper[] =>
  [...keepers, ...breakGlassRoles.map(breakGlass)].map((keeper) => ({
    ...keeper,
    partition,
    work:
      keeper.work?.map((one) => ({ ...one, resources: one.resources.map((arn) => inPartition(arn, partition)) })) ??
      null,
  }))

const breakGlass = (role: string): Omit<Keeper, 'partition'> => ({
  code: 'locks-out-break-glass',
  who: 'break-glass',
  role,
  work: null,
  untagged: false,
  carries: (key) => !ofMachines.test(key),
})

export const inPartition = (arn: string, partition: string): string => arn.replace(/^arn:\*:/, `arn:${partition}:`)
