import { bootstrap, concurrency, enforcer, evidence, memberBootstrap } from './deploying.ts'
import type { DoctorFacts } from './facts.ts'
import type { Finding, Subject } from './finding.ts'
import {
  allFeatures,
  credentials,
  delegatedAdministrators,
  enabledTypes,
  organization,
  policyQuota,
  trustedAccess,
} from './organization.ts'
import { otherTools } from './others.ts'
import { homeRegion, homeTrail, logFileValidation, trail } from './trail.ts'

/** Everything that an account may lack for holdfast to work, in the order in which it is told. */
const table = {
  organization,
  credentials,
  'all-features': allFeatures,
  'policy-types': enabledTypes,
  'policy-quota': policyQuota,
  'delegated-administrators': delegatedAdministrators,
  trail,
  'log-file-validation': logFileValidation,
  'home-region': homeRegion,
  'home-region-trail': homeTrail,
  'stack-sets-access': trustedAccess,
  bootstrap,
  'member-bootstrap': memberBootstrap,
  'evidence-stack': evidence,
  'lambda-concurrency': concurrency,
  'other-tools': otherTools,
  enforcer,
} satisfies Record<string, (subject: Subject) => Finding>

export type CheckName = keyof typeof table

export const checkNames = Object.keys(table) as CheckName[]

export type Check = { check: CheckName } & Finding

/** Whether the organization is the lock's: of another one, or an unknown one, nothing else is read. */
export const isLocked = (subject: Omit<Subject, 'facts'>): boolean => organization(subject).state === 'ok'

/** All checks; without facts the first alone. */
export function examine({ facts, ...subject }: Omit<Subject, 'facts'> & { facts: DoctorFacts | null }): Check[] {
  if (facts === null) return [{ check: 'organization', ...organization(subject) }]
  return checkNames.map((check) => ({ check, ...table[check]({ ...subject, facts }) }))
}
