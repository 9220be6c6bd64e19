import type { Deployment } from '../deployment.ts'
import type { DoctorFacts, Fact, OrganizationFact } from './facts.ts'

/** What a check came to: one line, and where something lacks, one way out. */
export type Finding =
  | { state: 'ok'; line: string; fix: null }
  | { state: 'warning' | 'error' | 'unknown'; line: string; fix: string }

export interface Subject {
  deployment: Deployment
  organization: OrganizationFact
  facts: DoctorFacts
}

export const ok = (line: string): Finding => ({ state: 'ok', line, fix: null })
export const warning = (line: string, fix: string): Finding => ({ state: 'warning', line, fix })
export const error = (line: string, fix: string): Finding => ({ state: 'error', line, fix })

/** What follows from a fact; where it was not read nothing does. */
export const known = <Value>(fact: Fact<Value>, decide: (value: Value) => Finding): Finding =>
  'value' in fact ? decide(fact.value) : { state: 'unknown', line: fact.unread.why, fix: fact.unread.fix }

export const ifKnown = <Value>(fact: Fact<Value>): Value | undefined => ('value' in fact ? fact.value : undefined)

/** The first of some facts that was not read, as a finding. */
export const unknownOf = (...facts: Fact<unknown>[]): Finding | undefined => {
  const unread = facts.find((fact) => 'unread' in fact)
  return unread && known(unread, () => ok(''))
}

const shown = 3

/** Some names, and how many more there are. */
export const some = (names: readonly string[]): string =>
  names.length > shown
    ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
    : [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ')
