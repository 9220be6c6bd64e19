import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { transcript } from '../support/command.ts'

// What commands say of exemptions.yaml, at one moment.

const files = {
  'manifest.yaml': `region: eu-west-1
version: 2021-03-15
resources:
  - { name: deny, resource_file: deny.json, deploy_method: scp, deployment_targets: { organizational_units: [Prod], accounts: [payments] } }
`,
  'deny.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}',
  'manifest.lock.yaml': `version: 1
organization: { id: o-exampleorg, management_account: "111111111111", root: r-ab12 }
organizational_units: { Prod: ou-ab12-00000002 }
accounts: { payments: "444455556666" }
policies: { scp: [deny], rcp: [] }
`,
  'organization.yaml': `kind: holdfast.organization
version: 1
organization: { id: o-exampleorg, management_account: "111111111111" }
root:
  id: r-ab12
  accounts: [{ id: "111111111111", name: management }]
  organizational_units:
    - { id: ou-ab12-00000002, name: Prod, accounts: [{ id: "444455556666", name: payments }] }
`,
  'exemptions.yaml': `exemptions:
${entry('EX-13', 'account: payments', '2026-11-19', '2026-11-20')}
${entry('EX-14', 'organizational_unit: Prod', '2026-11-20T10:00:00Z', '2026-11-24T18:00:00+01:00')}
${entry('EX-15', 'account: payments', '2026-11-30', '2026-12-05')}
`,
}

function entry(id: string, target: string, from: string, until: string): string {
  return `  - { id: ${id}, policy: deny, target: { ${target} }, reason: An outage of billing needs root, ticket: "OPS-${id}", requested_by: alice, approvers: [bob], not_before: "${from}", expires_at: "${until}" }`
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-exempt-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const said = (...args: string[]) => at('2026-11-22T12:00:00Z', ...args)
function at(time: string, ...args: string[]): Promise<string> {
  const clock = { now: () => Date.parse(time), sleep: async () => {} }
  return transcript(folder, [...args, '--frozen', '--organization', 'organization.yaml'], { clock })
}
const valid = (time: string, ...args: string[]) =>
  transcript(folder, ['validate', ...args], { clock: { now: () => Date.parse(time), sleep: async () => {} } })
const after = (text: string, mark: string) => text.slice(text.indexOf(mark))

test('status says what holds now first, with the time that is left, in lines of 80 characters', async () => {
  const text = await said('status')
  expect(after(text, 'Exemptions')).toBe(`Exemptions    1 active
  active    SCP deny at Prod (ou-ab12-00000002) until 2026-11-24T17:00:00Z, in 2
            days 5 h. It is not attached there. EX-14, OPS-EX-14: An outage of
            billing needs root
  coming    SCP deny at payments (444455556666) from 2026-11-30T00:00:00Z until
            2026-12-05T00:00:00Z. EX-15, OPS-EX-15: An outage of billing needs
            root
  ended     SCP deny at payments (444455556666) is enforced again since
            2026-11-20T00:00:00Z. EX-13, OPS-EX-13: An outage of billing needs
            root
Incidents     none known in this folder
`)
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('a plan leaves the place alone and says so; at the end of the exemption it does not', async () => {
  const text = await said('plan')
  expect(after(text, 'Exempt').split('\nIt reaches')[0]).toBe(`Exempt: missing, and left so
  SCP deny at Prod (ou-ab12-00000002) until 2026-11-24T17:00:00Z: EX-14,
    OPS-EX-14

Plan: 1 to create, 1 to attach. 1 exempt place left alone.`)
  expect(await said('plan', '--format', 'markdown')).toContain(
    '### Exempt: missing, and left so\n\n```text\nSCP deny at Prod (ou-ab12-00000002) until 2026-11-24T17:00:00Z: EX-14, OPS-EX-14\n```\n',
  )
  const later = await at('2026-11-24T17:00:00Z', 'plan')
  expect(later).not.toContain('Exempt')
  expect(later).toContain('Plan: 1 to create, 2 to attach.\n')
})

test('what differs by an exemption alone is in sync, and says for how many places', async () => {
  const attached = `policies:
  - { id: p-00000001, name: deny, type: SERVICE_CONTROL_POLICY, content: ${files['deny.json']}, tags: { holdfast: deny } }
`
  const document = files['organization.yaml']
    .replace('id: r-ab12\n', 'id: r-ab12\n  policy_types: [SERVICE_CONTROL_POLICY]\n')
    .replace('name: payments }', 'name: payments, policies: [p-FullAWSAccess, p-00000001] }')
  writeFileSync(join(folder, 'organization.yaml'), document + attached)
  expect(await said('plan')).toContain(
    'No changes. The organization is as the manifest says, but for 1 exempt place.\n',
  )
  expect(await said('plan', '--format', 'markdown')).toContain(
    '**No changes. The organization is as the manifest says, but for 1 exempt place.**',
  )
  expect(await said('status', '--exit-code')).toContain(
    'In sync: the organization is as the manifest says, but for 1 exempt place.\n',
  )
  expect(await at('2026-11-25T00:00:00Z', 'status', '--exit-code')).toContain('exit code 2')
})

test('documents say it as their schemas have it', async () => {
  const schemas = join(__dirname, '../../schemas')
  const ajv = new Ajv({ strict: false })
  for (const name of ['problem', 'problems', 'change', 'exemption', 'plan', 'status'])
    ajv.addSchema(JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), 'utf8')))
  const documentOf = (text: string, name: string) => {
    const document = JSON.parse(text.slice(text.indexOf('{')))
    ajv.validate(`${name}.schema.json`, document)
    expect(ajv.errors).toBeNull()
    return document
  }
  const plan = documentOf(await said('plan', '--format', 'json'), 'plan')
  const key = 'attach/SCP/deny/ou-ab12-00000002'
  expect(plan.exempt).toMatchObject([{ exemption: 'EX-14', until: '2026-11-24T17:00:00.000Z', change: { key } }])
  const status = documentOf(await said('status', '--format', 'json'), 'status')
  const states = (of: { state: string; isMissing: boolean }[]) => of.map((one) => [one.state, one.isMissing])
  expect(states(status.exemptions)).toEqual([
    ['ended', false],
    ['active', true],
    ['coming', false],
  ])
  const problems = documentOf(await valid('2026-11-22T12:00:00Z', '--format', 'json'), 'problems')
  expect(states(problems.exemptions)).toEqual([
    ['ended', null],
    ['active', null],
    ['coming', null],
  ])
})

test.each([
  ['2026-11-19T23:59:59Z', 'no problems', false],
  ['2026-11-20T00:00:00Z', 'info exemption-expired', false],
  ['2026-11-26T23:59:59Z', 'info exemption-expired', false],
  ['2026-11-27T00:00:00Z', 'warning exemption-expired', true],
])('at %s one that ended on the 20th is %s, and never an error', async (time, text, isRefused) => {
  expect(await valid(time)).toContain(text)
  expect(await valid(time)).not.toContain('exit code')
  expect((await valid(time, '--strict')).includes('exit code 1')).toBe(isRefused)
})
