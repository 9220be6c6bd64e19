import { type Connection, endpointOf, isLoopback } from '../aws/client.ts'
import { organizationsRegion } from '../core/partition.ts'
import type { Context } from './context.ts'

/**
 * Where holdfast's SSM parameters are: the management account's Organizations region. Beside an emulated organization they
 * are the emulator's, and never those of an AWS account that happens to have credentials here.
 */
export function parameterConnection({ env }: Context, region: string, endpoint?: string): Connection {
  const organizations = endpointOf(env)
  const emulator = organizations && isLoopback(organizations) ? organizations : undefined
  const address = endpoint ?? endpointOf(env, 'SSM') ?? emulator
  return {
    region: organizationsRegion(region),
    env: { ...env, ...(address && { AWS_ENDPOINT_URL_SSM: address }) },
  }
}
