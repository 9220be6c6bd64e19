import type { Problem } from '../../core/problem.ts'
import { problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import { type Draft, members } from './draft.ts'
import type { Claim } from './slots.ts'

/**
 * SCPs on what belongs to Control Tower itself: the Security OU, as it is called unless somebody chose another name, and
 * the accounts for logs and audit in it. Its own controls keep them, and its updates change them.
 */
export function checkSecurity(claims: Claim[], { settings }: Draft, yaml: YamlFile): Problem[] {
  const { log_archive, audit } = members(settings.accounts)
  const shared = [log_archive, audit].filter((id) => typeof id === 'string')
  const isSecurity = ({ target, each }: Claim) =>
    target.kind === 'organizational_unit'
      ? /^security(:|$)/i.test(target.path)
      : target.kind === 'account'
        ? shared.some((id) => id === target.id)
        : each?.later === false && shared.some((id) => !each.except.includes(id))
  return claims
    .filter((claim) => claim.type === 'SERVICE_CONTROL_POLICY' && isSecurity(claim))
    .map(({ policy, target, at }) => {
      const what = whats[target.kind]
      const message = `${quote(policy)} is attached to ${quote(target.path)}, ${what}: updates of the landing zone may fail, and it may count as drift`
      const hint = 'Leave it to the controls of Control Tower there, or acknowledge it once an update was tried.'
      return problem('security-ou', yaml.at(at), message, hint)
    })
}

const whats: Record<Claim['target']['kind'], string> = {
  root: 'with each account, those of Control Tower for logs and audit too',
  organizational_unit: "Control Tower's own OU",
  account: 'a shared account of Control Tower',
}
