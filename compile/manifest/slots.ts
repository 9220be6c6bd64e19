import { type PolicyType, policyTypes, type Quotas } from '../../core/policy/type.ts'
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

/** What AWS allows, and what is left for Control Tower on an OU. */
export interface Limits {
  quotas: Quotas
  reserved: number
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
export function checkSlots(claims: Claim[], { quotas, reserved }: Limits, yaml: YamlFile): Problem[] {
  const holders = new Map<string, Holder>()
  for (const { type, policy, target, each, at } of claims) {
    const key = JSON.stringify([type, each !== null, target.id ?? [target.kind, target.path]])
    const holder = holders.get(key) ?? { type, target, each: each !== null, policies: new Set(), at }
    holders.set(key, holder)
    holder.policies.add(policy)
    holder.at = at
  }
  const everywhere: Record<PolicyType, { policy: string; except: ReadonlySet<string> }[]> = {
    SERVICE_CONTROL_POLICY: [],
    RESOURCE_CONTROL_POLICY: [],
  }
  for (const { type, policy, target, each } of claims)
    if (each?.later === false && target.kind === 'root') everywhere[type].push({ policy, except: new Set(each.except) })
  for (const { type, target, policies } of holders.values()) {
    const onEach = everywhere[type]
    // more than that is a problem of its own already
    if (target.kind !== 'account' || onEach.length > quotas[type].slots) continue
    for (const { policy, except } of onEach) if (!except.has(target.id ?? '')) policies.add(policy)
  }
  return [...holders.values()].flatMap((holder) => [
    ...tooMany(holder, quotas, yaml),
    ...tooFewLeft(holder, quotas, reserved, yaml),
  ])
}

function tooMany({ type, target, each, policies, at }: Holder, quotas: Quotas, yaml: YamlFile): Problem[] {
  const { short, fullAccess } = policyTypes[type]
  const { slots } = quotas[type]
  if (policies.size + 1 <= slots) return []
  const holds = each ? `each account in ${quote(target.path)}` : quote(target.path)
  const message = `${holds} would hold ${policies.size + 1} ${short}s, AWS allows ${slots}: ${fullAccess.name}, ${quoteList([...policies])}`
  const hint = 'Merge some of the policies, or attach some of them above or below.'
  return [problem('too-many-policies', yaml.at(at), message, hint)]
}

/** Control Tower attaches its SCPs to OUs; where there is no slot, enabling a control fails. */
function tooFewLeft(
  { type, target, each, policies, at }: Holder,
  quotas: Quotas,
  reserved: number,
  yaml: YamlFile,
): Problem[] {
  const { short, fullAccess } = policyTypes[type]
  const { slots } = quotas[type]
  const left = slots - policies.size - 1
  if (type !== 'SERVICE_CONTROL_POLICY' || each || target.kind !== 'organizational_unit') return []
  if (left < 0 || left >= reserved) return []
  const message = `${quote(target.path)} would hold ${policies.size} ${short}s beside ${fullAccess.name}: ${left} of ${slots} slots are left; ${reserved} should be, for Control Tower`
  const hint = 'Merge some of the policies, or attach some of them above or below.'
  return [problem('few-slots-left', yaml.at(at), message, hint)]
}
