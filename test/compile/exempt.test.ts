import { compileLock, compileManifest } from '../../compile/index.ts'
import { memoryReader } from './folder.ts'

// What a manifest is with the exemptions beside it. The words of each mistake are in cases/.

const files = {
  'manifest.yaml': `region: eu-west-1
version: 2021-03-15
holdfast: { exemptions: { max_days: 30 } }
resources:
  - { name: deny, resource_file: deny.json, deploy_method: scp, deployment_targets: { accounts: [payments] } }
  - name: each
    resource_file: deny.json
    deploy_method: scp
    deployment_targets: {}
    holdfast: { each_account_in: [{ organizational_unit: Workloads }] }
`,
  'deny.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}',
  'manifest.lock.yaml': `version: 1
organization: { id: o-exampleorg, management_account: "111111111111", root: r-ab12 }
organizational_units: { Workloads: ou-ab12-00000001 }
accounts: { payments: "444455556666" }
`,
}

interface Entry {
  id?: string
  policy?: string
  target?: string
  from?: string
  until?: string
}

const entry = ({ id = 'EX-1', policy = 'deny', target = 'account: payments', ...time }: Entry = {}) =>
  `  - { id: ${id}, policy: ${policy}, target: { ${target} }, reason: An outage of billing needs root, ticket: T, requested_by: alice, approvers: [bob], not_before: "${time.from ?? '2026-11-20'}", expires_at: "${time.until ?? '2026-11-25'}" }\n`

const noon = Date.parse('2026-11-22T12:00:00Z')

function compile(exemptions: string | null, now: number | undefined = noon) {
  const read = memoryReader({ ...files, ...(exemptions !== null && { 'exemptions.yaml': exemptions }) })
  const { lock } = compileLock({ read, file: 'manifest.lock.yaml' })
  return compileManifest({ read, file: 'manifest.yaml', lock, commit: null, ...(now !== undefined && { now }) })
}

const register = (...entries: Entry[]) => `exemptions:\n${entries.map(entry).join('')}`
const codes = ({ problems }: ReturnType<typeof compile>) => problems.map(({ code }) => code)

test.each([
  ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20T10:00Z', '2026-11-20T10:00:00.000Z'],
  ['2026-11-20T10:00:30.5Z', '2026-11-20T10:00:30.500Z'],
  ['2026-11-20T00:30:00+01:00', '2026-11-19T23:30:00.000Z'],
  ['2026-11-20T23:30:00-05:00', '2026-11-21T04:30:00.000Z'],
])('%s is %s', (from, time) => {
  const { manifest } = compile(register({ from }))
  expect(new Date(manifest?.exemptions[0]?.from ?? 0).toISOString()).toBe(time)
})

test.each([
  '2026-11-20T10:00:00',
  '2026-11-20 10:00:00Z',
  '20.11.2026',
  '2026-02-29',
  '2026-02-30T10:00:00Z',
  '2026-11-20T24:00:00Z',
  '2026-11-20T10:60:00Z',
  '2026-11-20T10:00:00+24:00',
  '+002026-11-20T10:00:00Z',
  'now',
])('%s is no time', (from) => {
  expect(codes(compile(register({ from })))).toEqual(['wrong-date'])
})

test.each([['Alice'], ['@alice'], ['" alice "'], ['"\uff20\uff41lice"'], ['"ali\u200bce"'], ['"@ alice"']])(
  'who asked is not who approved, as %s either',
  (name) => {
    expect(codes(compile(register({}).replace('[bob]', `[bob, ${name}]`)))).not.toEqual([])
    expect(compile(register({}).replace('[bob]', `[bob, ${name}]`)).manifest).toBeNull()
  },
)

test('the longest that an exemption may last is the manifest’s to say', () => {
  expect(codes(compile(register({ from: '2026-11-01', until: '2026-12-01' })))).toEqual([])
  expect(codes(compile(register({ from: '2026-11-01', until: '2026-12-01T00:00:01Z' })))).toEqual(['out-of-range'])
})

test('without the file, with an empty list, and with an empty file', () => {
  const digest = compile(null).manifest?.digest
  expect(compile('exemptions: []\n').manifest?.digest).toBe(digest)
  expect(codes(compile(''))).toEqual(['missing-key'])
  expect(compile(register({})).manifest?.digest).not.toBe(digest)
})

test('what is compiled does not depend on the time, nor on the order in which it is written', () => {
  const entries = [{ id: 'EX-2', policy: 'each', from: '2026-11-19' }, { id: 'EX-1' }]
  const text = register(...entries)
  const digests = [noon, noon + 1e12, undefined].map((now) => compile(text, now).manifest?.digest)
  expect(new Set([...digests, compile(register(...entries.reverse())).manifest?.digest])).toEqual(new Set([digests[0]]))
  expect(compile(text).manifest?.exemptions.map(({ id }) => id)).toEqual(['EX-2', 'EX-1'])
})

test('what is over may name what is gone: it is told that it is over, and fails nothing', () => {
  const text = register({ id: 'EX-1', policy: 'gone' }, { id: 'EX-2', target: 'account: closed' })
  expect(codes(compile(text)).sort()).toEqual(['unknown-policy'])
  expect(compile(text).unresolved.map(({ name }) => name)).toEqual(['closed'])
  const later = compile(text, noon + 1e12)
  expect([codes(later), later.unresolved, later.manifest?.exemptions]).toEqual([
    ['exemption-expired', 'exemption-expired'],
    [],
    [],
  ])
})

test('a name that the lock lacks is looked up like those of the manifest, and keeps it from being compiled', () => {
  const { manifest, unresolved, problems } = compile(register({ policy: 'each', target: 'account: billing' }))
  expect([manifest, problems]).toEqual([null, []])
  expect(unresolved).toEqual([{ kind: 'account', name: 'billing', file: 'exemptions.yaml', line: 2, column: 50 }])
})

test('an account by its id is the one that the manifest names', () => {
  const { manifest } = compile(register({ target: 'account: "444455556666"' }))
  expect(manifest?.exemptions).toMatchObject([{ target: { id: '444455556666' } }])
})

test('nobody writes more than can be reviewed', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => ({
    id: `EX-${at}`,
    policy: 'each',
    target: `account: "${1e11 + at}"`,
  }))
  expect(codes(compile(register(...many)))).toEqual(['too-long'])
})
