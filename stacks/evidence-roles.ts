import { prefixes } from '../core/audit/places.ts'
import { nameOf, resourceNames } from '../core/deployed.ts'
import { type Deployment, evidenceAccount } from '../core/deployment.ts'
import type { FunctionName } from '../core/event/wiring.ts'
import { organizationsRegion } from '../core/partition.ts'
import { type Arns, arnsOf } from './arns.ts'

/** Functions that write records: a deployment leaves none. */
const recording: FunctionName[] = ['policy-drift', 'account-enrolment', 'sweep', 'evidence']

/** What the function `evidence` reads: what was recorded, and how far it is sealed. */
export const compared = [prefixes.records, prefixes.digests]

/** What the seal writes. */
export const sealed = [prefixes.digests, prefixes.bundles, prefixes.keys]

/** Who is who around the evidence, as ARNs of roles or patterns of them; most of these roles other stacks make, or nobody yet. */
export interface EvidenceRoles {
  /** Places of the evidence and of enforcement. */
  home: Arns
  management: Arns
  /** Functions that leave records. */
  functions: string[]
  /** The function that seals them. */
  seal: string
  /** Who may ask what is behind pseudonyms: with what was kept aside, or from the accounts that there are. */
  reidentification: { here: string[]; management: string[] }
  /** CDK's own. */
  deployer: string
}

export function evidenceRoles(deployment: Deployment): EvidenceRoles {
  const { manifest, accounts } = deployment
  const [account, region] = [evidenceAccount(deployment), manifest.region]
  const home = arnsOf({ account, region })
  const management = arnsOf({ account: accounts.management, region: organizationsRegion(region) })
  const name = resourceNames.reidentificationRole
  return {
    ...{ home, management },
    functions: recording.map((one) => management.role(nameOf(one))),
    seal: home.role(nameOf('seal')),
    reidentification: {
      here: home.rolesLike(name),
      management: account === accounts.management ? [] : management.rolesLike(name),
    },
    deployer: home.role(`cdk-*-cfn-exec-role-${account}-${region}`),
  }
}
