import { type CloudTrailEvent, serviceEvent } from '../events.ts'
import { left, type Make, type Sample, taken } from './sample.ts'

// What AWS Organizations and Control Tower tell of by themselves. Shapes: Organizations User Guide ("Logging and
// monitoring"), Control Tower User Guide ("Lifecycle events", "Drift"); of AccountJoinedOrganization and
// AccountDepartedOrganization only the names of the members are documented.

const creation = {
  id: 'car-examplecreateaccountrequestid111',
  accountName: '****',
  requestedTimestamp: 'Sep 16, 2026 9:20:50 PM',
  completedTimestamp: 'Sep 16, 2026 9:20:53 PM',
}
const byOrganizations = { userIdentity: { accountId: '111111111111', invokedBy: 'organizations.amazonaws.com' } }
const times = { requestedTimestamp: '2026-08-30T21:30:18+0000', completedTimestamp: '2026-08-30T21:42:18+0000' }

/** Control Tower speaks in its home region, and does not say to whom. */
const towerEvent: Make = ({ eventName, ...status }, rest) => {
  const event = serviceEvent(
    { eventName, eventSource: 'controltower.amazonaws.com', awsRegion: 'eu-west-1', serviceEventDetails: status },
    { source: 'aws.controltower', region: 'eu-west-1', ...rest },
  )
  const { recipientAccountId: _, ...detail } = event.detail
  return { ...event, detail }
}

const unit = { organizationalUnitName: 'Custom', organizationalUnitId: 'ou-ab12-22222222' }
const managed = (state: string, message = 'AWS Control Tower did it.') => ({
  ...{ organizationalUnit: unit, account: { accountName: 'LifeCycle1', accountId: '222222222222' } },
  ...{ state, message, ...times },
})
const registered = {
  ...{ state: 'SUCCEEDED', message: 'AWS Control Tower did it.', ...times },
  organizationalUnit: { name: 'Custom', id: 'ou-ab12-22222222' },
}
const landingZone = {
  ...{ state: 'SUCCEEDED', message: 'AWS Control Tower set up your landing zone.', ...times },
  rootOrganizationalId: 'r-ab12',
  organizationalUnits: [unit],
  accounts: [{ accountName: 'audit', accountId: '333333333333' }],
}
const guardrail = {
  organizationalUnits: [unit],
  guardrails: [{ guardrailId: 'AWS-GR_ENCRYPTED_VOLUMES', guardrailBehavior: 'DETECTIVE' }],
  ...{ state: 'SUCCEEDED', message: 'AWS Control Tower did it.' },
  ...{ requestTimestamp: times.requestedTimestamp, completedTimestamp: times.completedTimestamp },
}
const control = {
  arn: 'arn:aws:controltower:eu-west-1:111111111111:enabledcontrol/EXAMPLEENABLED001',
  controlIdentifier: 'arn:aws:controltower:eu-west-1::control/EXAMPLE_NAME',
  targetIdentifier: 'arn:aws:organizations::111111111111:ou/o-exampleorg/ou-ab12-22222222',
  ...{ state: 'SUCCEEDED', message: 'AWS Control Tower did it.', ...times },
}
const baseline = {
  enabledBaselineDetails: {
    arn: 'arn:aws:controltower:eu-west-1:111111111111:enabledbaseline/EXAMPLEENABLED001',
    parentIdentifier: 'arn:aws:controltower:eu-west-1:111111111111:enabledbaseline/EXAMPLEPARENT0001',
    targetIdentifier: 'arn:aws:organizations::111111111111:account/o-exampleorg/222222222222',
    baselineIdentifier: 'arn:aws:controltower:eu-west-1::baseline/EXAMPLEBASELINE01',
    baselineVersion: '4.0',
    statusSummary: { lastOperationIdentifier: '37f5eb68-e5b9-4c70-ae76-4ca15f6b16de', status: 'SUCCEEDED' },
    parameters: [],
  },
  ...times,
}
const known = 'The account is known already, and an account that leaves Control Tower keeps its guardrails'
const theirs = 'It is about policies of Control Tower, which never enter a plan'

const drift: CloudTrailEvent = {
  version: '0',
  id: 'cd4d811e-ab12-322b-8255-872ce65b1bc8',
  'detail-type': 'Drift Detected',
  source: 'aws.controltower',
  account: '111111111111',
  time: '2026-03-22T00:38:11Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    message: 'AWS Control Tower has detected that your managed account was moved',
    managementAccountId: '111111111111',
    organizationId: 'o-exampleorg',
    driftType: 'ACCOUNT_MOVED_BETWEEN_OUS',
    remediationStep: 'Re-register this organizational unit',
    accountId: '222222222222',
    sourceId: '222222222222',
    destinationId: 'ou-ab12-33333333',
  },
}

export const services: Sample[] = [
  ...taken('memberships', serviceEvent, {
    CreateAccountResult: {
      serviceEventDetails: { createAccountStatus: { ...creation, state: 'SUCCEEDED', accountId: '444455556666' } },
    },
    'CreateAccountResult of a failure': {
      serviceEventDetails: {
        createAccountStatus: { ...creation, state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' },
      },
    },
    AccountJoinedOrganization: {
      ...byOrganizations,
      serviceEventDetails: {
        ...{ accountId: '222222222222', joinedMethod: 'INVITED', joinedTime: 'Nov 20, 2026, 2:53:40 PM' },
      },
    },
    AccountDepartedOrganization: {
      ...byOrganizations,
      serviceEventDetails: {
        ...{ accountId: '222222222222', departureMethod: 'LEFT', departureTime: 'Nov 20, 2026, 2:53:40 PM' },
      },
    },
    'AccountDepartedOrganization as older texts spell it': {
      ...byOrganizations,
      serviceEventDetails: {
        ...{ accountId: '222222222222', departedMethod: 'Removed', departedTime: 'Nov 20, 2026, 2:53:40 PM' },
      },
    },
  }),
  ...left(serviceEvent, {
    CloseAccountResult: {
      why: 'A closed account is neither attached to nor missed; what was open about it the next sweep closes',
      detail: {
        serviceEventDetails: {
          closeAccountStatus: { ...creation, id: undefined, state: 'SUCCEEDED', accountId: '555555555555' },
        },
      },
    },
    EffectivePolicyValidation: {
      why: 'It only reads, and is about policies that are no guardrails',
      detail: { readOnly: true, serviceEventDetails: { accountId: '222222222222' } },
    },
  }),
  ...taken('control-tower', towerEvent, {
    CreateManagedAccount: { createManagedAccountStatus: managed('SUCCEEDED') },
    'CreateManagedAccount that failed': { createManagedAccountStatus: managed('FAILED') },
    UpdateManagedAccount: { updateManagedAccountStatus: managed('SUCCEEDED') },
    RegisterOrganizationalUnit: { registerOrganizationalUnitStatus: registered },
    DeregisterOrganizationalUnit: { deregisterOrganizationalUnitStatus: registered },
    EnableBaseline: { enableBaselineStatus: baseline },
  }),
  { name: 'Drift Detected', event: drift, rule: 'control-tower-drift' },
  ...left(towerEvent, {
    PrecheckOrganizationalUnit: {
      why: 'An OU was not registered: nothing changed',
      detail: {
        precheckOrganizationalUnitStatus: {
          organizationalUnit: { ...unit, failedPrechecks: ['SCP_CONFLICT'] },
          accounts: [{ accountName: 'LifeCycle1', accountId: '222222222222', failedPrechecks: ['SCP_CONFLICT'] }],
        },
      },
    },
    SetupLandingZone: {
      why: 'Its accounts are told of by events of their own',
      detail: { setupLandingZoneStatus: landingZone },
    },
    UpdateLandingZone: {
      why: 'Its accounts are told of by events of their own',
      detail: { updateLandingZoneStatus: landingZone },
    },
    EnableGuardrail: { why: theirs, detail: { enableGuardrailStatus: guardrail } },
    DisableGuardrail: { why: theirs, detail: { disableGuardrailStatus: guardrail } },
    EnableControl: { why: theirs, detail: { enableControlStatus: control } },
    DisableControl: { why: theirs, detail: { disableControlStatus: control } },
    UpdateEnabledControl: { why: theirs, detail: { updateEnabledControlStatus: control } },
    ResetEnabledControl: { why: theirs, detail: { resetEnabledControlStatus: control } },
    UpdateEnabledBaseline: { why: known, detail: { updateEnabledBaselineStatus: baseline } },
    ResetEnabledBaseline: { why: known, detail: { resetEnabledBaselineStatus: baseline } },
    DisableBaseline: { why: known, detail: { disableBaselineStatus: baseline } },
  }),
]
