import { type PolicyType, policyTypes } from '../../core/policy/type.ts'
import type { Problem } from '../../core/problem.ts'
import { problem } from '../problems.ts'
import { quote, quoteList } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import type { Resolved } from './targets.ts'

/** One policy on one target, or on each account in it. */
export interface Claim {
  type: PolicyType
  policy: string
  target: Resolved
  /** null: on the target itself; else on each account in it except these, or only on those that join later. */
  each: { except: string[]; later: boolean } | null
  at: Path
}

interface Holder {
  type: PolicyType
  target: Resolved
  each: boolean
  policies: Set<string>
  at: Path
}

/**
 * Targets that would hold more policies of one type than AWS allows, its own full-access policy counted. What others
 * attach is not known here; the plan counts it.
 */
export function checkSlots(claims: Claim[], yaml: YamlFile): Problem[] {
  const holders = new Map<string, Holder>()
  for (const { type, policy, target, each, at } of claims) {
    const key = JSON.stringify([type, each !== null, target.id ?? [target.kind, target.path]])
    const holder = holders.get(key) ?? { type, target, each: each !== null, policies: new Set(), at }
    holders.set(key, holder)
    holder.policies.add(policy)
    holder.at = at
  }
  const everywhere: Record<PolicyType, Claim[]> = { SERVICE_CONTROL_POLICY: [], RESOURCE_CONTROL_POLICY: [] }
  for (const claim of claims)
    if (claim.each?.later === false && claim.target.kind === 'root') everywhere[claim.type].push(claim)
  for (const { type, target, policies } of holders.values()) {
    const onEach = everywhere[type]
    // more than that is a problem of its own already
    if (target.kind !== 'account' || onEach.length > policyTypes[type].slots.most) continue
    for (const { policy, each } of onEach) if (!each?.except.includes(target.id ?? '')) policies.add(policy)
  }
  return [...holders.values()].flatMap((holder) => [...tooMany(holder, yaml), ...tooFewLeft(holder, yaml)])
}

function tooMany({ type, target, each, policies, at }: Holder, yaml: YamlFile): Problem[] {
  const { slots, short, fullAccess } = policyTypes[type]
  if (policies.size + 1 <= slots.most) return []
  const holds = each ? `each account in ${quote(target.path)}` : quote(target.path)
  const message = `${holds} would hold ${policies.size + 1} ${short}s, AWS allows ${slots.most}: ${fullAccess.name}, ${quoteList([...policies])}`
  const hint = 'Merge some of the policies, or attach some of them above or below.'
  return [problem('too-many-policies', yaml.at(at), message, hint)]
}

/** What Control Tower takes on an OU: mostly one or two policies, more with each control that is enabled. */
const reserve = 3

/** Control Tower attaches its SCPs to OUs; where there is no slot, enabling a control fails. */
function tooFewLeft({ type, target, each, policies, at }: Holder, yaml: YamlFile): Problem[] {
  const { slots, short, fullAccess } = policyTypes[type]
  const left = slots.most - policies.size - 1
  if (type !== 'SERVICE_CONTROL_POLICY' || each || target.kind !== 'organizational_unit') return []
  if (left < 0 || left >= reserve) return []
  const message = `${quote(target.path)} would hold ${policies.size} ${short}s beside ${fullAccess.name}: ${left} of ${slots.most} slots are left for Control Tower, which needs up to ${reserve}`
  const hint = 'Merge some of the policies, or attach some of them above or below.'
  return [problem('few-slots-left', yaml.at(at), message, hint)]
}
