import { constrained } from '../errors.ts'
import { isWaiting, offer } from '../handshakes.ts'
import { write } from '../operation.ts'
import type { Organization } from '../organization.ts'
import { handshakeView } from '../views.ts'
import type { World } from '../world.ts'

function isPending(world: World, organization: Organization, now: number): boolean {
  return [...world.handshakes.values()].some(
    (one) => one.organization === organization && one.action === 'ENABLE_ALL_FEATURES' && isWaiting(world, one, now),
  )
}

function invitedMembers({ accounts, targets, managementAccount }: Organization): string[] {
  return accounts.filter((id) => {
    const account = targets.get(id)
    return account?.kind === 'ACCOUNT' && account.joinedMethod === 'INVITED' && id !== managementAccount
  })
}

/** Invited members have to approve; then the management account accepts this handshake, and all features are there. */
const enableAllFeatures = write({}, (organization, _input, { world, now }) => {
  if (organization.featureSet === 'ALL') constrained('ORGANIZATION_ALREADY_HAS_ALL_FEATURES')
  if (isPending(world, organization, now)) constrained('ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION')
  const parent = offer(world, now, {
    action: 'ENABLE_ALL_FEATURES',
    organization,
    target: { Type: 'ORGANIZATION', Id: organization.id },
  })
  for (const Id of invitedMembers(organization))
    offer(world, now, { action: 'APPROVE_ALL_FEATURES', organization, target: { Type: 'ACCOUNT', Id }, parent })
  return { Handshake: handshakeView(world, parent, now) }
})

export const featureOperations = { EnableAllFeatures: enableAllFeatures }
