import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { pseudonym, pseudonymMessage } from '../core/audit/pseudonym.ts'
import { sha256 } from '../core/digest.ts'
import type { Keys } from '../core/ports.ts'
import type { Connection } from './client.ts'
import { connect, impatient } from './clients.ts'

/** Pseudonyms that a process knows: a sweep names the accounts of a large organization. */
const most = 20_000

/** Bytes that KMS takes. */
const longest = 4_096

/** Pseudonyms under an HMAC_256 key that never leaves KMS, and that is the one of `epoch`; each is asked for once. */
export function kmsKeys(connection: Connection, keyId: string, organization: string, epoch: number): Keys {
  const client = connect(KMSClient, 'KMS', connection, impatient)
  const known = new Map<string, Promise<string>>()
  return (kind, value) => {
    const message = pseudonymMessage(kind, organization, value)
    const asked = known.get(message)
    if (asked) return asked
    if (known.size >= most) known.clear()
    const asking = macOf(client, keyId, message).then((mac) => pseudonym(kind, epoch, mac))
    known.set(message, asking)
    asking.catch(() => known.delete(message))
    return asking
  }
}

async function macOf(client: KMSClient, keyId: string, message: string): Promise<Uint8Array> {
  const bytes = Buffer.from(message)
  const { Mac } = await client.send(
    new GenerateMacCommand({
      KeyId: keyId,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: bytes.length > longest ? Buffer.from(sha256(bytes)) : bytes,
    }),
  )
  if (!Mac) throw new Error('KMS answered without a MAC')
  return Mac
}
