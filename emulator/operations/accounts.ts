import { accountId, freeText, listOf, oneOf, optional, parentId, required, text } from '../checks.ts'
import { refuse } from '../errors.ts'
import { eventValue } from '../event-values.ts'
import { findAccount, findContainer } from '../find.ts'
import * as ids from '../ids.ts'
import { join } from '../membership.ts'
import { read, write } from '../operation.ts'
import type { CreateStatus, Organization } from '../organization.ts'
import { entity } from '../organization.ts'
import { page, paging } from '../pages.ts'
import * as pattern from '../patterns.ts'
import { add, remove } from '../sorted.ts'
import { mergedTags, tagList } from '../tags.ts'
import { accountView, createStatusView, requestedView } from '../views.ts'
import { accountOf } from '../world.ts'

const MASKED = ['Email', 'AccountName']

/** The prefix is reserved for service-linked roles (service model, INVALID_ROLE_NAME). */
const roleName = text({ pattern: pattern.ROLE_NAME, reason: 'INVALID_ROLE_NAME' })

const shape = {
  Email: required(text({ min: 6, max: 64, pattern: pattern.EMAIL })),
  AccountName: required(freeText({ min: 1, max: 50, pattern: pattern.ACCOUNT_NAME })),
  RoleName: optional(roleName),
  IamUserAccessToBilling: optional(oneOf(['ALLOW', 'DENY'])),
  Tags: optional(tagList),
}

/** The account exists at once, in the root; a taken e-mail address fails the request, not the call, as in AWS. */
const createAccount = write(
  shape,
  (organization, { Email, AccountName, Tags }, context) => {
    const { world, now, announce } = context
    const tags = mergedTags(new Map(), Tags ?? [])
    const known = accountOf(world, Email) !== undefined
    const status: CreateStatus = {
      id: fresh(organization, () => `car-${ids.letters(32)}`),
      accountName: AccountName,
      accountId: known ? undefined : fresh(organization, ids.accountId),
      failureReason: known ? 'EMAIL_ALREADY_EXISTS' : undefined,
      requested: now,
    }
    organization.createStatuses.set(status.id, status)
    announce(organization.managementAccount, 'CreateAccountResult', {
      createAccountStatus: eventValue(createStatusView(status), { masked: MASKED }),
    })
    if (status.accountId !== undefined) {
      join(context, organization, {
        kind: 'ACCOUNT',
        ...entity(status.accountId, AccountName),
        parent: organization.root,
        email: Email,
        state: 'ACTIVE',
        joinedMethod: 'CREATED',
        joined: now,
        tags,
      })
    }
    return { CreateAccountStatus: requestedView(status) }
  },
  { masked: MASKED },
)

const fresh = (organization: Organization, make: () => string): string => ids.fresh(organization.taken, make)

const describeCreateAccountStatus = read(
  { CreateAccountRequestId: required(text({ pattern: pattern.CREATE_REQUEST_ID })) },
  (organization, { CreateAccountRequestId }) => ({
    CreateAccountStatus: createStatusView(
      organization.createStatuses.get(CreateAccountRequestId) ?? refuse('CreateAccountStatusNotFoundException'),
    ),
  }),
)

const states = listOf(oneOf(['IN_PROGRESS', 'SUCCEEDED', 'FAILED'], 'INVALID_LIST_MEMBER'))

const listCreateAccountStatus = read({ States: optional(states), ...paging }, (organization, input) => {
  const views = new Map([...organization.createStatuses].map(([id, status]) => [id, createStatusView(status)]))
  const wanted = input.States === undefined || input.States.length === 0 ? undefined : new Set<unknown>(input.States)
  const all = [...views.keys()].filter((id) => wanted === undefined || wanted.has(views.get(id)?.State)).sort()
  const { ids, NextToken } = page(`ListCreateAccountStatus ${input.States?.join() ?? ''}`, all, input)
  return { CreateAccountStatuses: ids.map((id) => views.get(id)), NextToken }
})

/** An existing container that is not the account's parent is no source of it either. */
const moveAccount = write(
  { AccountId: accountId, SourceParentId: parentId, DestinationParentId: parentId },
  (organization, { AccountId, SourceParentId, DestinationParentId }) => {
    const account = findAccount(organization, AccountId)
    const source = findContainer(organization, SourceParentId, 'SourceParentNotFoundException')
    const destination = findContainer(organization, DestinationParentId, 'DestinationParentNotFoundException')
    if (destination === account.parent) refuse('DuplicateAccountException')
    if (source !== account.parent) refuse('SourceParentNotFoundException')
    remove(source.accounts, account.id)
    add(destination.accounts, account.id)
    account.parent = destination
    return undefined
  },
)

const describeAccount = read({ AccountId: accountId }, (organization, { AccountId }) => ({
  Account: accountView(organization, findAccount(organization, AccountId)),
}))

const listAccounts = read(paging, (organization, input) => {
  const found = page('ListAccounts', organization.accounts, input)
  return { Accounts: found.ids.map((id) => shown(organization, id)), NextToken: found.NextToken }
})

const listAccountsForParent = read({ ParentId: parentId, ...paging }, (organization, input) => {
  const { accounts } = findContainer(organization, input.ParentId)
  const found = page(`ListAccountsForParent ${input.ParentId}`, accounts, input)
  return { Accounts: found.ids.map((id) => shown(organization, id)), NextToken: found.NextToken }
})

const shown = (organization: Organization, id: string) => accountView(organization, findAccount(organization, id))

export const accountOperations = {
  CreateAccount: createAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  ListCreateAccountStatus: listCreateAccountStatus,
  MoveAccount: moveAccount,
  DescribeAccount: describeAccount,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
}
