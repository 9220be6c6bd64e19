import type { Deployment } from '../core/deployment.ts'
import type { Pattern, Rule } from '../core/event/wiring.ts'
import { organizationsRegion } from '../core/partition.ts'
import type { Place } from './arns.ts'

/** Where events occur that do not reach enforcement by themselves, and the rules of the wiring that can match there. */
export interface Forwarded extends Place {
  rules: Rule[]
}

/**
 * Control Tower's home region, where that is another one: what occurs in home regions. And the Organizations region of every
 * delegated administrator's account: what is believed of that account.
 */
export function forwardedOf({ manifest, accounts: { management } }: Deployment, rules: Rule[]): Forwarded[] {
  const region = organizationsRegion(manifest.region)
  const home = {
    account: management,
    region: manifest.region,
    rules: rules.filter((rule) => rule.region !== 'organizations'),
  }
  const delegated = manifest.delegatedAdministrators
    .filter((account) => account !== management)
    .map((account) => ({
      ...{ account, region },
      rules: rules.filter(({ pattern }) => names(pattern, account)),
    }))
  return [...(manifest.region === region ? [] : [home]), ...delegated]
}

const names = ({ account: named }: Pattern, account: string): boolean => Array.isArray(named) && named.includes(account)
