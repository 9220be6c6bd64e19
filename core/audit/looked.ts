import { sha256 } from '../digest.ts'
import type { Scope } from '../event/scope.ts'
import { isAccountId, type Manifest } from '../manifest.ts'
import { type Facts, factsOf } from '../organization/facts.ts'
import type { Organization } from '../organization/organization.ts'
import { type DesiredPolicy, desired } from '../plan/desired.ts'
import type { ExemptPlace } from '../plan/exempt.ts'
import { sameContent } from '../policy/content.ts'
import { isSamePolicy, policyKey, typesOf } from '../policy/type.ts'

/** What one look can prove: of what it did not see it says nothing. */
export interface Looked {
  targets: boolean
  /** SCP/NAME, sorted, as `accounts`. */
  contents: string[]
  accounts: string[]
  policies: number
  /** Attachments that the manifest wants there, as [SCP/NAME, target]. */
  wanted: [string, string][]
  /** Those of them that were seen, of a policy with no other content. */
  seen: [string, string][]
  /** Those that were not there, or of a policy with another content; of the rest nothing is known. */
  missing: number
  /** What is not there because it is exempt, and counts nowhere else. */
  exempt: [string, string][]
  /** SHA-256 by SCP/NAME of contents that were compared: as the manifest wants them, and as they are. */
  contentsWanted: Record<string, string>
  contentsSeen: Record<string, string>
}

/** Compares what the manifest wants of a scope with an organization as it was read for it, before anything was done; `exempt` is what the plan left out. */
export function lookedAt(
  manifest: Manifest,
  organization: Organization,
  scope: Scope,
  exempt: readonly ExemptPlace[],
): Looked {
  const facts = factsOf(organization)
  const isCovered = (policy: DesiredPolicy) =>
    scope.coverage === 'all' || scope.coverage.some((one) => isSamePolicy(one, policy))
  const policies = desired(manifest, organization, facts, { ...scope, pairs: [], reports: [] }).filter(
    (policy) => policy.state === 'present' && (scope.types.includes(policy.type) || isCovered(policy)),
  )
  const looked: Looked = {
    ...{ targets: typesOf(manifest.policies).every((type) => scope.types.includes(type)), contents: [], accounts: [] },
    ...{
      policies: policies.length,
      wanted: [],
      seen: [],
      missing: 0,
      exempt: [],
      contentsWanted: {},
      contentsSeen: {},
    },
  }
  const exemptions = new Set(exempt.map(({ change: { policy, target } }) => `${policyKey(policy)} ${target?.id}`))
  const isPlaced = organization.read.accounts && arePlaced(organization, facts)
  for (const policy of policies) {
    const key = policyKey(policy)
    const current = facts.policyNamed(policy.type, policy.name)
    const isSame = compare(looked, policy, current?.content)
    const named = new Set(policy.named)
    const places = isCovered(policy) ? policy.targets : policy.targets.filter(({ id }) => named.has(id))
    const states = places.map(({ id }) => {
      const isThere = current ? facts.isAttached(current, id) : facts.allPolicies(policy.type) ? false : undefined
      if (exemptions.has(`${key} ${id}`)) {
        looked.exempt.push([key, id])
        return isThere
      }
      looked.wanted.push([key, id])
      if (isThere && isSame) looked.seen.push([key, id])
      else if (isThere !== undefined) looked.missing += 1
      return isThere
    })
    const isKnown = states.every((isThere) => isThere !== undefined)
    if (!isKnown) looked.targets = false
    if (isCovered(policy) && onAccounts(manifest, policy) && isKnown && isPlaced) looked.accounts.push(key)
  }
  return looked
}

/** Whether a content is the manifest's, as far as it was read. */
function compare(looked: Looked, policy: DesiredPolicy, content: string | undefined): boolean {
  if (content === undefined) return true
  const key = policyKey(policy)
  const isSame = sameContent(content, policy.content)
  looked.contents.push(key)
  looked.contentsWanted[key] = sha256(policy.content)
  looked.contentsSeen[key] = isSame ? sha256(policy.content) : sha256(content)
  return isSame
}

const onAccounts = ({ policies }: Manifest, policy: DesiredPolicy): boolean =>
  policies.some((one) => isSamePolicy(one, policy) && one.eachAccountIn.length > 0)

/** Whether it is known of every active account where it lies. */
const arePlaced = ({ accounts, root, managementAccount }: Organization, facts: Facts): boolean =>
  accounts.every(
    ({ id, state }) => state !== 'ACTIVE' || id === managementAccount || facts.ancestry(id).at(-1) === root?.id,
  )

/** Distinct targets, and how many of them are accounts. */
export function placesOf(wanted: Looked['wanted']): { targets: string[]; accounts: number } {
  const targets = [...new Set(wanted.map(([, target]) => target))].sort()
  return { targets, accounts: targets.filter(isAccountId).length }
}
