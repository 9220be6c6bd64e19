import type { Alarming } from './alarm.ts'
import type { Watch } from './watch.ts'

// Events of AWS Organizations that change no guardrail, and that people have to know of: who may change them from now on,
// and what became of the OUs that the manifest names.

const organizations = { source: 'aws.organizations', from: 'management', region: 'organizations' } as const

/** OUs have ids that stay when they are renamed; a manifest that was locked means the id. */
const units: Pick<Alarming, 'at' | 'ours' | 'isUnit'> = {
  at: ['requestParameters.organizationalUnitId', 'responseElements.organizationalUnit.id'],
  ...{ ours: null, isUnit: true },
}

type Row = Pick<Watch, 'rule' | 'source' | 'from' | 'region' | 'tell'> & { alarming: Alarming }

export const organizationAlarms: Row[] = [
  {
    rule: 'administration',
    ...organizations,
    tell: 'directly',
    alarming: {
      at: ['requestParameters.servicePrincipal'],
      ...{ ours: null, severity: 'critical', sweeps: false },
      events: {
        // What it says is not in the event.
        PutResourcePolicy: 'The delegation policy of the organization was written: others may change policies now',
        DeleteResourcePolicy:
          'The delegation policy of the organization was deleted: delegated administrators lost their rights',
        RegisterDelegatedAdministrator: 'An account administers a service for the whole organization from now on',
        DeregisterDelegatedAdministrator: 'An account administers a service for the organization no more',
        DisableAWSServiceAccess:
          'A service was shut out of the organization: trails or StackSets may have stopped working',
      },
      advice:
        'Compare "aws organizations describe-resource-policy" and "list-delegated-administrators" with what was agreed; "holdfast doctor" compares them with the manifest',
    },
  },
  {
    rule: 'deleted-units',
    ...organizations,
    tell: null,
    alarming: {
      ...units,
      ...{ severity: 'high', sweeps: true },
      events: { DeleteOrganizationalUnit: 'An OU was deleted that the manifest names' },
      advice: 'Take it out of the manifest, or name the OU that took its place, and run "holdfast lock"',
    },
  },
  {
    rule: 'named-units',
    ...organizations,
    tell: null,
    alarming: {
      ...units,
      ...{ severity: 'medium', sweeps: false },
      events: {
        CreateOrganizationalUnit: 'An OU was created that bears a name which the manifest uses',
        UpdateOrganizationalUnit: 'An OU was renamed that the manifest names, or took a name which it uses',
      },
      advice: 'Guardrails stay on the OUs whose ids are locked. Run "holdfast lock" to see what moved',
    },
  },
]
