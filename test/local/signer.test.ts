import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprintOf, isSignedBy } from '../../core/audit/signature.ts'
import { fileSigner } from '../../local/signer.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-signer-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a key is made once, for its owner alone, and signs', async () => {
  const path = join(folder, 'seal-key')
  const [one, other] = [fileSigner(path), fileSigner(path)]
  expect(other.fingerprint).toBe(one.fingerprint)
  expect(fingerprintOf(one.publicKey)).toBe(one.fingerprint)
  expect(isSignedBy(one.publicKey, 'ä', await other.sign('ä'))).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
})

const { privateKey: strange } = generateKeyPairSync('ec', { namedCurve: 'P-384' })

test.each([
  ['is cut off', '-----BEGIN PRIVATE KEY-----\nMIG', 'damaged'],
  ['is empty', '', 'damaged'],
  ['is of another curve', strange.export({ format: 'pem', type: 'pkcs8' }).toString(), 'no key of P-256'],
])('a key that %s is refused, and stays', (_, text, why) => {
  const path = join(folder, 'seal-key')
  writeFileSync(path, text)
  expect(() => fileSigner(path)).toThrow(why)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

const isRoot = process.getuid?.() === 0
;(isRoot ? test.skip : test)(
  `a key that cannot be read is refused${isRoot ? ' (skipped: root reads all)' : ''}`,
  () => {
    const path = join(folder, 'seal-key')
    writeFileSync(path, '')
    chmodSync(path, 0)
    expect(() => fileSigner(path)).toThrow('cannot be read')
  },
)
