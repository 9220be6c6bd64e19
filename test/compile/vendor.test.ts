import { shownUrl, vendorRemotes } from '../../compile/index.ts'
import { urlFault, vendorFile } from '../../compile/lock/vendor.ts'
import { sha256 } from '../../core/digest.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { memoryReader } from './folder.ts'

const url = 'https://example.com/a.json'
const file = vendorFile(url)
const remote = { url, kind: 'policy', isLocked: true, most: 9, file: 'manifest.yaml', line: 5, column: 20 } as const
const bytes = (text: string) => new TextEncoder().encode(text)
const organization = { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' }
const locking = (text: string): LockDocument => ({
  version: 1,
  organization,
  vendor: { [url]: { file, sha256: sha256(text) } },
})
const failed = { why: 'there is no such host', hint: 'Check the URL.' }

/** What comes of one remote file: what was locked, what its copy says, what the remote says. */
const cases: {
  what: string
  locked: string | null
  copy: string | null
  now: string | null
  code?: string
  /** The same with --update. */
  update?: string
  writes?: string
}[] = [
  { what: 'nothing changed', locked: 'a', copy: 'a', now: 'a' },
  { what: 'it is new', locked: null, copy: null, now: 'a', writes: 'a' },
  { what: 'it is new, in the place of something else', locked: null, copy: 'x', now: 'a', writes: 'a' },
  { what: 'its copy is lost', locked: 'a', copy: null, now: 'a', writes: 'a' },
  { what: 'its copy was edited', locked: 'a', copy: 'x', now: 'a', writes: 'a' },
  { what: 'it changed', locked: 'a', copy: 'a', now: 'b', code: 'remote-file-changed', update: 'b' },
  {
    what: 'it changed and its copy is lost',
    locked: 'a',
    copy: null,
    now: 'b',
    code: 'vendored-file-changed',
    update: 'b',
  },
  {
    what: 'it changed and its copy, too',
    locked: 'a',
    copy: 'x',
    now: 'b',
    code: 'vendored-file-changed',
    update: 'b',
  },
  {
    what: 'it was edited to what it is now',
    locked: 'a',
    copy: 'b',
    now: 'b',
    code: 'vendored-file-changed',
    update: 'b',
  },
  { what: 'it is out of reach', locked: 'a', copy: 'a', now: null, code: 'remote-file-unchecked' },
  { what: 'it is out of reach and its copy lost', locked: 'a', copy: null, now: null, code: 'remote-file-unreachable' },
  { what: 'it was never reached', locked: null, copy: null, now: null, code: 'remote-file-unreachable' },
]

test.each(cases)('$what', ({ locked, copy, now, code, update, writes }) => {
  const lock = locked === null ? null : locking(locked)
  const read = memoryReader(copy === null ? {} : { [file]: copy })
  const fetched = [now === null ? { remote, ...failed } : { remote, bytes: bytes(now) }]
  const plain = vendorRemotes(fetched, { lock, read, isUpdating: false })
  expect(plain.problems.map((one) => one.code)).toEqual(code ? [code] : [])
  expect([...plain.copies.values()]).toEqual(writes ? [bytes(writes)] : [])
  expect(plain.taken).toEqual([])
  expect(plain.vendored[url]?.sha256).toBe(locked !== null ? sha256(locked) : now === null ? undefined : sha256(now))

  const asked = vendorRemotes(fetched, { lock, read, isUpdating: true })
  if (!update) expect(asked).toEqual(plain)
  else {
    expect(asked.problems).toEqual([])
    expect([...asked.copies]).toEqual([[file, bytes(update)]])
    expect(asked.taken).toEqual([{ url, before: sha256(locked ?? ''), after: sha256(update) }])
    expect(asked.vendored).toEqual({ [url]: { file, sha256: sha256(update) } })
  }
})

test('what only a stack set needs keeps nobody from locking the rest', () => {
  const template = { ...remote, kind: 'template' } as const
  const { problems } = vendorRemotes([{ remote: template, ...failed }], {
    ...{ lock: null, read: memoryReader({}), isUpdating: false },
  })
  expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['remote-file-unreachable', 'warning']])
})

test('a copy that nobody names any more is told', () => {
  const { vendored, unneeded } = vendorRemotes([], { lock: locking('a'), read: memoryReader({}), isUpdating: false })
  expect([vendored, unneeded]).toEqual([{}, [file]])
})

test.each([
  ['https://example.com/a/deny all.json', /^vendor\/deny-all-[0-9a-f]{12}\.json$/],
  ['https://example.com/../../etc/passwd', /^vendor\/passwd-[0-9a-f]{12}$/],
  ['https://example.com/..', /^vendor\/file-[0-9a-f]{12}$/],
  ['https://example.com/.htaccess', /^vendor\/htaccess-[0-9a-f]{12}$/],
  ['https://example.com/a.json?version=..%2f..%2f', /^vendor\/a-[0-9a-f]{12}\.json$/],
  ['s3://bucket/a\\..\\..\\b.yaml', /^vendor\/a-\.\.-\.\.-b-[0-9a-f]{12}\.yaml$/],
  ['s3://bucket/\u202egnp.exe', /^vendor\/gnp-[0-9a-f]{12}\.exe$/],
  [`s3://bucket/${'x'.repeat(900)}.json`, /^vendor\/x{60}-[0-9a-f]{12}\.json$/],
])('the copy of %j cannot lie elsewhere', (remote, expected) => expect(vendorFile(remote)).toMatch(expected))

test('two remote files with one name have two copies', () =>
  expect(vendorFile('https://a.example.com/x.json')).not.toBe(vendorFile('https://b.example.com/x.json')))

test.each([
  ['http://example.com/a.json', /only https/],
  ['ftp://example.com/a.json', /only https/],
  ['file:///etc/passwd', /only https/],
  ['https://', /only https/],
  ['s3://bucket', /not the address of an object/],
  ['s3://bucket/', /not the address of an object/],
  ['s3://<BUCKET>/key', /not the address of an object/],
  ['https://user:secret@example.com/a.json', /password/],
  ['https://bucket.s3.eu-west-1.amazonaws.com/a?X-Amz-Credential=x&X-Amz-Signature=secret', /password/],
  ['https://example.com/a.json?token=secret', /password/],
  [`https://example.com/${'x'.repeat(2_000)}`, /too long/],
])('%s is not fetched, and no secret is printed', (remote, says) => {
  const fault = urlFault(remote)
  expect(fault?.says).toMatch(says)
  expect(fault?.hint).toMatch(/commit the file/)
  expect(shownUrl(remote)).not.toContain('secret')
})

test.each([
  'https://example.com/a.json?ref=main',
  's3://bucket/a b.json',
  'S3://Old_Bucket/a?b',
  'HTTPS://example.com/a',
])('%s is fetched', (remote) => expect(urlFault(remote)).toBeNull())
