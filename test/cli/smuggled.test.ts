import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchRemote } from '../../cli/fetch.ts'
import { shownUrl } from '../../compile/index.ts'
import { transcript } from '../support/command.ts'

// What somebody could write into a manifest so that a person, a program or a run sees something else than there is.

const head = 'region: us-east-1\nversion: 2021-03-15\n'
const lock = 'version: 1\norganization: { id: o-a1b2c3d4e5, management_account: "111111111111", root: r-ab12 }\n'
const resource = (name: string, file: string, more = '') =>
  `  - name: ${name}\n    resource_file: ${file}\n    deploy_method: scp\n    deployment_targets: { organizational_units: [Root] }\n${more}`
const policy = (statement: object, times = 1) =>
  JSON.stringify({ Version: '2012-10-17', Statement: Array(times).fill(statement) })

async function said(files: Record<string, string>, args = ['validate']): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'review-a-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return await transcript(folder, args)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('an open error is not crowded out by acknowledged ones', async () => {
  const means = '    holdfast: { acknowledge: [{ code: locks-everybody-out, reason: x }] }\n'
  const numbers = [0, 1, 2, 3, 4, 5]
  const everything = policy({ Effect: 'Deny', Action: '*', Resource: '*' }, 190)
  const files = Object.fromEntries(numbers.map((n) => [`p${n}.json`, everything]))
  const manifest = `${head}resources:\n${numbers.map((n) => resource(`a${n}`, `p${n}.json`, means)).join('')}${resource('zz', 'missing.json')}`
  expect(await said({ ...files, 'manifest.yaml': manifest, 'manifest.lock.yaml': lock })).toContain('exit code 1')
})

test('SARIF of a file whose name has half a character', async () => {
  const files = {
    'a\ufffd.json': policy({ Effect: 'Deny', Action: 'x', Resource: '*' }),
    'manifest.yaml': `${head}resources:\n${resource('a', '"a\\ud800.json"')}`,
  }
  expect(await said(files, ['validate', '--format', 'sarif'])).not.toContain('URIError')
})

test('a URL is shown with the host that is asked', () => {
  expect(shownUrl('https://evil.example\\@github.com/policy.json')).toContain('evil.example')
})

test('a stranger does not choose what is read with our credentials', async () => {
  const object = jest.fn(async () => (async function* () {})())
  const https = async (url: string) =>
    url.includes('stranger')
      ? new Response(null, { status: 302, headers: { location: 'https://private.s3.eu-west-1.amazonaws.com/state' } })
      : new Response('', { status: 403 })
  const bounds = { most: 1_000, region: 'us-east-1', signal: new AbortController().signal }
  await fetchRemote('https://stranger.example/t.yaml', bounds, { https, object }).catch(() => null)
  expect(object).not.toHaveBeenCalled()
})

test('hints know no inherited keys', async () => {
  const manifest = `${head}resources:\n${resource('a', 'a.json', '    constructor: 1\n')}`
  const files = { 'a.json': policy({ Effect: 'Deny', Action: 'a:b', Resource: '*' }), 'manifest.yaml': manifest }
  expect(await said(files)).not.toContain('native code')
})

test('JSON carries no control or direction characters', async () => {
  const means = '    holdfast: { acknowledge: [{ code: policy-doubtful, reason: "x\\u009b31m\\u202e" }] }\n'
  const manifest = `${head}resources:\n${resource('a', 'a.json', means)}`
  const files = { 'a.json': policy({ Effect: 'Deny', Action: 'S3:b', Resource: '*' }), 'manifest.yaml': manifest }
  expect(await said(files, ['validate', '--format', 'json'])).not.toMatch(/[\u007f-\u009f\u202e]/)
})

test('names with characters that nobody sees are refused', async () => {
  const manifest = `${head}resources:\n${resource('"a\\u061c\\u00ad\\U000E0041\\u3164\\ud800"', 'a.json')}`
  const files = { 'a.json': policy({ Effect: 'Deny', Action: 'a:b', Resource: '*' }), 'manifest.yaml': manifest }
  expect(await said(files)).toContain('control-character')
})

test('no more than 1,000 problems and one', async () => {
  const names = Array.from({ length: 3_000 }, (_, n) => `n${n}`).join(', ')
  const manifest = `${head}resources:\n${resource('a', 'a.json').replace('organizational_units: [Root]', `accounts: [${names}]`)}`
  const files = { 'a.json': policy({ Effect: 'Deny', Action: 'a:b', Resource: '*' }), 'manifest.yaml': manifest }
  const text = await said({ ...files, 'manifest.lock.yaml': lock })
  expect(text.split('not-locked').length - 1).toBeLessThanOrEqual(1_000)
})
