// AWS's documented token buckets: Organizations User Guide, "Quotas", table "Throttling limits", per account, as read on
// 2026-11-21. The rates per organization are barely larger, and are left out.

export interface Rate {
  /** Operations of one row of the table; they are taken to share a bucket. */
  operations: readonly string[]
  perSecond: number
  burst: number
}

const rate = (perSecond: number, burst: number, ...operations: string[]): Rate => ({ operations, perSecond, burst })

export const RATES: readonly Rate[] = [
  rate(2, 3, 'CreatePolicy', 'DeletePolicy', 'AttachPolicy', 'DetachPolicy'),
  rate(2, 3, 'UpdatePolicy'),
  rate(2, 2, 'DescribePolicy'),
  rate(1, 1, 'EnablePolicyType', 'DisablePolicyType'),
  rate(5, 8, 'ListPolicies', 'ListPoliciesForTarget', 'ListTargetsForPolicy'),
  rate(8, 12, 'ListAccounts'),
  rate(6, 10, 'ListChildren'),
  rate(5, 8, 'ListParents', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'),
  rate(1, 2, 'ListRoots'),
  rate(1, 2, 'DescribeOrganization', 'CreateOrganizationalUnit'),
  rate(2, 2, 'DescribeOrganizationalUnit'),
  rate(20, 30, 'DescribeAccount'),
  rate(10, 15, 'ListTagsForResource'),
  rate(4, 6, 'TagResource', 'UntagResource'),
  rate(2, 3, 'MoveAccount', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit'),
  rate(2, 2, 'RemoveAccountFromOrganization'),
  rate(0.1, 3, 'CreateAccount'),
  rate(0.05, 1, 'CloseAccount'),
  rate(2, 2, 'DescribeCreateAccountStatus'),
  rate(1, 2, 'AcceptHandshake'),
  rate(3, 5, 'InviteAccountToOrganization'),
  rate(5, 8, 'ListHandshakesForAccount', 'ListHandshakesForOrganization'),
  rate(1, 1, 'LeaveOrganization'),
]

const BY_OPERATION: ReadonlyMap<string, Rate> = new Map(
  RATES.flatMap((row) => row.operations.map((operation) => [operation, row] as const)),
)

/** What the table does not list is a guess: the rate of most list operations, for each operation by itself. */
export const rateOf = (operation: string): Rate => BY_OPERATION.get(operation) ?? rate(5, 8, operation)
