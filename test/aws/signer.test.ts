import { verify } from 'node:crypto'
import { CreateKeyCommand, type KeySpec, KMSClient } from '@aws-sdk/client-kms'
import { settings } from '../../aws/client.ts'
import { kmsSigner } from '../../aws/signer.ts'
import { fingerprintOf, isSignedBy } from '../../core/audit/signature.ts'
import { sha256 } from '../../core/digest.ts'
import { describeWithMoto } from '../support/moto.ts'

describeWithMoto('a key of KMS that signs', (moto) => {
  let kms: KMSClient
  beforeAll(() => {
    kms = new KMSClient(settings('KMS', moto.connection))
  })
  afterAll(() => kms?.destroy())
  const keyOf = async (KeySpec: KeySpec) =>
    (await kms.send(new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec }))).KeyMetadata?.KeyId ?? ''

  test('everybody checks it with the public key, also over what is longer than KMS takes', async () => {
    const signer = await kmsSigner(moto.connection, await keyOf('ECC_NIST_P256'))
    expect(fingerprintOf(signer.publicKey)).toBe(signer.fingerprint)
    for (const text of ['', 'ä', 'x'.repeat(10_000)]) {
      const signature = await signer.sign(text)
      // moto hashes a digest once more; AWS takes MessageType DIGEST at its word.
      const isOfDigest = verify('sha256', Buffer.from(sha256(text), 'hex'), signer.publicKey, signature)
      expect(isOfDigest || isSignedBy(signer.publicKey, text, signature)).toBe(true)
      expect(isSignedBy(signer.publicKey, `${text}x`, signature)).toBe(false)
    }
  })

  test('a key of another kind, or none, is an error', async () => {
    await expect(kmsSigner(moto.connection, await keyOf('ECC_NIST_P384'))).rejects.toThrow('not of ECC_NIST_P256')
    await expect(kmsSigner(moto.connection, 'none')).rejects.toThrow()
  })
})
