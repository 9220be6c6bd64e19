import { digest } from '../../core/digest.ts'
import type { Exemption, Manifest, ManifestPolicy } from '../../core/manifest.ts'
import { awsQuotas, type PolicyType } from '../../core/policy/type.ts'

// Manifests by hand, in few words. Nothing here needs AWS or the emulator.

export const management = '111111111111'

export const paths: Record<string, string> = {
  'r-ab12': 'Root',
  'ou-ab12-11111111': 'Workloads',
  'ou-ab12-22222222': 'Workloads:Prod',
  'ou-ab12-33333333': 'Workloads:NonProd',
  'ou-ab12-44444444': 'Sandbox',
  '222222222222': 'payments-prod',
  '444444444444': 'sandbox-1',
}

/** A policy that denies; an RCP says to whom. */
export const content = (action: string, type: PolicyType = 'SERVICE_CONTROL_POLICY'): string => {
  const principal = type === 'RESOURCE_CONTROL_POLICY' && { Principal: '*' }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', ...principal, Action: action, Resource: '*' }],
  })
}

/** A policy of the manifest: name, ids of its targets, and what differs from the defaults. */
export const policy = (name: string, targets: string[], rest: Partial<ManifestPolicy> = {}): ManifestPolicy => ({
  name,
  type: 'SERVICE_CONTROL_POLICY',
  description: `About ${name}`,
  content: content(`${name}:*`, rest.type),
  state: 'present',
  mode: 'enforce',
  prune: false,
  adopt: false,
  evict: false,
  targets: targets.map((id) => ({ id, path: paths[id] ?? id })),
  eachAccountIn: [],
  ...rest,
})

/** An exemption of an SCP, from and until a moment in epoch milliseconds. */
export const exemption = (id: string, name: string, target: string, from: number, until: number): Exemption => ({
  id,
  policy: { type: 'SERVICE_CONTROL_POLICY', name },
  target: { id: target, path: paths[target] ?? target },
  ...{ reason: 'An outage of billing', ticket: 'OPS-1', approvers: ['bob@example.com'] },
  ...{ from, until },
})

export function manifestOf(policies: ManifestPolicy[], rest: Partial<Manifest> = {}): Manifest {
  const body = {
    organization: { id: 'o-exampleorg', managementAccount: management, root: 'r-ab12' },
    region: 'eu-west-1',
    delegatedAdministrators: [],
    fullAwsAccess: 'report' as const,
    quotas: awsQuotas,
    audit: { identifiers: 'pseudonym' as const },
    notifications: { identifiers: 'raw' as const },
    policies,
    exemptions: [],
    ratified: [],
    ...rest,
  }
  return { ...body, commit: null, digest: digest(body) }
}
