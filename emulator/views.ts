// Records as the service shows them on the wire. The partition is always `aws`.
import type { Wire } from './checks.ts'
import type { AccountState } from './document.ts'
import { expiryOf, stateOf } from './handshakes.ts'
import type { Account, CreateStatus, Organization, Policy, ResourcePolicy, Root, Target, Unit } from './organization.ts'
import { lineage } from './organization.ts'
import type { Handshake, World } from './world.ts'

const ARN_PART: Readonly<Record<Target['kind'], string>> = {
  ROOT: 'root',
  ORGANIZATIONAL_UNIT: 'ou',
  ACCOUNT: 'account',
}

const arn = (organization: Organization, resource: string): string =>
  `arn:aws:organizations::${organization.managementAccount}:${resource}`

export const targetArn = (organization: Organization, target: Target): string =>
  arn(organization, `${ARN_PART[target.kind]}/${organization.id}/${target.id}`)

export function policyArn(organization: Organization, { id, type, awsManaged }: Policy): string {
  const kind = type.toLowerCase()
  return awsManaged
    ? `arn:aws:organizations::aws:policy/${kind}/${id}`
    : arn(organization, `policy/${organization.id}/${kind}/${id}`)
}

/** `o-x/r-x/ou-x/`, for accounts with their own id at the end (service model, shape Path). */
const path = (organization: Organization, target: Target): string =>
  `${[organization.id, ...lineage(target).map(({ id }) => id)].join('/')}/`

function managementView({ targets, managementAccount }: Organization): { Name?: string; Email?: string } {
  const account = targets.get(managementAccount)
  return account?.kind === 'ACCOUNT' ? { Name: account.name, Email: account.email } : {}
}

export function organizationView(organization: Organization): Wire {
  return {
    Id: organization.id,
    Arn: arn(organization, `organization/${organization.id}`),
    FeatureSet: organization.featureSet,
    MasterAccountArn: arn(organization, `account/${organization.id}/${organization.managementAccount}`),
    MasterAccountId: organization.managementAccount,
    MasterAccountEmail: managementView(organization).Email,
    // Deprecated and incomplete in AWS as well: it names SCPs whatever the root says.
    AvailablePolicyTypes:
      organization.featureSet === 'ALL' ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
  }
}

export function rootView(organization: Organization, root: Root): Wire {
  const enabled = [...organization.enabled].map((Type) => ({ Type, Status: 'ENABLED' }))
  return { Id: root.id, Arn: targetArn(organization, root), Name: root.name, PolicyTypes: enabled }
}

export function unitView(organization: Organization, unit: Unit): Wire {
  return { Id: unit.id, Arn: targetArn(organization, unit), Name: unit.name, Path: path(organization, unit) }
}

/** The older `Status` has no word for two of the states; such accounts cannot be used, which it calls SUSPENDED. */
const STATUS: Readonly<Record<AccountState, string>> = {
  PENDING_ACTIVATION: 'SUSPENDED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
}

/** Timestamps are seconds in AWS JSON. */
const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000

export function accountView(organization: Organization, account: Account): Wire {
  return {
    Id: account.id,
    Arn: targetArn(organization, account),
    Email: account.email,
    Name: account.name,
    Status: STATUS[account.state],
    State: account.state,
    Paths: [path(organization, account)],
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: seconds(account.joined),
  }
}

export function summaryView(organization: Organization, policy: Policy): Wire {
  return {
    Id: policy.id,
    Arn: policyArn(organization, policy),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: policy.awsManaged,
  }
}

export function policyView(organization: Organization, policy: Policy): Wire {
  return { PolicySummary: summaryView(organization, policy), Content: policy.content }
}

export function resourcePolicyView(organization: Organization, { id, content }: ResourcePolicy): Wire {
  const resource = arn(organization, `resourcepolicy/${organization.id}/${id}`)
  return { ResourcePolicySummary: { Id: id, Arn: resource }, Content: content }
}

export function policyTargetView(organization: Organization, target: Target): Wire {
  return {
    TargetId: target.id,
    Arn: targetArn(organization, target),
    Name: target.name,
    Type: target.kind,
  }
}

/** The answer to CreateAccount says IN_PROGRESS whatever came of it, as AWS's asynchronous operation does. */
export function requestedView(status: CreateStatus): Wire {
  return {
    Id: status.id,
    AccountName: status.accountName,
    State: 'IN_PROGRESS',
    RequestedTimestamp: seconds(status.requested),
  }
}

export function createStatusView(status: CreateStatus): Wire {
  return {
    ...requestedView(status),
    State: status.failureReason === undefined ? 'SUCCEEDED' : 'FAILED',
    CompletedTimestamp: seconds(status.requested),
    AccountId: status.accountId,
    FailureReason: status.failureReason,
  }
}

/** It tells who asks, whom, and why. */
export function handshakeView(world: World, handshake: Handshake, now: number): Wire {
  const { id, action, organization, target, parent, notes, requested } = handshake
  const { Name, Email } = managementView(organization)
  const sender = { Id: organization.id, Type: 'ORGANIZATION' }
  const details = [
    { Type: 'MASTER_EMAIL', Value: Email },
    { Type: 'MASTER_NAME', Value: Name },
    { Type: 'ORGANIZATION_FEATURE_SET', Value: organization.featureSet },
  ]
  return {
    Id: id,
    Arn: arn(organization, `handshake/${organization.id}/${action.toLowerCase()}/${id}`),
    Parties: target.Type === 'ORGANIZATION' ? [sender] : [sender, target],
    State: stateOf(world, handshake, now),
    RequestedTimestamp: seconds(requested),
    ExpirationTimestamp: seconds(expiryOf(handshake)),
    Action: action,
    Resources: [
      { Type: 'ORGANIZATION', Value: organization.id, ...(action === 'INVITE' ? { Resources: details } : {}) },
      ...(target.Type === 'ORGANIZATION' ? [] : [{ Type: target.Type, Value: target.Id }]),
      ...(parent === undefined ? [] : [{ Type: 'PARENT_HANDSHAKE', Value: parent.id }]),
      ...(notes === undefined ? [] : [{ Type: 'NOTES', Value: notes }]),
    ],
  }
}
