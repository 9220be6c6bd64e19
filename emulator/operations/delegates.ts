import { accountId, optional, servicePrincipal, servicePrincipalText } from '../checks.ts'
import { refuse, violated } from '../errors.ts'
import { findAccount } from '../find.ts'
import { read, write } from '../operation.ts'
import type { Organization } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { accountView } from '../views.ts'

const pair = { AccountId: accountId, ServicePrincipal: servicePrincipal }

function checkMember(organization: Organization, id: string): void {
  if (id === organization.managementAccount) violated('CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR')
}

const registerDelegatedAdministrator = write(pair, (organization, { AccountId, ServicePrincipal }, { now }) => {
  const { delegates, services, featureSet } = organization
  const { state } = findAccount(organization, AccountId)
  checkMember(organization, AccountId)
  if (featureSet !== 'ALL') violated('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE')
  if (state !== 'ACTIVE') violated('CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR')
  if (!services.has(ServicePrincipal)) violated('SERVICE_ACCESS_NOT_ENABLED')
  const administered = delegates.get(AccountId) ?? new Map<string, number>()
  if (administered.has(ServicePrincipal)) refuse('AccountAlreadyRegisteredException')
  delegates.set(AccountId, administered.set(ServicePrincipal, now))
  return undefined
})

const deregisterDelegatedAdministrator = write(pair, (organization, { AccountId, ServicePrincipal }) => {
  const { id } = findAccount(organization, AccountId)
  checkMember(organization, id)
  const administered = organization.delegates.get(id)
  if (!administered?.delete(ServicePrincipal)) return refuse('AccountNotRegisteredException')
  if (administered.size === 0) organization.delegates.delete(id)
  return undefined
})

/** An account with several services is shown once, with the date of the first one. */
const listDelegatedAdministrators = read(
  { ServicePrincipal: optional(servicePrincipalText), ...paging },
  (organization, input) => {
    const { ServicePrincipal: wanted } = input
    const dates = new Map<string, number>()
    for (const [id, administered] of organization.delegates) {
      const found = [...administered].filter(([service]) => wanted === undefined || service === wanted)
      if (found.length > 0) dates.set(id, Math.min(...found.map(([, since]) => since)))
    }
    const list = `ListDelegatedAdministrators ${wanted ?? ''}`
    const { ids, NextToken } = page(list, [...dates.keys()].sort(), input)
    const administrators = ids.map((id) => {
      const { Paths: _, ...view } = accountView(organization, findAccount(organization, id))
      return { ...view, DelegationEnabledDate: (dates.get(id) ?? 0) / 1000 }
    })
    return { DelegatedAdministrators: administrators, NextToken }
  },
)

const listDelegatedServicesForAccount = read({ AccountId: accountId, ...paging }, (organization, input) => {
  const { id } = findAccount(organization, input.AccountId)
  const administered = organization.delegates.get(id) ?? refuse('AccountNotRegisteredException')
  const { ids, NextToken } = page(`ListDelegatedServicesForAccount ${id}`, [...administered.keys()].sort(), input)
  const services = ids.map((service) => ({
    ServicePrincipal: service,
    DelegationEnabledDate: (administered.get(service) ?? 0) / 1000,
  }))
  return { DelegatedServices: services, NextToken }
})

export const delegateOperations = {
  RegisterDelegatedAdministrator: registerDelegatedAdministrator,
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServicesForAccount,
}
