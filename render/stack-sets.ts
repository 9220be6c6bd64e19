import type { Plan } from '../core/plan/plan.ts'
import { safe } from './safe.ts'
import { count } from './words.ts'

type Reach = NonNullable<Plan['stackSets']>[number]

/** Accounts that are named one by one; JSON has all. */
const most = 5

/** Lines about the stack sets of a manifest, which `cdk deploy` carries out: whom each reaches, and what differs from CfCT. */
export const stackSetLines = ({ stackSets = [] }: Plan): { text: string; details: string[] }[] =>
  stackSets.map(({ name, regions, accounts, gains, loses }) => {
    const where = count(regions.length, 'region')
    const reach = accounts === null ? 'the accounts were not read' : count(accounts, 'account')
    return {
      text: `${safe(name)}: ${reach}, ${where}`,
      details: [
        ...(gains.length > 0
          ? [`+ ${named(gains)}: CfCT deployed nothing there, as it left out child OUs and ids of OUs`]
          : []),
        ...(loses.length > 0 ? [`- ${named(loses)}: the management account has a stack only where it is named`] : []),
      ],
    }
  })

function named(accounts: Reach['gains']): string {
  const some = accounts.slice(0, most).map(({ id, name }) => `${safe(name)} (${id})`)
  const more = accounts.length - some.length
  return `${some.join(', ')}${more > 0 ? ` and ${count(more, 'more account')}` : ''}`
}
