import { exceptInstead } from '../../core/exempt/condition.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { DraftPolicy } from '../manifest/policies.ts'
import type { Resolved } from '../manifest/targets.ts'
import { problem } from '../problems.ts'
import { didYouMean } from '../text/nearest.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import { type Standing, standingOf } from './attached.ts'
import type { DraftExemption } from './draft.ts'

const named = ({ policy, type }: DraftExemption, policies: DraftPolicy[]): DraftPolicy[] =>
  policies.filter(({ resource: { name, method } }) => name === policy && (type === null || method === type))

/** The one policy of the manifest that an exemption means; undefined where it means none, or two. */
export function policyOf(one: DraftExemption, policies: DraftPolicy[]): DraftPolicy | undefined {
  const [first, ...others] = named(one, policies)
  return others.some(({ type }) => type !== first?.type) ? undefined : first
}

/** Whether an exemption is about something that the manifest attaches there. */
export function checkPlace(
  one: DraftExemption,
  target: Resolved | null,
  policy: DraftPolicy | undefined,
  yaml: YamlFile,
  { policies, lock, organization }: { policies: DraftPolicy[]; lock: LockDocument | null; organization: string },
): Problem[] {
  if (!policy) return one.policy === '' ? [] : [unknown(one, policies, yaml)]
  if (target === null) return []
  const standing = standingOf(policy, target, lock?.organization.management_account ?? null)
  const at = yaml.at([...one.path, 'target', target.kind === 'account' ? 'account' : 'organizational_unit'])
  const where = quote(target.path)
  const instead = exceptInstead(policy.type, target.id ?? '…', organization)
  const certain = standing.above.filter(({ maybe }) => !maybe)
  if (standing.isAttached) {
    if (certain.length === 0) return []
    const message = `${quote(one.policy)} is attached to ${pathsOf(certain)} as well, above ${where}, and goes on acting there`
    return [{ ...problem('exemption-inherited', at, message, `${instead}.`), severity: 'warning' }]
  }
  if (standing.above.length > 0) {
    const message =
      certain.length > 0
        ? `${quote(one.policy)} acts on ${where} from ${pathsOf(certain)} above, and is not attached to it: there is nothing to exempt`
        : `${quote(one.policy)} is attached to ${pathsOf(standing.above)}, where it acts on all below, and not to ${where}: there is nothing to exempt`
    return [problem('exemption-inherited', at, message, `${instead}.`)]
  }
  if (standing.isAttached === undefined) return []
  const message = policy.resource.absent
    ? `the manifest says that ${quote(one.policy)} is absent`
    : `the manifest does not attach ${quote(one.policy)} to ${where}`
  return [problem('exemption-nowhere', at, message, hintFor(policy))]
}

const pathsOf = (above: Standing['above']): string => {
  const paths = [...new Set(above.map(({ target }) => target.path))].map(quote)
  return paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ')
}

function hintFor({ targets, resource }: DraftPolicy): string {
  const paths = [...new Set(targets.map(({ path }) => path))]
  if (resource.absent || paths.length === 0) return 'Correct the policy or the target, or remove the exemption.'
  return `It is attached to ${paths.slice(0, 5).map(quote).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}.`
}

function unknown(one: DraftExemption, policies: DraftPolicy[], yaml: YamlFile): Problem {
  const found = named(one, policies)
  if (found.length > 1) {
    const message = `an SCP and an RCP are called ${quote(one.policy)}`
    return problem('missing-key', yaml.at(one.path), message, 'Add type: scp or type: rcp.')
  }
  const names = policies.flatMap(({ resource }) => resource.name ?? [])
  const message = `the manifest has no ${one.type ? `${one.type.toUpperCase()} ` : 'policy '}${quote(one.policy)}`
  const hint = didYouMean(one.policy, names, 'Write its name as the manifest has it, or remove the exemption.')
  return problem('unknown-policy', yaml.at([...one.path, 'policy']), message, hint)
}
