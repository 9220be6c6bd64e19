import type { Deployment } from '../core/deployment.ts'
import type { Pattern, Wiring } from '../core/event/wiring.ts'
import { organizationsRegion } from '../core/partition.ts'
import type { Place } from './arns.ts'

/** Where events happen that enforcement does not hear of by itself, and which of the wiring's rules can match there. */
export interface Forwarded extends Place {
  rules: Wiring['rules']
}

/**
 * Control Tower's home region, where that is another one: everything but AWS Organizations, which logs in its own region
 * alone. And every delegated administrator's account: what is believed of that account.
 */
export function forwardedOf({ manifest, accounts }: Deployment, rules: Wiring['rules']): Forwarded[] {
  const region = organizationsRegion(manifest.region)
  const isHomeElsewhere = manifest.region !== region
  const home = { account: accounts.management, region: manifest.region }
  return [
    ...(isHomeElsewhere
      ? [{ ...home, rules: rules.filter(({ pattern }) => !isOf(pattern, 'aws.organizations')) }]
      : []),
    ...manifest.delegatedAdministrators
      .filter((account) => account !== accounts.management)
      .map((account) => ({ account, region, rules: rules.filter(({ pattern }) => names(pattern, account)) })),
  ].filter((place) => place.rules.length > 0)
}

const listOf = (pattern: Pattern, key: string): unknown[] => {
  const values = pattern[key]
  return Array.isArray(values) ? values : []
}

const isOf = (pattern: Pattern, source: string): boolean => listOf(pattern, 'source').includes(source)

const names = (pattern: Pattern, account: string): boolean => listOf(pattern, 'account').includes(account)
