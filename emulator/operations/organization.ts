import { oneOf, optional } from '../checks.ts'
import { refuse } from '../errors.ts'
import { eventTimestamp } from '../event-values.ts'
import { letters } from '../ids.ts'
import { operation, read } from '../operation.ts'
import { addAccount, attachFullAccess, emptyOrganization, entity, inside } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { organizationView, rootView } from '../views.ts'

/** With all features SCPs are enabled from the start (service model, CreateOrganization). */
const createOrganization = operation(
  { FeatureSet: optional(oneOf(['ALL', 'CONSOLIDATED_BILLING'])) },
  ({ FeatureSet: featureSet = 'ALL' }, { world, now, announce }) => {
    if (world.organization !== undefined) refuse('AlreadyInOrganizationException')
    const organization = emptyOrganization({
      id: `o-${letters(10)}`,
      managementAccount: world.account,
      featureSet,
      root: { kind: 'ROOT', ...entity(`r-${letters(4)}`, 'Root'), ...inside() },
      enabled: featureSet === 'ALL' ? ['SERVICE_CONTROL_POLICY'] : [],
    })
    const { root, enabled } = organization
    addAccount(organization, {
      kind: 'ACCOUNT',
      ...entity(world.account, 'Management'),
      parent: root,
      email: `management+${world.account}@example.com`,
      state: 'ACTIVE',
      joinedMethod: 'INVITED',
      joined: now,
    })
    for (const target of organization.targets.values()) attachFullAccess(organization, target, enabled)
    world.organization = organization
    announce('AccountJoinedOrganization', {
      accountId: world.account,
      joinedMethod: 'INVITED',
      joinedTime: eventTimestamp(now, ', '),
    })
    return { Organization: organizationView(organization) }
  },
)

const describeOrganization = read({}, (organization) => ({ Organization: organizationView(organization) }))

const listRoots = read(paging, (organization, input) => {
  const { ids, NextToken } = page('ListRoots', [organization.root.id], input)
  return { Roots: ids.map(() => rootView(organization, organization.root)), NextToken }
})

export const organizationOperations = {
  CreateOrganization: createOrganization,
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots,
}
