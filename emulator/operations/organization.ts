import { oneOf, optional } from '../checks.ts'
import { refuse } from '../errors.ts'
import { letters } from '../ids.ts'
import { join } from '../membership.ts'
import { member, operation, read, write } from '../operation.ts'
import { attachFullAccess, emptyOrganization, entity, inside } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { organizationView, rootView } from '../views.ts'
import { dissolve, organizationOf, profileOf } from '../world.ts'

/** With all features SCPs are enabled from the start (service model, CreateOrganization). */
const createOrganization = operation(
  { FeatureSet: optional(oneOf(['ALL', 'CONSOLIDATED_BILLING'])) },
  ({ FeatureSet: featureSet = 'ALL' }, context) => {
    const { world, account, now } = context
    if (organizationOf(world, account) !== undefined) refuse('AlreadyInOrganizationException')
    const organization = emptyOrganization({
      id: `o-${letters(10)}`,
      managementAccount: account,
      featureSet,
      root: { kind: 'ROOT', ...entity(`r-${letters(4)}`, 'Root'), ...inside() },
      enabled: featureSet === 'ALL' ? ['SERVICE_CONTROL_POLICY'] : [],
    })
    const { root, enabled } = organization
    const profile = profileOf(world, account) ?? {
      name: 'Management',
      email: `management+${account}@example.com`,
      state: 'ACTIVE',
    }
    attachFullAccess(organization, root, enabled)
    world.organizations.push(organization)
    join(context, organization, {
      kind: 'ACCOUNT',
      ...entity(account, profile.name),
      parent: root,
      email: profile.email,
      state: profile.state,
      joinedMethod: 'INVITED',
      joined: now,
    })
    return { Organization: organizationView(organization) }
  },
)

const deleteOrganization = write({}, (organization, _input, { world, now }) => {
  if (organization.accounts.length > 1) refuse('OrganizationNotEmptyException')
  dissolve(world, organization, now)
  return undefined
})

const describeOrganization = member({}, (organization) => ({ Organization: organizationView(organization) }), {
  readOnly: true,
})

const listRoots = read(paging, (organization, input) => {
  const { ids, NextToken } = page('ListRoots', [organization.root.id], input)
  return { Roots: ids.map(() => rootView(organization, organization.root)), NextToken }
})

export const organizationOperations = {
  CreateOrganization: createOrganization,
  DeleteOrganization: deleteOrganization,
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots,
}
