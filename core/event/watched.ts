import { parameterNames } from '../parameters.ts'
import { blindingAlarms } from './blinding-events.ts'
import { controlTowerLooks, driftLooks, invitationLooks, membershipLooks, moveLooks } from './membership-events.ts'
import { organizationAlarms } from './organization-alarms.ts'
import { policyLooks } from './policy-events.ts'
import { nowhere } from './scope.ts'
import { endLooks, removalLooks, suspensionLooks } from './suspension-events.ts'
import type { Watch } from './watch.ts'

export const apiCall = 'AWS API Call via CloudTrail'
const serviceEvent = 'AWS Service Event via CloudTrail'
export const driftDetected = 'Drift Detected'

/** Only the management account moves accounts, and is told who joined; who accepts an invitation is told by itself alone. */
const looked: (Omit<Watch, 'tell'> & Partial<Watch>)[] = [
  {
    rule: 'policy-changes',
    queue: 'policy-drift',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'policy-administrators',
    region: 'organizations',
    looks: policyLooks,
  },
  {
    rule: 'account-moves',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'management',
    region: 'organizations',
    looks: moveLooks,
  },
  {
    rule: 'accepted-invitations',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: apiCall,
    from: 'anybody',
    region: 'organizations',
    looks: invitationLooks,
  },
  {
    rule: 'memberships',
    queue: 'account-enrolment',
    source: 'aws.organizations',
    detailType: null,
    from: 'management',
    region: 'organizations',
    looks: membershipLooks,
  },
  {
    rule: 'control-tower',
    queue: 'account-enrolment',
    source: 'aws.controltower',
    detailType: serviceEvent,
    from: 'management',
    region: 'home',
    looks: controlTowerLooks,
  },
  {
    rule: 'control-tower-drift',
    queue: 'account-enrolment',
    source: 'aws.controltower',
    detailType: driftDetected,
    from: 'management',
    region: 'home',
    looks: driftLooks,
  },
  // Whoever can forge our memory could else make the function take it for told.
  { ...ofSuspensions('suspensions', 'name', suspensionLooks), tell: 'directly' },
  ofSuspensions('ended-suspensions', 'name', endLooks),
  ofSuspensions('removed-suspensions', 'names', removalLooks),
]

/** Calls about parameters that suspend, which such a request parameter names. */
function ofSuspensions(rule: string, parameter: string, looks: Watch['looks']): Omit<Watch, 'tell'> {
  const only = { parameter, prefix: parameterNames.suspensions }
  const place = { queue: 'policy-drift', from: 'management', region: 'organizations' } as const
  return { rule, source: 'aws.ssm', detailType: apiCall, ...place, only, looks }
}

export const watches: readonly Watch[] = [
  ...looked.map((watch) => ({ tell: null, ...watch })),
  ...[...organizationAlarms, ...blindingAlarms].map((watch) => ({
    ...watch,
    queue: 'policy-drift' as const,
    detailType: apiCall,
    looks: Object.fromEntries(Object.keys(watch.alarming.events).map((name) => [name, () => nowhere])),
  })),
]
