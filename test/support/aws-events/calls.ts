import { callEvent, details } from '../events.ts'
import { left, type Sample, taken } from './sample.ts'

// Calls of AWS Organizations as CloudTrail tells of them. Shapes: CloudTrail records of the Organizations User Guide, and
// what others recorded; ids, identities and dates are ours.

const handshake = {
  id: 'h-examplehandshakeid111',
  arn: 'arn:aws:organizations::111111111111:handshake/o-aa111bb222/invite/h-examplehandshakeid111',
  requestedTimestamp: 'Jan 18, 2026 9:41:16 PM',
  expirationTimestamp: 'Feb 2, 2026 9:41:16 PM',
}
const parties = [
  { type: 'ORGANIZATION', id: 'o-aa111bb222' },
  { type: 'ACCOUNT', id: '222222222222' },
]
const unit = {
  arn: 'arn:aws:organizations::111111111111:ou/o-exampleorg/ou-ab12-22222222',
  id: 'ou-ab12-22222222',
  name: 'Prod',
  path: 'o-exampleorg/r-ab12/ou-ab12-11111111/ou-ab12-22222222/',
}
const accepted = {
  userIdentity: { type: 'AssumedRole', accountId: '222222222222' },
  requestParameters: { handshakeId: handshake.id },
  responseElements: { handshake: { ...handshake, action: 'INVITE', state: 'ACCEPTED', parties, resources: [] } },
  recipientAccountId: '222222222222',
}
const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

export const calls: Sample[] = [
  ...taken('policy-changes', callEvent, details),
  ...taken('account-moves', callEvent, {
    MoveAccount: {
      requestParameters: {
        accountId: '222222222222',
        destinationParentId: 'ou-ab12-22222222',
        sourceParentId: 'r-ab12',
      },
    },
  }),
  ...taken('accepted-invitations', callEvent, { AcceptHandshake: accepted }, { account: '222222222222' }),
  ...taken('administration', callEvent, {
    PutResourcePolicy: {
      requestParameters: { content: hidden },
      responseElements: { resourcePolicy: { resourcePolicySummary: { id: 'rp-examp123' }, content: hidden } },
    },
    DeleteResourcePolicy: { requestParameters: null },
    RegisterDelegatedAdministrator: {
      requestParameters: { accountId: '222222222222', servicePrincipal: 'cloudtrail.amazonaws.com' },
    },
    DeregisterDelegatedAdministrator: {
      requestParameters: { accountId: '222222222222', servicePrincipal: 'cloudtrail.amazonaws.com' },
    },
    DisableAWSServiceAccess: { requestParameters: { servicePrincipal: 'cloudtrail.amazonaws.com' } },
  }),
  ...taken('named-units', callEvent, {
    CreateOrganizationalUnit: {
      requestParameters: { name: 'Prod', parentId: 'ou-ab12-11111111' },
      responseElements: { organizationalUnit: unit },
    },
    UpdateOrganizationalUnit: {
      requestParameters: { organizationalUnitId: 'ou-ab12-22222222', name: 'Production' },
      responseElements: { organizationalUnit: { ...unit, name: 'Production' } },
    },
  }),
  ...taken('deleted-units', callEvent, {
    DeleteOrganizationalUnit: { requestParameters: { organizationalUnitId: 'ou-ab12-22222222' } },
  }),
  ...left(callEvent, {
    AttachPolicy: {
      why: 'Attaching takes no guardrail away, and enforcement never detaches: docs/decisions/0004',
      detail: {},
    },
    CreateAccount: {
      why: 'There is no account yet: CreateAccountResult tells of it',
      detail: {
        requestParameters: { tags: [], email: '****', accountName: '****' },
        responseElements: {
          createAccountStatus: {
            accountName: '****',
            state: 'IN_PROGRESS',
            id: 'car-examplecreateaccountrequestid111',
            requestedTimestamp: 'Sep 16, 2026 9:20:50 PM',
          },
        },
      },
    },
    CloseAccount: {
      why: 'A closing account is neither attached to nor missed; what was open about it the next sweep closes',
      detail: { requestParameters: { accountId: '555555555555' } },
    },
    InviteAccountToOrganization: {
      why: 'Nobody has joined yet: AcceptHandshake and AccountJoinedOrganization tell of it',
      detail: {
        requestParameters: { notes: 'join us', target: { type: 'ACCOUNT', id: '222222222222' } },
        responseElements: {
          handshake: {
            ...{ ...handshake, action: 'invite', state: 'OPEN', parties },
            resources: [
              {
                resources: [
                  { type: 'MASTER_EMAIL', value: 'diego@example.com' },
                  { type: 'MASTER_NAME', value: 'Management account for organization' },
                  { type: 'ORGANIZATION_FEATURE_SET', value: 'ALL' },
                ],
                type: 'ORGANIZATION',
                value: 'o-aa111bb222',
              },
              { type: 'ACCOUNT', value: '222222222222' },
              { type: 'NOTES', value: 'join us' },
            ],
          },
        },
      },
    },
    RemoveAccountFromOrganization: {
      why: 'AccountDepartedOrganization tells of it, whoever ended the membership',
      detail: { requestParameters: { accountId: '222222222222' } },
    },
    LeaveOrganization: {
      why: 'It is told to the member account alone; AccountDepartedOrganization tells of it',
      detail: { requestParameters: null, recipientAccountId: '222222222222' },
      rest: { account: '222222222222' },
    },
    'AttachPolicy that failed': {
      why: 'AWS refused it: nothing changed',
      detail: {
        errorCode: 'PolicyTypeNotEnabledException',
        errorMessage: 'The given policy type ServiceControlPolicy is not enabled on the current view',
        requestParameters: {
          policyId: 'p-examplepolicyid111',
          targetId: 'ou-examplerootid111-exampleouid111',
        },
      },
    },
    'DetachPolicy that was denied': {
      why: 'AWS refused it: nothing changed',
      detail: { errorCode: 'AccessDenied', errorMessage: 'You do not have permission' },
    },
    'DetachPolicy of another account': {
      why: 'Neither the management account nor a delegated administrator: whoever it is has no right to change policies here',
      detail: { recipientAccountId: '999999999999' },
      rest: { account: '999999999999' },
    },
    'ListPolicies that only reads': {
      why: 'Nothing changed; EventBridge delivers such events only to rules that ask for them',
      detail: { readOnly: true, requestParameters: { filter: 'SERVICE_CONTROL_POLICY' } },
    },
  }),
]
