import { member } from '../core/event/member.ts'
import { canonicalJson } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { keyOf } from '../core/plan/change.ts'
import { type Evictions, evictionsOf, type Stand, standing, standsOf } from '../core/plan/evict.ts'
import type { EnforcementPorts } from './ports.ts'

// Which policies lay beside ours when it was last seen. Who is evicted rests on it, so a row counts only under our own
// seal: whoever can write the state, and has not the key, must not be able to have something detached.

type Ports = Pick<EnforcementPorts, 'state' | 'keys'>

const rowOf = ({ type, name, targetId }: Stand): string => `seen/${type}/${name}/${targetId}`

const sealOf = ({ keys }: Ports, stand: Stand, policies: string[]): Promise<string> =>
  keys('seal', canonicalJson([rowOf(stand), policies]))

/** What may make room for attachments that lack a slot, by their keys, as far as our own rows tell. */
export async function evictions(
  ports: Ports,
  manifest: Manifest,
  organization: Organization,
  lacking: string[],
): Promise<Evictions> {
  const known = new Map<string, string[]>()
  for (const stand of standsOf(manifest)) {
    if (!lacking.includes(keyOf('attach', stand, stand.targetId))) continue
    const row = await ports.state.get(rowOf(stand))
    const policies = member(row, 'policies')
    if (!Array.isArray(policies) || !policies.every((id) => typeof id === 'string')) continue
    // A key that cannot be used evicts nobody.
    const seal = await sealOf(ports, stand, policies).catch(() => undefined)
    if (seal !== undefined && member(row, 'seal') === seal) known.set(rowOf(stand), policies)
  }
  return evictionsOf(manifest, organization, (stand) => known.get(rowOf(stand)))
}

/** Remembers what lies beside ours now, where it does. */
export async function rememberStanding(ports: Ports, manifest: Manifest, organization: Organization): Promise<void> {
  for (const { policies, ...stand } of standing(manifest, organization)) {
    const row = rowOf(stand)
    const before = member(await ports.state.get(row), 'policies')
    if (canonicalJson(before ?? null) === canonicalJson(policies)) continue
    const seal = await sealOf(ports, stand, policies).catch(() => undefined)
    if (seal !== undefined) await ports.state.put({ [row]: { policies, seal } })
  }
}
