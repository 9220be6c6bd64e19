import { createPublicKey } from 'node:crypto'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { fingerprintOf } from '../core/audit/signature.ts'
import { sha256 } from '../core/digest.ts'
import type { Signer } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** A key of KMS (ECC_NIST_P256, SIGN_VERIFY), which never leaves it. Rejects where it is of another kind. */
export async function kmsSigner(connection: Connection, keyId: string): Promise<Signer> {
  const client = connect(KMSClient, 'KMS', connection)
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }))
  if (!PublicKey) throw new Error('KMS answered without a public key')
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    .export({ format: 'pem', type: 'spki' })
    .toString()
  const fingerprint = fingerprintOf(publicKey)
  if (!fingerprint) throw new Error('The key of the seal is not of ECC_NIST_P256')
  return {
    fingerprint,
    publicKey,
    async sign(text) {
      // The hash: KMS takes no more than 4,096 bytes of a message.
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: Buffer.from(sha256(text), 'hex'),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      )
      if (!Signature) throw new Error('KMS answered without a signature')
      return Signature
    },
  }
}
