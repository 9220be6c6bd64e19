// AWS's documented token buckets: Organizations User Guide, "Quotas", table "Throttling limits", as read on 2026-11-21.

export interface Rate {
  perSecond: number
  burst: number
}

export interface Row extends Rate {
  /** Operations of one row of the table; they are taken to share a bucket. */
  operations: readonly string[]
  /** Of all accounts of an organization together, where the table limits them. */
  together: Rate | undefined
}

const row = (perSecond: number, burst: number, operations: string[], together?: [number, number]): Row => ({
  operations,
  perSecond,
  burst,
  together: together && { perSecond: together[0], burst: together[1] },
})

export const RATES: readonly Row[] = [
  row(2, 3, ['CreatePolicy', 'DeletePolicy', 'AttachPolicy', 'DetachPolicy']),
  row(2, 3, ['UpdatePolicy']),
  row(2, 2, ['DescribePolicy'], [2, 3]),
  row(1, 1, ['EnablePolicyType', 'DisablePolicyType']),
  row(5, 8, ['ListPolicies', 'ListPoliciesForTarget', 'ListTargetsForPolicy'], [6, 10]),
  row(8, 12, ['ListAccounts'], [9, 15]),
  row(6, 10, ['ListChildren'], [7, 12]),
  row(5, 8, ['ListParents', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'], [6, 10]),
  row(1, 2, ['ListRoots'], [1, 3]),
  row(1, 2, ['DescribeOrganization', 'CreateOrganizationalUnit']),
  row(2, 2, ['DescribeOrganizationalUnit'], [2, 3]),
  row(20, 30, ['DescribeAccount'], [24, 36]),
  row(10, 15, ['ListTagsForResource'], [12, 18]),
  row(4, 6, ['TagResource', 'UntagResource']),
  row(2, 3, ['MoveAccount', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit']),
  row(2, 2, ['RemoveAccountFromOrganization']),
  row(0.1, 3, ['CreateAccount']),
  row(0.05, 1, ['CloseAccount']),
  row(2, 2, ['DescribeCreateAccountStatus'], [2, 3]),
  row(5, 8, ['ListCreateAccountStatus'], [6, 10]),
  row(5, 8, ['ListDelegatedAdministrators'], [6, 10]),
  row(1, 2, ['AcceptHandshake'], [5, 5]),
  row(3, 5, ['InviteAccountToOrganization']),
  row(5, 8, ['ListHandshakesForAccount', 'ListHandshakesForOrganization'], [6, 10]),
  row(1, 1, ['LeaveOrganization'], [5, 5]),
  // CloudTrail API reference, LookupEvents.
  row(2, 2, ['LookupEvents']),
]

const BY_OPERATION: ReadonlyMap<string, Row> = new Map(
  RATES.flatMap((one) => one.operations.map((operation) => [operation, one] as const)),
)

/** What the table does not list is a guess: the rate of most list operations, for each operation by itself. */
export const rateOf = (operation: string): Row => BY_OPERATION.get(operation) ?? row(5, 8, [operation])
