import { parameterNames } from '../parameters.ts'
import { controlTowerLooks, driftLooks, invitationLooks, membershipLooks, moveLooks } from './membership-events.ts'
import { type Look, policyLooks } from './policy-events.ts'
import { removalLooks, suspensionLooks } from './suspension-events.ts'

/** Whose events are believed: policy administrators are the management account and the delegated administrators. */
export type Sender = 'policy-administrators' | 'management' | 'anybody'

/** Events that are watched together: one rule, and where each of its events says to look. */
export interface Watch {
  rule: string
  queue: 'policy-drift' | 'account-enrolment'
  source: 'aws.organizations' | 'aws.controltower' | 'aws.ssm'
  /** null: AWS's texts differ. */
  detailType: string | null
  from: Sender
  /** A request parameter, and what it begins with, of those events that are watched; absent: all of them. */
  only?: { parameter: string; prefix: string }
  /** By detail.eventName; an event without one is known by its detail-type. */
  looks: Readonly<Record<string, Look>>
}

export const apiCall = 'AWS API Call via CloudTrail'
const serviceEvent = 'AWS Service Event via CloudTrail'
export const driftDetected = 'Drift Detected'

/** Only the management account moves accounts, and is told who joined; who accepts an invitation is told by itself alone. */
export const watches: readonly Watch[] = [
  {
    rule: 'policy-changes',
    queue: 'policy-drift',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'policy-administrators',
    looks: policyLooks,
  },
  {
    rule: 'account-moves',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'management',
    looks: moveLooks,
  },
  {
    rule: 'accepted-invitations',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'anybody',
    looks: invitationLooks,
  },
  {
    rule: 'memberships',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: null,
    from: 'management',
    looks: membershipLooks,
  },
  {
    rule: 'control-tower',
    queue: 'account-enrolment',
    source: 'aws.controltower',
    detailType: serviceEvent,
    from: 'management',
    looks: controlTowerLooks,
  },
  {
    rule: 'control-tower-drift',
    queue: 'account-enrolment',
    source: 'aws.controltower',
    detailType: driftDetected,
    from: 'management',
    looks: driftLooks,
  },
  {
    rule: 'suspensions',
    queue: 'policy-drift',
    source: 'aws.ssm',
    detailType: apiCall,
    from: 'management',
    only: { parameter: 'name', prefix: parameterNames.suspensions },
    looks: suspensionLooks,
  },
  {
    rule: 'removed-suspensions',
    queue: 'policy-drift',
    source: 'aws.ssm',
    detailType: apiCall,
    from: 'management',
    only: { parameter: 'names', prefix: parameterNames.suspensions },
    looks: removalLooks,
  },
]
