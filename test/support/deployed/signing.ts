import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Order of the group of P-256 (FIPS 186-5). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * KMS for a key of ECC_NIST_P256 that signs, as AWS does with MessageType DIGEST: moto hashes a digest once more, and nothing that it
 * signs is ever verified. Node signs no hash either.
 */
export async function startSigning(): Promise<{ url: string; close(): Promise<void> }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const secret = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'))
  const answers: Record<string, (input: { MessageType?: string; Message?: string }) => object> = {
    GetPublicKey: () => ({
      PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    }),
    Sign: ({ MessageType, Message = '' }) => {
      const hash = Buffer.from(Message, 'base64')
      if (MessageType !== 'DIGEST' || hash.length !== 32) throw new Error('It signs hashes of SHA-256 alone')
      return { Signature: signed(hash, secret).toString('base64') }
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    response.setHeader('content-type', 'application/x-amz-json-1.1')
    response.end(JSON.stringify(answers[operation]?.(JSON.parse(Buffer.concat(chunks).toString()))))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)

const modulo = (value: bigint): bigint => ((value % order) + order) % order

/** By Fermat: the order is a prime. */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, modulo(value)]
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = modulo(result * base)
    base = modulo(base * base)
  }
  return result
}

/** ECDSA over a hash, in DER. */
function signed(hash: Buffer, secret: bigint): Buffer {
  const once = randomBytes(32)
  once[0] = 1
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(once)
  const r = modulo(numberOf(curve.getPublicKey().subarray(1, 33)))
  const s = modulo(inverse(numberOf(once)) * (numberOf(hash) + r * secret))
  const numbers = Buffer.concat([r, s].map(der))
  return Buffer.concat([Buffer.from([0x30, numbers.length]), numbers])
}

function der(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  const positive = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
  return Buffer.concat([Buffer.from([2, positive.length]), positive])
}
