import { kmsSigner } from '../aws/signer.ts'
import { bucketTrail } from '../aws/trail.ts'
import type { Signer } from '../core/ports.ts'
import { systemClock } from '../loop/clock.ts'
import type { SealPorts } from '../loop/seal.ts'
import { deployedFor, type Environment } from './environment.ts'

/**
 * The ports of the function that seals, as its variables name them. Throws where one is missing, and calls nothing; what it gives
 * asks for the public key once, and rejects where it cannot be had.
 */
export function sealPorts(env: Environment): () => Promise<SealPorts> {
  const deployed = deployedFor('seal', ['bucket', 'signingKey', 'organization', 'attestation'], env)
  const { region, bucket, signingKey, organization, attestation } = deployed
  const connection = { region, env }
  const trail = bucketTrail(connection, bucket)
  let signer: Signer | undefined
  return async () => {
    if (attestation !== 'independent' && attestation !== 'self')
      throw new Error(`The attestation is neither independent nor self: ${attestation}`)
    signer ??= await kmsSigner(connection, signingKey)
    return { trail, signer, clock: systemClock, organization, attestation }
  }
}
