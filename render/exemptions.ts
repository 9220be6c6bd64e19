import { exemptionState } from '../core/exempt/exempt.ts'
import { timeLeft } from '../core/exempt/tell.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Plan } from '../core/plan/plan.ts'
import { policyTypes } from '../core/policy/type.ts'
import type { ShownExemption } from '../schemas/types/exemption.ts'
import type { Paint, Style } from './paint.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

/** Exemptions for a document. `exempt` are the places where one makes a difference; null: nobody looked. */
export const shownExemptions = (
  { exemptions }: Pick<Manifest, 'exemptions'>,
  exempt: Plan['exempt'] | null,
  now: number,
): ShownExemption[] =>
  exemptions.map((one) => {
    const { id, policy, target, reason, ticket, approvers, from, until } = one
    return {
      ...{ id, policy, target, reason, ticket, approvers },
      state: exemptionState(one, now),
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      isMissing: exempt === null ? null : exempt.some(({ exemption }) => exemption === id),
    }
  })

const styles: Readonly<Record<ShownExemption['state'], Style>> = { active: 'yellow', coming: 'cyan', ended: 'dim' }

type Place = { policy: { name: string; type: ShownExemption['policy']['type'] }; target: { id: string; path: string } }

const placeText = ({ policy, target }: Place): string =>
  `${policyTypes[policy.type].short} ${safe(policy.name)} at ${safe(target.path)}${target.path === target.id ? '' : ` (${target.id})`}`

/** Without milliseconds, where there are none. */
export const stamp = (iso: string): string => iso.replace('.000Z', 'Z')

const when: Readonly<Record<ShownExemption['state'], (one: ShownExemption, now: number) => string>> = {
  coming: ({ from, until }) => `from ${stamp(from)} until ${stamp(until)}`,
  active: ({ until }, now) => `until ${stamp(until)}, in ${timeLeft(Date.parse(until) - now)}`,
  ended: ({ until }) => `is enforced again since ${stamp(until)}`,
}

const difference = ({ isMissing }: ShownExemption): string =>
  isMissing === null ? '' : isMissing ? '. It is not attached there' : '. It is attached there'

const ranks: Readonly<Record<ShownExemption['state'], number>> = { active: 0, coming: 1, ended: 2 }

/** One line or more for each, what holds now first. */
export const exemptionsText = (shown: ShownExemption[], now: number, paint: Paint): string =>
  [...shown]
    .sort((one, other) => ranks[one.state] - ranks[other.state])
    .map((one) => {
      const text = `${placeText(one)} ${when[one.state](one, now)}${one.state === 'active' ? difference(one) : ''}. ${safe(one.id)}, ${safe(one.ticket)}: ${safe(one.reason, 600)}`
      return `  ${paint(styles[one.state], one.state.padEnd(9))} ${wrap(text, 68, '').replaceAll('\n', `\n${' '.repeat(12)}`)}\n`
    })
    .join('')

/** Places of a plan that are told one by one; JSON has all. */
const most = 10

/** What a plan leaves alone, a line each. */
export function exemptLines({ exempt }: Pick<Plan, 'exempt'>): string[] {
  const lines = exempt.slice(0, most).flatMap(({ exemption, ticket, until, change: { policy, target } }) => {
    const where = target ? placeText({ policy, target }) : ''
    return [`${where} until ${stamp(until)}: ${safe(exemption)}, ${safe(ticket)}`]
  })
  const more = exempt.length - lines.length
  return more > 0 ? [...lines, `and ${count(more, 'more place')}`] : lines
}
