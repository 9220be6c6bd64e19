import fc from 'fast-check'
import {
  checkIds,
  checkLock,
  compileLock,
  compileManifest,
  renderLock,
  resolveNames,
  type Unresolved,
  unlockedNames,
  withPolicies,
} from '../../compile/index.ts'
import { missingTargets } from '../../core/organization/missing.ts'
import { nothingRead, type Organization } from '../../core/organization/organization.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { memoryReader } from './folder.ts'

const file = 'manifest.lock.yaml'
const brief = ({ severity, code, message, hint }: Problem): string => `${severity} ${code} ${message} (${hint})`
const codes = (problems: Problem[]): string[] => problems.map(({ code, path }) => `${code} ${path}`)

const lock: LockDocument = {
  version: 1,
  organization: { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' },
  organizational_units: { Workloads: 'ou-ab12-00000001', 'Workloads:Prod': 'ou-ab12-00000002' },
  accounts: { 'payments-prod': '444455556666' },
}

/** Root > Workloads > Prod with one account, Sandbox beside Workloads; everything read. */
function tree(): Organization {
  const none = nothingRead('o-exampleorg1', '111111111111')
  return {
    ...none,
    root: { id: 'r-ab12', name: 'Root' },
    organizationalUnits: [
      { id: 'ou-ab12-00000001', name: 'Workloads', parentId: 'r-ab12' },
      { id: 'ou-ab12-00000002', name: 'Prod', parentId: 'ou-ab12-00000001' },
      { id: 'ou-ab12-00000003', name: 'Sandbox', parentId: 'r-ab12' },
    ],
    accounts: [
      { id: '111111111111', name: 'management', parentId: 'r-ab12', state: 'ACTIVE', joined: null },
      { id: '444455556666', name: 'payments-prod', parentId: 'ou-ab12-00000002', state: 'ACTIVE', joined: null },
    ],
    read: { ...none.read, accounts: true, organizationalUnits: true },
  }
}

const rename = (organization: Organization, id: string, name: string): void => {
  for (const one of [...organization.organizationalUnits, ...organization.accounts]) if (one.id === id) one.name = name
}

describe('a lock that is written', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
  const hex = fc.stringMatching(/^[0-9a-z]{8}$/)
  const locks: fc.Arbitrary<LockDocument> = fc.record(
    {
      version: fc.constant(1 as const),
      organization: fc.record({
        id: fc.stringMatching(/^o-[a-z0-9]{10}$/),
        management_account: fc.stringMatching(/^\d{12}$/),
        root: fc.stringMatching(/^r-[0-9a-z]{4}$/),
      }),
      organizational_units: fc.dictionary(
        name,
        hex.map((id) => `ou-ab12-${id}`),
      ),
      accounts: fc.dictionary(name, fc.stringMatching(/^\d{12}$/)),
      policies: fc.record({ scp: fc.uniqueArray(name), rcp: fc.uniqueArray(name) }),
      vendor: fc.dictionary(
        name,
        fc.record({
          file: fc.stringMatching(/^vendor\/[a-z]{1,9}\.json$/),
          sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
        }),
      ),
    },
    { requiredKeys: ['version', 'organization'] },
  )

  test('is read back as it was, whatever the names', () => {
    fc.assert(
      fc.property(locks, (written) => {
        const text = renderLock(written)
        const { lock: read, problems } = compileLock({ read: memoryReader({ [file]: text }), file })
        expect(problems).toEqual([])
        expect(canonical(read)).toEqual(canonical(written))
        expect(renderLock(read ?? written)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  // toEqual would not see a member called __proto__
  const canonical = (value: LockDocument | null) => ({
    ...value,
    organizational_units: Object.entries(value?.organizational_units ?? {}).sort(),
    accounts: Object.entries(value?.accounts ?? {}).sort(),
    vendor: Object.entries(value?.vendor ?? {})
      .map(([url, { file, sha256 }]) => [url, file, sha256])
      .sort(),
    policies: value?.policies && { scp: [...value.policies.scp].sort(), rcp: [...value.policies.rcp].sort() },
  })

  test.each([
    '__proto__',
    '<<',
    '*',
    '&a',
    '~',
    'null',
    'true',
    '012',
    '- x',
    '# x',
    'a: b',
    ' ',
    '\u0085\u2028\ufeff',
    'x'.repeat(2000),
  ])('keeps the name %j', (odd) => {
    const text = renderLock({ ...lock, accounts: Object.fromEntries([[odd, '444455556666']]) })
    const { lock: read } = compileLock({ read: memoryReader({ [file]: text }), file })
    expect(Object.entries(read?.accounts ?? {})).toEqual([[odd, '444455556666']])
  })

  test('does not depend on the order of the names', () => {
    const other = {
      ...lock,
      organizational_units: { 'Workloads:Prod': 'ou-ab12-00000002', Workloads: 'ou-ab12-00000001' },
    }
    expect(renderLock(other)).toBe(renderLock(lock))
  })
})

describe('reading a lock', () => {
  const compile = (text: string) => compileLock({ read: memoryReader({ [file]: text }), file })

  test('that is not there is no problem', () => {
    expect(compileLock({ read: () => 'missing', file })).toEqual({ lock: null, problems: [] })
  })

  test.each([
    ['unreadable', 'unreadable-file'],
    ['outside', 'outside-folder'],
    ['too-large', 'too-large-file'],
  ] as const)('that is %s is one', (failure, code) => {
    expect(compileLock({ read: () => failure, file }).problems).toEqual([expect.objectContaining({ code, file })])
  })

  test('finds all mistakes at their place', () => {
    const text = `version: 2
organization: { id: example, management_account: 1, root: r-ab12, extra: x }
organizational_units:
  Workloads: ou-1
  Workloads: ou-ab12-00000001
accounts: { payments-prod: "4444" }
policies: { scp: [a, b, a], sco: [] }
`
    const { lock: read, problems } = compile(text)
    expect(read).toBeNull()
    expect(problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)).toEqual([
      '1:10 wrong-version version must be 1, not 2',
      '2:21 wrong-form id: "example" is not an organization id',
      '2:50 wrong-account-id management_account: YAML reads 1 as the number 1, not as text',
      '2:67 unknown-key unknown key "extra"',
      '4:14 wrong-form Workloads: "ou-1" is not the id of an OU',
      '5:3 repeated-key the key "Workloads" stands here a second time',
      '6:28 wrong-account-id payments-prod: "4444" is not an account id',
      '7:11 missing-key policies has no "rcp"',
      '7:18 repeated-item scp has "a" more than once',
      '7:29 unknown-key unknown key "sco"',
    ])
  })

  test('that is empty is a mistake', () => {
    expect(compile('# nothing\n').problems).toEqual([
      expect.objectContaining({ code: 'missing-key', severity: 'error' }),
    ])
  })
})

describe('resolving names', () => {
  const at = (kind: Unresolved['kind'], name: string, line: number): Unresolved => ({
    kind,
    name,
    file: 'manifest.yaml',
    line,
    column: 9,
  })

  test('makes a lock where there was none', () => {
    const names = [
      at('root', 'Root', 1),
      at('organizational_unit', 'Workloads:Prod', 2),
      at('account', 'payments-prod', 3),
    ]
    expect(resolveNames(names, tree(), null)).toEqual({
      lock: {
        version: 1,
        organization: lock.organization,
        organizational_units: { 'Workloads:Prod': 'ou-ab12-00000002' },
        accounts: { 'payments-prod': '444455556666' },
      },
      problems: [],
    })
  })

  test('appends to a lock and changes nothing that is in it', () => {
    const organization = tree()
    rename(organization, 'ou-ab12-00000002', 'Production')
    const vendor = { 's3://bucket/key': { file: 'vendor/key', sha256: 'a'.repeat(64) } }
    const resolved = resolveNames([at('organizational_unit', 'Sandbox', 1)], organization, { ...lock, vendor })
    expect(resolved.problems).toEqual([])
    expect(resolved.lock).toEqual({
      ...{ ...lock, vendor },
      organizational_units: { ...lock.organizational_units, Sandbox: 'ou-ab12-00000003' },
    })
    expect(lock.organizational_units).not.toHaveProperty('Sandbox')
  })

  test('says where a name is wrong and what could be meant', () => {
    const organization = tree()
    organization.accounts.push({ ...organization.accounts[1], id: '777788889999' } as Organization['accounts'][number])
    const names = [
      at('organizational_unit', 'Workload', 1),
      at('organizational_unit', 'workloads:prod', 2),
      at('organizational_unit', 'Root:Sandbox', 3),
      at('organizational_unit', 'Prod', 4),
      at('organizational_unit', 'Elsewhere', 5),
      at('account', 'managment', 6),
      at('account', 'payments-prod', 7),
      at('account', 'nobody', 8),
    ]
    const { lock: resolved, problems } = resolveNames(names, organization, null)
    expect(resolved?.organizational_units).toBeUndefined()
    expect(resolved?.accounts).toBeUndefined()
    expect(problems.map((one) => `${one.line} ${brief(one)}`)).toEqual([
      '1 error unknown-name the organization has no OU "Workload" (Did you mean "Workloads"?)',
      '2 error unknown-name the organization has no OU "workloads:prod" (Did you mean "Workloads:Prod"?)',
      '3 error unknown-name the organization has no OU "Root:Sandbox" (Paths begin below the root: write "Sandbox".)',
      '4 error unknown-name the organization has no OU "Prod" (Did you mean "Workloads:Prod"? Paths begin below the root.)',
      '5 error unknown-name the organization has no OU "Elsewhere" (Write its path from below the root, like Workloads:Prod, or its id.)',
      '6 error unknown-name the organization has no account "managment" (Did you mean "management"?)',
      '7 error ambiguous-name 2 accounts are called "payments-prod": 444455556666, 777788889999 (Write the id of the one that is meant, in quotes.)',
      '8 error unknown-name the organization has no account "nobody" (Write the name as AWS Organizations shows it, or the id in quotes.)',
    ])
  })

  test('does not take an OU whose name has a colon for a path', () => {
    const organization = tree()
    organization.organizationalUnits.push({ id: 'ou-ab12-00000009', name: 'Workloads:Test', parentId: 'r-ab12' })
    const { problems } = resolveNames([at('organizational_unit', 'Workloads:Test', 1)], organization, null)
    expect(problems.map(({ code }) => code)).toEqual(['unknown-name'])
  })

  test('concludes nothing from what was not read', () => {
    const organization = tree()
    organization.read = { ...organization.read, accounts: false, organizationalUnits: false }
    const names = [
      at('organizational_unit', 'Workloads', 1),
      at('organizational_unit', 'Elsewhere', 2),
      // there could be a second one of that name
      at('account', 'payments-prod', 3),
    ]
    const { lock: resolved, problems } = resolveNames(names, organization, null)
    expect(resolved?.organizational_units).toEqual({ Workloads: 'ou-ab12-00000001' })
    expect(resolved?.accounts).toBeUndefined()
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 organization-not-read',
      '3 organization-not-read',
    ])
  })

  test('refuses another organization than that of the lock', () => {
    const resolved = resolveNames([at('root', 'Root', 1)], { ...tree(), id: 'o-otherorgan' }, lock)
    expect(resolved.lock).toEqual(lock)
    expect(resolved.problems).toEqual([expect.objectContaining({ code: 'organization-mismatch', severity: 'error' })])
  })

  test('makes no lock without a root', () => {
    const resolved = resolveNames([at('root', 'Root', 1)], { ...tree(), root: null }, null)
    expect(resolved.lock).toBeNull()
    expect(resolved.problems.map(({ code }) => code)).toEqual(['organization-not-read'])
  })

  test('survives OUs that contain each other', () => {
    const organization = tree()
    organization.organizationalUnits = [
      { id: 'ou-ab12-0000000a', name: 'A', parentId: 'ou-ab12-0000000b' },
      { id: 'ou-ab12-0000000b', name: 'B', parentId: 'ou-ab12-0000000a' },
    ]
    const { problems } = resolveNames([at('organizational_unit', 'A:B', 1)], organization, null)
    expect(problems.map(({ code }) => code)).toEqual(['unknown-name'])
  })
})

describe('what the manifest lost since it was locked', () => {
  const entry = (name: string, rest = '') =>
    `  - { name: ${name}, resource_file: deny.json, deploy_method: scp, deployment_targets: { organizational_units: [r-ab12] }${rest} }\n`
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'rds:*', Resource: '*' }] }
  const compile = (resources: string, policies: LockDocument['policies'], head = 'region: eu-west-1\n') => {
    const text = `${head}version: 2021-03-15\nresources:${resources ? `\n${resources}` : ' []\n'}`
    const read = memoryReader({ 'manifest.yaml': text, 'deny.json': JSON.stringify(document) })
    return compileManifest({
      ...{ read, file: 'manifest.yaml', commit: null },
      lock: { ...lock, ...(policies && { policies }) },
    })
  }
  const found = (resources: string, policies: LockDocument['policies']) =>
    compile(resources, policies)
      .problems.filter(({ code }) => code !== 'no-resources')
      .map((one) => `${one.file}:${one.line}:${one.column} ${brief(one)}`)
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `p${from + at}`)
  const entries = (from: number, to: number) =>
    names(from, to)
      .map((name) => entry(name))
      .join('')

  test('nothing: neither what is new nor what is retired is missed', () => {
    const resources = entry('a') + entry('b', ', holdfast: { state: absent }') + entry('new')
    expect(found(resources, { scp: ['a', 'b'], rcp: [] })).toEqual([])
    expect(compile(resources, undefined).policies).toEqual({ scp: ['a', 'b', 'new'], rcp: [] })
  })

  test('a lock without a list misses nothing, and one with an empty list neither', () => {
    expect(found('', undefined)).toEqual([])
    expect(found('', { scp: [], rcp: [] })).toEqual([])
  })

  test('a policy is released; one of the same name and another kind does not stand for it', () => {
    expect(found(entry('a') + entry('b'), { scp: ['a', 'gone'], rcp: ['b'] })).toEqual([
      expect.stringMatching(/manifest-shrunk/),
    ])
    expect(found(entry('a') + entry('b'), { scp: ['a', 'b', 'gone'], rcp: ['b'] })).toEqual(
      ['RCP "b"', 'SCP "gone"'].map(
        (one) =>
          `manifest.yaml:3:1 warning released ${one} is in the lock, and no longer in the manifest: where it is attached it stays so, and nobody keeps it there (To retire it, keep its entry with holdfast: { state: absent }. To forget it, run "holdfast lock" and commit what it writes.)`,
      ),
    )
  })

  test('more than a handful are summed up', () => {
    expect(found(entries(0, 5), { scp: names(0, 10), rcp: [] })).toHaveLength(5)
    expect(found(entries(0, 7), { scp: names(0, 13), rcp: [] })).toEqual([
      'manifest.yaml:3:1 warning released 6 policies are in the lock, and no longer in the manifest: where they are attached they stay so, and nobody keeps them there (SCP "p10", SCP "p11", SCP "p12", SCP "p7", SCP "p8" and 1 more) (To retire one, keep its entry with holdfast: { state: absent }. To forget them, run "holdfast lock" and commit what it writes.)',
    ])
  })

  test.each([
    ['half of them', entries(0, 5), { scp: names(0, 8), rcp: ['x', 'y'] }, false],
    ['more than half of both kinds together', entries(0, 4), { scp: names(0, 7), rcp: ['x', 'y'] }, true],
    ['all', '', { scp: ['only'], rcp: [] }, true],
    ['many, and got as many new ones', entries(10, 20), { scp: names(0, 10), rcp: [] }, true],
  ])('%s: %#', (_, resources, policies, isShrunk) => {
    const { manifest, problems } = compile(resources, policies)
    expect(problems.some(({ code }) => code === 'manifest-shrunk')).toBe(isShrunk)
    expect(manifest === null).toBe(isShrunk)
    // In place of what is released, not beside it.
    expect(problems.some(({ code }) => code === 'released')).toBe(!isShrunk)
  })

  test('more than half are an error where the entries stood', () => {
    expect(found(entry('p0'), { scp: names(0, 8), rcp: [] })).toEqual([
      'manifest.yaml:3:1 error manifest-shrunk the manifest no longer names 7 of the 8 policies of the lock (SCP "p1", SCP "p2", SCP "p3", SCP "p4", SCP "p5" and 2 more); nobody would keep them attached (Restore the manifest. If this is intended, run "holdfast lock", which shows and forgets them, and commit what it writes.)',
    ])
  })

  test('an entry whose kind is misspelt is not missed', () => {
    const { problems } = compile(entry('a').replace('method: scp', 'method: scpp'), { scp: [], rcp: ['a'] })
    expect(problems.map(({ code }) => code)).toEqual(['wrong-value'])
  })

  test('names are added to a list, and none is dropped', () => {
    const locked = { ...lock, policies: { scp: ['b', 'gone'], rcp: [] } }
    expect(withPolicies(locked, { scp: ['a', 'b'], rcp: ['c'] })).toEqual({
      ...lock,
      policies: { scp: ['a', 'b', 'gone'], rcp: ['c'] },
    })
    expect(withPolicies(lock, { scp: ['a'], rcp: [] })).toEqual(lock)
    expect(resolveNames([], tree(), locked).lock?.policies).toEqual(locked.policies)
  })
})

describe('checking a lock against the organization', () => {
  const check = (change: (organization: Organization) => void): string[] => {
    const organization = tree()
    change(organization)
    return codes(checkLock(lock, organization, file))
  }
  const unit = 'organizational_units["Workloads:Prod"]'

  test('finds nothing where nothing moved', () => {
    expect(check(() => undefined)).toEqual([])
  })

  test('warns of a renamed OU, and of what is below it', () => {
    const organization = tree()
    rename(organization, 'ou-ab12-00000001', 'Load')
    expect(checkLock(lock, organization, file).map(brief)).toEqual([
      'warning target-renamed OU ou-ab12-00000001 was renamed: the manifest calls it "Workloads", it is now "Load"; its guardrails stay (If that is intended, write "Load" in the manifest and run "holdfast lock".)',
      'warning target-renamed OU ou-ab12-00000002 lies below an OU that was renamed or moved: the manifest calls it "Workloads:Prod", it is now "Load:Prod"; its guardrails stay (If that is intended, write "Load:Prod" in the manifest and run "holdfast lock".)',
    ])
  })

  test('warns of a renamed account', () => {
    expect(check((organization) => rename(organization, '444455556666', 'payments'))).toEqual([
      'target-renamed accounts.payments-prod',
    ])
  })

  test('warns where the old name now stands for something else', () => {
    const found = check((organization) => {
      rename(organization, 'ou-ab12-00000002', 'Old')
      rename(organization, '444455556666', 'old')
      organization.organizationalUnits.push({ id: 'ou-ab12-00000666', name: 'Prod', parentId: 'ou-ab12-00000001' })
      organization.accounts.push({
        id: '666666666666',
        name: 'payments-prod',
        parentId: null,
        state: 'ACTIVE',
        joined: null,
      })
    })
    expect(found.sort()).toEqual([
      'name-reused accounts.payments-prod',
      `name-reused ${unit}`,
      'target-renamed accounts.payments-prod',
      `target-renamed ${unit}`,
    ])
  })

  test('warns of a second account of the name, even where the first still has it', () => {
    const found = check((organization) =>
      organization.accounts.push({
        id: '666666666666',
        name: 'payments-prod',
        parentId: null,
        state: 'ACTIVE',
        joined: null,
      }),
    )
    expect(found).toEqual(['name-reused accounts.payments-prod'])
  })

  test('what is gone is an error', () => {
    const organization = tree()
    organization.organizationalUnits = organization.organizationalUnits.filter(({ id }) => id !== 'ou-ab12-00000002')
    organization.accounts = []
    const found = checkLock(lock, organization, file)
    expect(codes(found).sort()).toEqual(['target-gone accounts.payments-prod', `target-gone ${unit}`])
    expect(found.map(({ severity }) => severity)).toEqual(['error', 'error'])
  })

  test('what AWS says is gone is gone, however little was read', () => {
    const organization = nothingRead('o-exampleorg1', '111111111111')
    expect(codes(checkLock(lock, { ...organization, gone: ['ou-ab12-00000002'] }, file))).toEqual([
      `target-gone ${unit}`,
    ])
  })

  test('concludes nothing from what was not read', () => {
    expect(checkLock(lock, nothingRead('o-exampleorg1', '111111111111'), file)).toEqual([])
    const found = check((organization) => {
      organization.read = { ...organization.read, accounts: false, organizationalUnits: false }
      organization.accounts = []
      // the parent of Prod was not read: its path is unknown, it did not move
      organization.organizationalUnits = [{ id: 'ou-ab12-00000002', name: 'Prod', parentId: 'ou-ab12-00000001' }]
    })
    expect(found).toEqual([])
  })

  test.each([
    ['id', (organization: Organization) => Object.assign(organization, { id: 'o-otherorgan' })],
    [
      'management_account',
      (organization: Organization) => Object.assign(organization, { managementAccount: '999999999999' }),
    ],
    ['root', (organization: Organization) => Object.assign(organization, { root: { id: 'r-zz99', name: 'Root' } })],
  ])('another %s is another organization, and nothing else is said', (key, change) => {
    const organization = tree()
    rename(organization, '444455556666', 'payments')
    change(organization)
    const found = checkLock(lock, organization, file)
    expect(codes(found)).toEqual([`organization-mismatch organization.${key}`])
    expect(found[0]?.severity).toBe('error')
  })
})

describe('ids that the manifest gives directly', () => {
  const given = (targets: string) => {
    const text = `region: eu-west-1
version: 2021-03-15
resources:
  - name: absent
    resource_file: deny.json
    deploy_method: scp
    deployment_targets: { organizational_units: [ou-ab12-99999999] }
    holdfast: { state: absent }
  - name: deny
    resource_file: deny.json
    deploy_method: scp
    deployment_targets:
${targets}
`
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'rds:*', Resource: '*' }] }
    const read = memoryReader({ 'manifest.yaml': text, 'deny.json': JSON.stringify(policy) })
    return compileManifest({ read, file: 'manifest.yaml', lock: null, commit: null }).ids
  }
  const targets = `      organizational_units: [r-ab12, r-zz99, ou-ab12-00000002, ou-ab12-00000009, Workloads]
      accounts: ["444455556666", "777788889999"]
    holdfast:
      each_account_in:
        - organizational_unit: ou-ab12-00000008
        - organizational_unit: ou-ab12-00000009`

  test('are known with their first place, once and sorted; those of a policy that goes away do not count', () => {
    expect(given(targets).map(({ id, file, line, column }) => `${file}:${line}:${column} ${id}`)).toEqual([
      'manifest.yaml:14:18 444455556666',
      'manifest.yaml:14:34 777788889999',
      'manifest.yaml:13:46 ou-ab12-00000002',
      'manifest.yaml:17:32 ou-ab12-00000008',
      'manifest.yaml:13:64 ou-ab12-00000009',
      'manifest.yaml:13:30 r-ab12',
      'manifest.yaml:13:38 r-zz99',
    ])
  })

  test('are errors at their place where the organization lacks them', () => {
    const found = checkIds(given(targets), tree())
    expect(found.map((one) => `${one.line}:${one.column} ${brief(one)}`)).toEqual(
      ['14:34 777788889999', '17:32 ou-ab12-00000008', '13:64 ou-ab12-00000009', '13:38 r-zz99'].map((one) => {
        const [place, id] = one.split(' ')
        return `${place} error target-gone ${id} does not exist in organization o-exampleorg1 (Correct the id, or remove it from the manifest.)`
      }),
    )
  })

  test('are missing only where it is known', () => {
    const ids = ['r-zz99', 'ou-ab12-00000009', 'ou-ab12-00000001', '777788889999', '777788889999', '444455556666']
    const unread = nothingRead('o-exampleorg1', '111111111111')
    expect(missingTargets(ids, unread)).toEqual([])
    expect(missingTargets(ids, { ...unread, gone: ['777788889999', 'ou-ab12-00000007'] })).toEqual(['777788889999'])
    const { read } = tree()
    expect(missingTargets(ids, { ...tree(), read: { ...read, accounts: false } })).toEqual([
      'ou-ab12-00000009',
      'r-zz99',
    ])
    expect(missingTargets(ids, { ...tree(), read: { ...read, organizationalUnits: false } })).toEqual([
      '777788889999',
      'r-zz99',
    ])
    expect(missingTargets(ids, tree())).toEqual(['777788889999', 'ou-ab12-00000009', 'r-zz99'])
  })
})

test('names that the lock lacks are warnings, with the locked name that is near', () => {
  const at = (kind: Unresolved['kind'], name: string, line: number): Unresolved => ({
    kind,
    name,
    file: 'manifest.yaml',
    line,
    column: 9,
  })
  const names = [
    at('organizational_unit', 'Workloads:Prd', 1),
    at('organizational_unit', 'payments-prd', 2),
    at('account', 'payments-prd', 3),
  ]
  const anew = 'Run "holdfast lock" with access to the organization, and commit what it writes.'
  const instead = (name: string) =>
    `Did you mean "${name}"? If the name is right: run "holdfast lock", and commit what it writes.`
  expect(unlockedNames(names, lock, file).map((one) => `${one.file}:${one.line}:${one.column} ${brief(one)}`)).toEqual([
    `manifest.yaml:1:9 warning not-locked "Workloads:Prd" is not in manifest.lock.yaml (${instead('Workloads:Prod')})`,
    `manifest.yaml:2:9 warning not-locked "payments-prd" is not in manifest.lock.yaml (${anew})`,
    `manifest.yaml:3:9 warning not-locked "payments-prd" is not in manifest.lock.yaml (${instead('payments-prod')})`,
  ])
  expect(unlockedNames([], lock, file)).toEqual([])
})
