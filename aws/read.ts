import {
  type Account as AwsAccount,
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  type PolicySummary,
} from '@aws-sdk/client-organizations'
import type { Account, OrganizationalUnit, Policy } from '../core/organization/organization.ts'
import { isPolicyType, type PolicyType } from '../core/policy/type.ts'
import { CallError, type Caller } from './call.ts'

/** The reads of AWS Organizations that holdfast makes, in holdfast's words. `undefined`: AWS says that it does not exist. */
export type Reader = ReturnType<typeof createReader>

export interface OrganizationIds {
  id: string
  managementAccount: string
}

/** A policy with the organization that its ARN names; AWS's own policies belong to none. */
export interface FoundPolicy {
  policy: Policy
  owner: OrganizationIds | null
}

/** An account with the ids above it, from the root down; empty where AWS did not tell. */
export interface FoundAccount {
  account: Account
  ancestors: string[]
}

export interface TargetName {
  id: string
  name: string
}

export function createReader(call: Caller) {
  return {
    /** The root with its enabled policy types; its ARN tells the organization. */
    async root() {
      const roots = await pages((NextToken) =>
        call('ListRoots', (client) => client.send(new ListRootsCommand({ NextToken }))).then((page) => [
          page.Roots ?? [],
          page.NextToken,
        ]),
      )
      const root = roots[0]
      const enabled = (root?.PolicyTypes ?? []).filter(
        ({ Status }) => Status === 'ENABLED' || Status === 'PENDING_ENABLE',
      )
      return {
        root: { id: root?.Id ?? '', name: root?.Name ?? '' },
        owner: ownerOf(root?.Arn),
        enabledTypes: enabled.flatMap(({ Type }) => Type ?? []),
      }
    },

    async organization(): Promise<OrganizationIds> {
      const { Organization } = await call('DescribeOrganization', (client) =>
        client.send(new DescribeOrganizationCommand({})),
      )
      return {
        id: Organization?.Id ?? '',
        managementAccount: Organization?.MasterAccountId ?? Organization?.MasterAccountArn?.split(':')[4] ?? '',
      }
    },

    async policies(type: PolicyType): Promise<FoundPolicy[]> {
      const summaries = await pages((NextToken) =>
        call('ListPolicies', (client) => client.send(new ListPoliciesCommand({ Filter: type, NextToken }))).then(
          (page) => [page.Policies ?? [], page.NextToken],
        ),
      )
      return summaries.flatMap(found)
    },

    /** With its content. Policies of other types are left out. */
    policy: (id: string): Promise<FoundPolicy | undefined> =>
      existing(
        call('DescribePolicy', (client) => client.send(new DescribePolicyCommand({ PolicyId: id }))).then(
          ({ Policy }) => {
            const [one] = found(Policy?.PolicySummary ?? {})
            return one && { ...one, policy: { ...one.policy, content: Policy?.Content ?? '' } }
          },
        ),
      ),

    /** Every target of a policy, with the names that AWS tells for nothing. */
    targets: (policyId: string): Promise<TargetName[] | undefined> =>
      existing(
        pages((NextToken) =>
          call('ListTargetsForPolicy', (client) =>
            client.send(new ListTargetsForPolicyCommand({ PolicyId: policyId, NextToken })),
          ).then((page) => [page.Targets ?? [], page.NextToken]),
        ).then((targets) => targets.map(({ TargetId, Name }) => ({ id: TargetId ?? '', name: Name ?? '' }))),
      ),

    /** Every policy of a type that is attached to a target itself. */
    policiesAt: (targetId: string, type: PolicyType): Promise<FoundPolicy[] | undefined> =>
      existing(
        pages((NextToken) =>
          call('ListPoliciesForTarget', (client) =>
            client.send(new ListPoliciesForTargetCommand({ TargetId: targetId, Filter: type, NextToken })),
          ).then((page) => [page.Policies ?? [], page.NextToken]),
        ).then((summaries) => summaries.flatMap(found)),
      ),

    tags: (id: string): Promise<Record<string, string> | undefined> =>
      existing(
        pages((NextToken) =>
          call('ListTagsForResource', (client) =>
            client.send(new ListTagsForResourceCommand({ ResourceId: id, NextToken })),
          ).then((page) => [page.Tags ?? [], page.NextToken]),
        ).then((tags) => Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']))),
      ),

    organizationalUnit: (id: string): Promise<OrganizationalUnit | undefined> =>
      existing(
        call('DescribeOrganizationalUnit', (client) =>
          client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id })),
        ).then(({ OrganizationalUnit: unit }) => ({ id, name: unit?.Name ?? '', parentId: null })),
      ),

    async organizationalUnits(parentId: string): Promise<OrganizationalUnit[]> {
      const units = await pages((NextToken) =>
        call('ListOrganizationalUnitsForParent', (client) =>
          client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId, NextToken })),
        ).then((page) => [page.OrganizationalUnits ?? [], page.NextToken]),
      )
      return units.map(({ Id, Name }) => ({ id: Id ?? '', name: Name ?? '', parentId }))
    },

    account: (id: string): Promise<FoundAccount | undefined> =>
      existing(
        call('DescribeAccount', (client) => client.send(new DescribeAccountCommand({ AccountId: id }))).then(
          ({ Account }) => accountOf(Account ?? {}),
        ),
      ),

    async accounts(): Promise<FoundAccount[]> {
      const accounts = await pages((NextToken) =>
        call('ListAccounts', (client) => client.send(new ListAccountsCommand({ NextToken }))).then((page) => [
          page.Accounts ?? [],
          page.NextToken,
        ]),
      )
      return accounts.map(accountOf)
    },

    /** Root or OU that an OU or account lies in. */
    async parent(id: string): Promise<string | undefined> {
      const parents = await pages((NextToken) =>
        call('ListParents', (client) => client.send(new ListParentsCommand({ ChildId: id, NextToken }))).then(
          (page) => [page.Parents ?? [], page.NextToken],
        ),
      )
      return parents[0]?.Id
    },
  }
}

/** Follows NextToken to its end: AWS may send an empty page in between, so only a missing token ends the list. */
async function pages<Item>(
  read: (token: string | undefined) => Promise<[Item[], string | undefined]>,
): Promise<Item[]> {
  const items: Item[] = []
  let token: string | undefined
  do {
    const [page, next] = await read(token)
    for (const item of page) items.push(item)
    token = next
  } while (token)
  return items
}

/** AWS's names for what does not exist; the last three are moto's for targets. */
const missing = new Set([
  'PolicyNotFoundException',
  'TargetNotFoundException',
  'OrganizationalUnitNotFoundException',
  'AccountNotFoundException',
  'RootNotFoundException',
])

async function existing<Value>(read: Promise<Value>): Promise<Value | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof CallError && missing.has(error.aws.name)) return undefined
    throw error
  }
}

/** arn:PARTITION:organizations::MANAGEMENT-ACCOUNT:KIND/ORGANIZATION/… */
function ownerOf(arn: string | undefined): OrganizationIds | null {
  const [, , , , managementAccount = '', resource = ''] = arn?.split(':') ?? []
  const id = resource.split('/')[1] ?? ''
  return /^\d{12}$/.test(managementAccount) && id.startsWith('o-') ? { id, managementAccount } : null
}

function found(summary: PolicySummary): FoundPolicy[] {
  const type = summary.Type ?? ''
  if (!isPolicyType(type)) return []
  const policy = {
    id: summary.Id ?? '',
    name: summary.Name ?? '',
    type,
    description: summary.Description ?? '',
    awsManaged: summary.AwsManaged ?? false,
  }
  return [{ policy, owner: ownerOf(summary.Arn) }]
}

/**
 * `Status` is the older name of `State`; `Paths` holds o-…/r-…/ou-…/ACCOUNT/ since 2026-03 (User Guide, document
 * history), and moto does not have it.
 */
function accountOf(account: AwsAccount): FoundAccount {
  const path = account.Paths?.[0]?.split('/').filter(Boolean).slice(1, -1) ?? []
  return {
    account: {
      id: account.Id ?? '',
      name: account.Name ?? '',
      parentId: path.at(-1) ?? null,
      state: account.State ?? account.Status ?? null,
      joined: account.JoinedTimestamp?.getTime() ?? null,
    },
    ancestors: path,
  }
}
