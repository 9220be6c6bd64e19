import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import {
  checkLock,
  compileLock,
  compileManifest,
  compileOrganization,
  renderLock,
  resolveNames,
  toOrganization,
} from '../../compile/index.ts'
import { matches } from '../../compile/policy/glob.ts'
import { allPolicyTypes, awsQuotas } from '../../core/policy/type.ts'
import { folderReader } from './folder.ts'

// This repository's own manifest, policies, lock and example: what everybody sees first.

const root = join(__dirname, '../..')
const read = folderReader(root)
const lockFile = 'manifest.lock.yaml'
const { lock } = compileLock({ read, file: lockFile })
const compiled = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
const bytes = readFileSync(join(root, 'examples/organization.yaml'))
const { document, problems } = compileOrganization({ bytes, file: 'examples/organization.yaml' })
if (document === null) throw new Error(JSON.stringify(problems))
const organization = toOrganization(document)

test('the manifest has no problem, not even a warning, but for what it means to be so', () => {
  const acknowledged = [{ code: 'locks-out-break-glass', file: 'policies/scp/deny-leave-organization.json' }]
  expect(compiled.problems).toMatchObject(acknowledged)
  for (const problem of compiled.problems) expect(problem.acknowledged).toMatch(/^[A-Z].{20,}\.$/)
  expect(compiled.unresolved).toEqual([])
  expect(compiled.manifest?.policies.length).toBeGreaterThanOrEqual(8)
})

test('the manifest shows what there is: the root, OUs and an account, explained to a reviewer', () => {
  const policies = compiled.manifest?.policies ?? []
  const kinds = new Set(
    policies.flatMap(({ targets }) => targets.map(({ id }) => id.replace(/[-\d].*/, '') || 'account')),
  )
  expect([...kinds].sort()).toEqual(['account', 'ou', 'r'])
  for (const { description } of policies) expect(description).toMatch(/^[A-Z].{30,}\.$/)
  expect(new Set(policies.map(({ type }) => type))).toEqual(new Set(allPolicyTypes))
})

test('an account of the example joined lately, so that accounts that join have their policy on day one', () => {
  const scopes = (compiled.manifest?.policies ?? []).flatMap(({ eachAccountIn }) => eachAccountIn)
  expect(scopes).toEqual([
    { id: 'ou-ab12-sandbox0', path: 'Sandbox', joinedAfter: null, except: [] },
    { id: 'r-ab12', path: 'Root', joinedAfter: Date.parse('2026-11-01'), except: [] },
  ])
  const lately = organization.accounts.filter(({ joined }) => (joined ?? 0) >= (scopes[1]?.joinedAfter ?? 0))
  expect(lately.map(({ name }) => name)).toEqual(['sandbox-chen'])
})

test('the lock is what resolving the manifest in the example makes', () => {
  const { unresolved } = compileManifest({ read, file: 'manifest.yaml', lock: null, commit: null })
  const resolved = resolveNames(unresolved, organization, null)
  expect(resolved.problems).toEqual([])
  const policies = lock?.policies && { policies: compiled.policies }
  const text = resolved.lock === null ? '' : renderLock({ ...resolved.lock, ...policies })
  if (process.env.UPDATE_CASES) writeFileSync(join(root, lockFile), text)
  expect(readFileSync(join(root, lockFile), 'utf8')).toBe(text)
  expect(lock === null ? null : checkLock(lock, organization, lockFile)).toEqual([])
})

test('the example has 25 accounts, one of them suspended, and leaves room for every policy', () => {
  expect(problems).toEqual([])
  expect(organization.accounts).toHaveLength(25)
  expect(organization.accounts.filter(({ state }) => state === 'SUSPENDED')).toHaveLength(1)
  const { slots } = awsQuotas.SERVICE_CONTROL_POLICY
  for (const { id } of [...organization.organizationalUnits, ...organization.accounts]) {
    const attached = organization.attachments.filter(({ targetId }) => targetId === id).length
    const wanted = compiled.manifest?.policies.filter(
      ({ type, targets, eachAccountIn }) =>
        type === 'SERVICE_CONTROL_POLICY' && (eachAccountIn.length > 0 || targets.some((target) => target.id === id)),
    ).length
    expect(attached + (wanted ?? 0)).toBeLessThanOrEqual(slots)
  }
})

test('no list in a policy names anything twice', () => {
  for (const { name, content } of compiled.manifest?.policies ?? [])
    JSON.parse(content, (key, value) => {
      if (Array.isArray(value) && key !== 'Statement')
        expect([name, key, value]).toEqual([name, key, [...new Set(value)]])
      return value
    })
})

test('a policy whose Deny could lock its keepers out exempts them, in every partition', () => {
  // what no keeper ever needs to do
  const exemptNobody = ['deny-leave-organization', 'deny-root-user']
  for (const { name, type, content } of compiled.manifest?.policies ?? []) {
    expect(content).not.toContain('arn:aws:')
    for (const statement of JSON.parse(content).Statement) {
      expect(statement).toMatchObject({
        Sid: expect.stringMatching(/^[A-Za-z0-9]+$/),
        Effect: 'Deny',
        Resource: expect.anything(),
      })
      // an RCP meets principals of everybody: a role that is exempt by its name could be made in any account
      if (type === 'RESOURCE_CONTROL_POLICY') {
        expect(JSON.stringify(statement)).not.toMatch(/PrincipalArn/i)
        for (const id of JSON.stringify(statement).match(/"o-[a-z0-9]+"/g) ?? [])
          expect(id).toBe(`"${lock?.organization.id}"`)
      }
      if (exemptNobody.includes(name) || type === 'RESOURCE_CONTROL_POLICY') continue
      const exempt = statement.Condition.ArnNotLike['aws:PrincipalArn']
      expect(exempt).toContain('arn:*:iam::*:role/AWSControlTowerExecution')
      expect(exempt).toContain('arn:*:iam::*:role/stacksets-exec-*')
      expect(exempt.join()).toContain('AWSReservedSSO_BreakGlass_')
    }
  }
})

test('a role that is exempt by its name can be made or changed by nobody else', () => {
  const policies = compiled.manifest?.policies ?? []
  const statements = (content: string) => JSON.parse(content).Statement
  const exempt = policies.flatMap(({ content }) =>
    statements(content).flatMap(
      ({ Condition }: { Condition?: { ArnNotLike?: object } }) =>
        Object.values(Condition?.ArnNotLike ?? {}).flat() ?? [],
    ),
  )
  const keeper = policies.find(({ name }) => name === 'protect-control-tower-roles')
  const [{ Action, Resource }] = statements(keeper?.content ?? '')
  expect(Action).toEqual(expect.arrayContaining(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy']))
  expect(keeper?.targets).toEqual([{ id: lock?.organization.root, path: 'Root' }])
  // AWS lets nobody make a role below this path
  const open = [...new Set(exempt)].filter((arn) => !arn.startsWith('arn:*:iam::*:role/aws-reserved/'))
  expect(open.length).toBeGreaterThan(0)
  for (const arn of open) expect([arn, Resource.some((pattern: string) => matches(pattern, arn))]).toEqual([arn, true])
})

// CfCT v2.8.4, manifest-v2.schema.yaml: every key, whether it is required, and its type.
const cfct: Record<string, Record<string, { required: boolean; type: string }>> = {
  manifest: {
    region: { required: true, type: 'string' },
    version: { required: true, type: 'string' },
    enable_stack_set_deletion: { required: false, type: 'boolean' },
    resources: { required: false, type: 'resource[]' },
  },
  resource: {
    name: { required: true, type: 'string' },
    description: { required: false, type: 'string' },
    resource_file: { required: true, type: 'string' },
    deployment_targets: { required: true, type: 'targets' },
    parameter_file: { required: false, type: 'string' },
    parameters: { required: false, type: 'parameter[]' },
    deploy_method: { required: true, type: 'string' },
    regions: { required: false, type: 'string[]' },
    export_outputs: { required: false, type: 'output[]' },
  },
  targets: {
    accounts: { required: false, type: 'string[]' },
    organizational_units: { required: false, type: 'string[]' },
  },
  parameter: { parameter_key: { required: true, type: 'string' }, parameter_value: { required: true, type: 'any' } },
  output: { name: { required: true, type: 'string' }, value: { required: true, type: 'string' } },
}

function cfctFaults(value: unknown, type: string, path: string): string[] {
  if (type.endsWith('[]'))
    return Array.isArray(value)
      ? value.flatMap((item, index) => cfctFaults(item, type.slice(0, -2), `${path}[${index}]`))
      : [`${path} is no list`]
  const fields = cfct[type]
  if (fields === undefined) return type === 'any' || typeof value === type ? [] : [`${path} is no ${type}`]
  const members = new Map(Object.entries(value ?? {}))
  return [
    ...[...members.keys()].filter((key) => !Object.hasOwn(fields, key)).map((key) => `${path}.${key} is unknown`),
    ...Object.entries(fields).flatMap(([key, field]) =>
      members.has(key)
        ? cfctFaults(members.get(key), field.type, `${path}.${key}`)
        : field.required
          ? [`${path}.${key} is missing`]
          : [],
    ),
  ]
}

const withoutHoldfast = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutHoldfast)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => key !== 'holdfast')
            .map(([key, member]) => [key, withoutHoldfast(member)]),
        )
      : value

test('without the keys named holdfast a CfCT manifest remains', () => {
  const manifest = parse(readFileSync(join(root, 'manifest.yaml'), 'utf8'))
  expect(cfctFaults(manifest, 'manifest', 'manifest')).toContain('manifest.holdfast is unknown')
  expect(cfctFaults(withoutHoldfast(manifest), 'manifest', 'manifest')).toEqual([])
  // and it means the same to us, our own settings aside, and what only we can attach: to accounts that join
  const onlyOurs = (resource: { holdfast?: object }) =>
    JSON.stringify(resource.holdfast ?? '').includes('each_account_in')
  const joining = manifest.resources.filter(onlyOurs).map(({ name }: { name: string }) => name)
  expect(joining).toEqual(['deny-cdn-purchase'])
  manifest.resources = manifest.resources.filter((resource: object) => !onlyOurs(resource))
  const text = stringify(withoutHoldfast(manifest), { defaultStringType: 'QUOTE_DOUBLE' })
  const again = compileManifest({
    read: (path) => (path === 'manifest.yaml' ? new TextEncoder().encode(text) : read(path)),
    file: 'manifest.yaml',
    lock,
    commit: null,
  })
  // What only holdfast keeps has no entry left: the lock remembers it.
  expect(again.problems).toMatchObject([{ code: 'released', severity: 'warning' }])
  const attached = (manifest: typeof compiled.manifest) =>
    manifest?.policies.map(({ name, targets }) => ({ name, targets })).filter(({ name }) => !joining.includes(name))
  expect(attached(again.manifest)).toEqual(attached(compiled.manifest))
})
