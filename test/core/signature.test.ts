import { generateKeyPairSync, sign } from 'node:crypto'
import { fingerprintOf, isSignedBy } from '../../core/audit/signature.ts'

const text = '{"sequence":1,"place":"ä"}'
const pair = (namedCurve: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return {
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    secret: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    signature: sign('sha256', Buffer.from(text), privateKey),
  }
}
const [ours, others, strange] = [pair('P-256'), pair('P-256'), pair('P-384')]

test('a signature is of one key and one text', () => {
  expect(isSignedBy(ours.pem, text, ours.signature)).toBe(true)
})

test.each([
  ['another key', others.pem, text, ours.signature],
  ['another text', ours.pem, `${text} `, ours.signature],
  ['a signature of somebody else', ours.pem, text, others.signature],
  ['no signature', ours.pem, text, Buffer.from('none')],
  ['an empty one', ours.pem, text, Buffer.alloc(0)],
  ['no key', 'none', text, ours.signature],
  ['a private key', ours.secret, text, ours.signature],
  ['a key of another curve', strange.pem, text, strange.signature],
])('%s: it is not', (_, pem, what, signature) => {
  expect(isSignedBy(pem, what, signature)).toBe(false)
})

test('a key has one fingerprint, whatever its PEM looks like', () => {
  const fingerprint = fingerprintOf(ours.pem)
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprintOf(`${ours.pem.replaceAll('\n', '\r\n')}\n`)).toBe(fingerprint)
  expect(fingerprintOf(others.pem)).not.toBe(fingerprint)
  expect([strange.pem, ours.secret, 'none'].map(fingerprintOf)).toEqual([undefined, undefined, undefined])
})
