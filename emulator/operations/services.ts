import { servicePrincipal } from '../checks.ts'
import { violated } from '../errors.ts'
import { read, write } from '../operation.ts'
import { page, paging } from '../pages.ts'

/** What has access already keeps the date of its first access. */
const enableAwsServiceAccess = write({ ServicePrincipal: servicePrincipal }, (organization, input, { now }) => {
  const { services, featureSet } = organization
  if (featureSet !== 'ALL') violated('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE')
  if (!services.has(input.ServicePrincipal)) services.set(input.ServicePrincipal, now)
  return undefined
})

const disableAwsServiceAccess = write({ ServicePrincipal: servicePrincipal }, ({ services }, { ServicePrincipal }) => {
  services.delete(ServicePrincipal)
  return undefined
})

const listAwsServiceAccessForOrganization = read(paging, ({ services }, input) => {
  const { ids, NextToken } = page('ListAWSServiceAccessForOrganization', [...services.keys()].sort(), input)
  return {
    EnabledServicePrincipals: ids.map((id) => ({ ServicePrincipal: id, DateEnabled: (services.get(id) ?? 0) / 1000 })),
    NextToken,
  }
})

export const serviceOperations = {
  EnableAWSServiceAccess: enableAwsServiceAccess,
  DisableAWSServiceAccess: disableAwsServiceAccess,
  ListAWSServiceAccessForOrganization: listAwsServiceAccessForOrganization,
}
