import { kmsKeys } from '../aws/keys.ts'
import { pseudonymKeyAlias } from '../core/deployed.ts'
import type { Deployment } from '../core/deployment.ts'
import { organizationsRegion, partitionOf } from '../core/partition.ts'
import type { Keys } from '../core/ports.ts'
import type { Context } from './context.ts'

/** Pseudonyms under the deployed key of an epoch, for who may use it. An alias is found from another account by its ARN alone. */
export function deployedKeys({ env }: Pick<Context, 'env'>, { manifest, accounts }: Deployment, epoch: number): Keys {
  const region = organizationsRegion(manifest.region)
  const key = `arn:${partitionOf(region)}:kms:${region}:${accounts.management}:${pseudonymKeyAlias(epoch)}`
  return kmsKeys({ region, env }, key, manifest.organization.id, epoch)
}
