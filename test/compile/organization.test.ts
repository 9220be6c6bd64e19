import fc from 'fast-check'
import { stringify } from 'yaml'
import {
  compileManifest,
  compileOrganization,
  organizationFor,
  resolveNames,
  toOrganization,
} from '../../compile/index.ts'
import type { OrganizationDocument } from '../../schemas/types/organization.ts'
import { memoryReader } from './folder.ts'

const compile = (text: string) => compileOrganization({ bytes: new TextEncoder().encode(text), file: 'o.yaml' })

const head = `kind: holdfast.organization
version: 1
organization: { id: o-exampleorg1, management_account: "111111111111" }
`
const tree = `${head}root:
  id: r-ab12
  policy_types: [SERVICE_CONTROL_POLICY, TAG_POLICY]
  accounts:
    - { id: "111111111111", name: management }
  organizational_units:
    - id: ou-ab12-0000000b
      name: Workloads
      policies: [p-FullAWSAccess, p-a1b2c3d4, p-tagtagtag]
      organizational_units:
        - id: ou-ab12-0000000a
          name: Prod
          policies: []
          accounts:
            - { id: 012345678901, name: shop, joined: "2024-01-01T00:00:00Z", state: SUSPENDED }
policies:
  - { id: p-tagtagtag, name: tags, type: TAG_POLICY }
  - id: p-a1b2c3d4
    name: deny
    type: SERVICE_CONTROL_POLICY
    tags: { owner: team }
    content: { Version: "2012-10-17", Statement: [] }
`

function read(text: string) {
  const { document, problems } = compile(text)
  expect(problems).toEqual([])
  if (document === null) throw new Error('no document')
  return toOrganization(document)
}

describe('an organization file', () => {
  test('becomes what core knows of an organization, in order, everything read', () => {
    const organization = read(tree)
    expect(organization).toMatchObject({
      id: 'o-exampleorg1',
      managementAccount: '111111111111',
      root: { id: 'r-ab12', name: 'Root' },
      enabledTypes: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY'],
      organizationalUnits: [
        { id: 'ou-ab12-0000000a', name: 'Prod', parentId: 'ou-ab12-0000000b' },
        { id: 'ou-ab12-0000000b', name: 'Workloads', parentId: 'r-ab12' },
      ],
      accounts: [
        {
          id: '012345678901',
          name: 'shop',
          parentId: 'ou-ab12-0000000a',
          state: 'SUSPENDED',
          joined: Date.UTC(2024, 0),
        },
        { id: '111111111111', name: 'management', parentId: 'r-ab12', state: 'ACTIVE', joined: null },
      ],
      gone: [],
      unread: [],
    })
    expect(
      organization.policies.map(({ id, awsManaged, content, tags }) => ({ id, awsManaged, content, tags })),
    ).toEqual([
      {
        id: 'p-FullAWSAccess',
        awsManaged: true,
        content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        tags: undefined,
      },
      {
        id: 'p-a1b2c3d4',
        awsManaged: false,
        content: '{"Version":"2012-10-17","Statement":[]}',
        tags: { owner: 'team' },
      },
    ])
  })

  test('has full access attached where no policies are listed, and nothing where the list is empty', () => {
    expect(read(tree).attachments.map(({ policyId, targetId }) => `${policyId} ${targetId}`)).toEqual([
      'p-FullAWSAccess 012345678901',
      'p-FullAWSAccess 111111111111',
      'p-FullAWSAccess ou-ab12-0000000b',
      'p-FullAWSAccess r-ab12',
      'p-a1b2c3d4 ou-ab12-0000000b',
    ])
  })

  test('is complete: every policy, every target', () => {
    const { read: complete } = read(tree)
    expect(complete).toMatchObject({
      policyLists: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
      policyTargets: ['p-FullAWSAccess', 'p-a1b2c3d4'],
      accounts: true,
      organizationalUnits: true,
    })
    expect(complete.targetPolicies).toHaveLength(2 * 5)
  })

  test('is complete in nothing where something could not be read', () => {
    const organization = read(`${tree}unread: [the accounts of Prod]\n`)
    expect(organization.unread).toEqual(['the accounts of Prod'])
    expect(organization.read).toEqual({
      policyLists: [],
      policyTargets: [],
      targetPolicies: [],
      accounts: false,
      organizationalUnits: false,
    })
  })

  test('has no policy types but SCPs where it does not say', () => {
    const organization = read(`${head}root: { id: r-ab12, accounts: [{ id: "111111111111", name: m }] }\n`)
    expect(organization.enabledTypes).toEqual(['SERVICE_CONTROL_POLICY'])
    expect(organization.policies.map(({ id }) => id)).toEqual(['p-FullAWSAccess'])
  })

  test('both full-access policies are there where both types are enabled', () => {
    const types = 'policy_types: [SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY]'
    const organization = read(`${head}root: { id: r-ab12, ${types}, accounts: [{ id: "111111111111", name: m }] }\n`)
    expect(organization.attachments.map(({ policyId }) => policyId)).toEqual([
      'p-FullAWSAccess',
      'p-FullAWSAccess',
      'p-RCPFullAWSAccess',
      'p-RCPFullAWSAccess',
    ])
  })

  test('says all that is wrong with it, each at its place', () => {
    const shape = compile(
      tree.replace('r-ab12\n', 'root\n').replace('SUSPENDED', 'GONE').replace('name: Prod', 'nmae: Prod'),
    )
    expect(shape.document).toBeNull()
    expect(shape.problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '5:7 wrong-form',
      '15:11 unknown-key',
      '18:86 wrong-value',
    ])
    const references = compile(
      tree
        .replace('p-a1b2c3d4, ', 'p-a1b2c3d5, ')
        .replace('ou-ab12-0000000a', 'ou-ab12-0000000b')
        .replace('2024-01-01T', '2024-13-01T'),
    )
    expect(references.document).toBeNull()
    expect(references.problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '12:35 unknown-policy',
      '14:15 repeated-id',
      '18:55 wrong-date',
    ])
  })

  test('without its management account is strange, not wrong', () => {
    const { document, problems } = compile(`${head}root: { id: r-ab12 }\n`)
    expect(document).not.toBeNull()
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning no-management-account'])
  })

  test.each(['', '[]', '{', 'kind: holdfast.plan\nversion: 1\n'])('is not %j', (text) => {
    const { document, problems } = compile(text)
    expect(document).toBeNull()
    expect(problems.length).toBeGreaterThan(0)
  })
})

describe('the organization that a manifest describes', () => {
  const isName = (name: string) => !/^(root$|(r|ou)-)/i.test(name)
  const segment = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 -]{0,8}[A-Za-z0-9]$/).filter(isName)
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join(':'))
  const unitId = fc.stringMatching(/^[0-9a-f]{8}$/).map((id) => `ou-ab12-${id}`)
  const accountId = fc.stringMatching(/^\d{12}$/)
  const units = fc.uniqueArray(fc.oneof(path, unitId), { maxLength: 6 })
  const accounts = fc.uniqueArray(fc.oneof(segment, accountId), { maxLength: 6 })

  const compileFor = (
    targets: { organizational_units: string[]; accounts: string[] },
    lock: Parameters<typeof organizationFor>[1],
  ) => {
    const resource = { name: 'deny', resource_file: 'deny.json', deploy_method: 'scp', deployment_targets: targets }
    const manifest = stringify(
      { region: 'eu-west-1', version: '2021-03-15', resources: [resource] },
      { defaultStringType: 'QUOTE_DOUBLE' },
    )
    const policy = '{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "a:*", "Resource": "*" } }'
    const files = { 'manifest.yaml': manifest, 'deny.json': policy }
    return compileManifest({ read: memoryReader(files), file: 'manifest.yaml', lock, commit: null })
  }

  const allIds = (document: OrganizationDocument): string[] => {
    const organization = toOrganization(document)
    return [...organization.organizationalUnits, ...organization.accounts].map(({ id }) => id)
  }

  test('has every name once and every id, so that the manifest resolves in it; twice the same', () => {
    fc.assert(
      fc.property(units, accounts, (organizational_units, names) => {
        const targets = { organizational_units: ['Root', ...organizational_units], accounts: names }
        const { unresolved, ids, problems } = compileFor(targets, null)
        expect(problems).toEqual([])
        const document = organizationFor(unresolved, null, '123456789012', ids)
        expect(organizationFor(unresolved, null, '123456789012', ids)).toEqual(document)
        const compiled = compileOrganization({ bytes: new TextEncoder().encode(stringify(document)), file: 'o.yaml' })
        expect(compiled.problems).toEqual([])
        const resolved = resolveNames(unresolved, toOrganization(document), null)
        expect(resolved.problems).toEqual([])
        const { manifest } = compileFor(targets, resolved.lock)
        const known = new Set([...allIds(document), document.root.id])
        for (const { id } of manifest?.policies[0]?.targets ?? [{ id: 'no manifest' }]) expect(known).toContain(id)
        // and from the lock comes the same tree with the same ids
        const again = toOrganization(organizationFor([], resolved.lock, '999999999999', ids))
        expect(resolveNames(unresolved, again, null).lock).toEqual(resolved.lock)
      }),
      { numRuns: 200 },
    )
  })

  test('has three accounts in each OU, and the management account', () => {
    const { unresolved } = compileFor(
      { organizational_units: ['Workloads:Prod'], accounts: ['workloads-prod-1'] },
      null,
    )
    const document = organizationFor(unresolved, null, '123456789012')
    expect(document.organization.management_account).toBe('123456789012')
    expect(document.root.accounts?.map(({ name }) => name)).toEqual(['workloads-prod-1', 'management'])
    const [workloads] = document.root.organizational_units ?? []
    expect(workloads?.accounts?.map(({ name }) => name)).toEqual(['workloads-1', 'workloads-2', 'workloads-3'])
    expect(workloads?.organizational_units?.[0]?.accounts?.map(({ name }) => name)).toEqual([
      'workloads-prod-2',
      'workloads-prod-3',
      'workloads-prod-4',
    ])
  })

  test('takes the name management for the management account', () => {
    const { unresolved } = compileFor({ organizational_units: [], accounts: ['management'] }, null)
    const document = organizationFor(unresolved, null, '123456789012')
    expect(document.root.accounts?.map(({ id, name }) => `${id} ${name}`)).toEqual(['123456789012 management'])
  })

  test('makes no id that somebody has already', () => {
    const { unresolved } = compileFor({ organizational_units: ['Workloads'], accounts: [] }, null)
    const [unit] = organizationFor(unresolved, null, '123456789012').root.organizational_units ?? []
    const ids = [unit?.id ?? '', unit?.accounts?.[0]?.id ?? '']
    const given = ids.map((id) => ({ id }))
    const all = allIds(organizationFor(unresolved, null, '123456789012', given))
    expect(new Set(all).size).toBe(all.length)
    expect(all).toEqual(expect.arrayContaining(ids))
  })

  test('gives nobody the name of another', () => {
    const locked = { management: '444455556666', 'account-777788889999': '888899990000' }
    const lock = {
      version: 1 as const,
      organization: { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' },
    }
    const document = organizationFor([], { ...lock, accounts: locked }, '123456789012', [{ id: '777788889999' }])
    expect(document.root.accounts?.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '444455556666 management',
      '888899990000 account-777788889999',
      '777788889999 account-777788889999-1',
      '111111111111 management-1',
    ])
  })

  test('has the root that the manifest gives by id', () => {
    const { unresolved, ids } = compileFor({ organizational_units: ['r-zz99'], accounts: [] }, null)
    expect(organizationFor(unresolved, null, '123456789012', ids).root.id).toBe('r-zz99')
  })
})
