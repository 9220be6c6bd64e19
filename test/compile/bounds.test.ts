import { compileManifest, compileOrganization, unlockedNames } from '../../compile/index.ts'
import { nearest } from '../../compile/text/nearest.ts'
import { composeYaml } from '../../compile/yaml/compose.ts'
import { parseYaml } from '../../compile/yaml/parse.ts'
import type { Problem } from '../../core/problem.ts'
import { memoryReader } from './folder.ts'

// What somebody could write within the size that a file may have, to keep us busy. What grows with the square would outlast
// the test.

const limits = { bytes: 5_000_000, tokens: 1_000_000 }

test.each([
  ['commas', `a: [${','.repeat(50_000)}]`],
  ['question marks', `a: {${'? '.repeat(50_000)}}`],
  ['ends of nothing', `${'['.repeat(60)}${'}'.repeat(50_000)}`],
  ['escape sequences', `a: "${'\\q'.repeat(50_000)}"`],
  ['directives', '%x y\n'.repeat(50_000)],
  ['tags', '- !x 1\n'.repeat(50_000)],
])('of 50,000 errors with %s the first 1,000 are kept', (_, text) => {
  const composed = composeYaml(text, limits)
  expect('errors' in composed && composed.errors.length).toBeGreaterThanOrEqual(1_000)
  expect('errors' in composed && composed.errors.length).toBeLessThanOrEqual(2_001)
  const { yaml, problems } = parseYaml(text, 'manifest.yaml', limits)
  expect(yaml).toBeNull()
  expect(problems[0]).toMatchObject({ code: 'yaml-syntax' })
  expect(problems.length).toBeLessThanOrEqual(1_000)
})

test('of documents without end the second one is a problem', () => {
  const { problems } = parseYaml('---\n'.repeat(50_000), 'manifest.yaml', limits)
  expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['2 yaml-syntax'])
})

test('of 50,000 repeated keys the first 1,000 are kept, and what breaks the file after them is not forgotten', () => {
  const keys = 'a: 1\n'.repeat(50_000)
  const whole = parseYaml(keys, 'manifest.yaml', limits)
  expect(whole.problems).toHaveLength(1_000)
  expect(whole.yaml?.value).toEqual({ a: 1 })
  const broken = parseYaml(`${keys}b: *c\n`, 'manifest.yaml', limits)
  expect(broken.problems).toHaveLength(1_000)
  expect(broken.yaml).toBeNull()
})

/** Names of 126 letters that are far from each other. */
const longName = (index: number): string => `${String(index).padStart(6, '0')}`.repeat(21)

test('what was meant is looked for among as many long names as are worth the time, and is found among the first', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => longName(index))
  const misspelt = (index: number) => longName(index).replace('0', 'o')
  expect(nearest(misspelt(1), names)).toBe(longName(1))
  expect(nearest(misspelt(9_999), names)).toBe(null)
})

test('what was meant is found among 20,000 accounts, whatever the case', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `Workload-${index}-Prod`)
  expect(nearest('workload_19999-prd', names)).toBe('Workload-19999-Prod')
})

const head = 'region: eu-west-1\nversion: 2021-03-15\n'
const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))
const content = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"a:B","Resource":"*"}}'
const lock = {
  version: 1 as const,
  organization: { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' },
}

interface Resource {
  file?: string
  method?: string
  targets?: string
  holdfast?: string
}

const resources = (count: number, of: (index: number) => Resource): string =>
  many(count, (index) => {
    const { file = 'p.json', method = 'scp', targets = '{ accounts: [a] }', holdfast = '{}' } = of(index)
    const own = method === 'scp' ? `, holdfast: ${holdfast}` : ''
    return `  - { name: r${index}, deploy_method: ${method}, resource_file: ${file}, deployment_targets: ${targets}${own} }\n`
  }).join('')

function compile(text: string, files: Record<string, string | Uint8Array> = {}) {
  const reads: string[] = []
  const serve = memoryReader({ 'manifest.yaml': `${head}${text}`, 'p.json': content, ...files })
  const read = (path: string) => {
    // Looked for in every folder, whatever the manifest names.
    if (!['exemptions.yaml', 'review.json'].includes(path)) reads.push(path)
    return serve(path)
  }
  return { ...compileManifest({ read, file: 'manifest.yaml', lock, commit: null }), reads }
}

const brief = ({ file, line, code }: Problem): string => `${file}:${line} ${code}`

test.each([
  ['policy', 'scp', 'x'.repeat(300_000), 'bad.json:undefined too-large-file', 2],
  ['policy that is not text', 'scp', '\0', 'bad.json:1 not-text', 2],
  ['template', 'stack_set', '\0', 'bad.json:1 not-text', 2],
])('a %s that 500 resources name is read and judged once, however it is written', (_, method, bad, expected, most) => {
  const ways = ['bad.json', './bad.json', './/bad.json', '././bad.json']
  const { problems, reads } = compile(
    `resources:\n${resources(500, (index) => ({ method, file: ways[index % 4] as string, targets: `{ accounts: [n${index}] }` }))}`,
    { 'bad.json': bad },
  )
  expect(problems.filter(({ severity }) => severity === 'error').map(brief)).toEqual([expected])
  expect(reads.length).toBeLessThanOrEqual(most)
})

test('a template that 500 resources name is read once', () => {
  const { reads } = compile(`resources:\n${resources(500, () => ({ method: 'stack_set' }))}`)
  expect(reads).toEqual(['manifest.yaml', 'p.json'])
})

test('a file that is missing is a problem of each resource that names it', () => {
  const { problems, reads } = compile(`resources:\n${resources(3, () => ({ file: 'no.json' }))}`)
  expect(problems.map(brief)).toEqual([4, 5, 6].map((line) => `manifest.yaml:${line} missing-file`))
  expect(reads).toEqual(['manifest.yaml', 'no.json'])
})

test('what is found in a file is acknowledged by those who name it in another way', () => {
  const doubtful = content.replace('a:B', 's3:getobject')
  const holdfast = (code: string) => `{ acknowledge: [{ code: ${code}, reason: known }] }`
  const ways = ['p.json', './p.json']
  const text = resources(2, (index) => ({ file: ways[index] as string, holdfast: holdfast('locks-everybody-out') }))
  const everything = content.replace('a:B', '*')
  expect(
    compile(`resources:\n${text}`, { 'p.json': everything }).problems.map(({ acknowledged }) => acknowledged),
  ).toEqual(['known'])
  expect(compile(`resources:\n${text}`, { 'p.json': doubtful }).problems.map(({ code }) => code)).toEqual([
    'acknowledged-nothing',
    'acknowledged-nothing',
  ])
})

test('a list has at most 1,000 acknowledgements, and the first of a code counts', () => {
  const entries = many(40_000, (index) => `{ code: attached-to-nothing, reason: r${index} },`).join('')
  const text = `holdfast: { acknowledge: [${entries}] }\nresources:\n${resources(2_000, () => ({ targets: '{}' }))}`
  const { problems } = compile(text)
  expect(problems[0]).toMatchObject({
    code: 'too-long',
    message: expect.stringContaining('40000 items; 1000 are allowed'),
  })
  expect(problems.at(-1)).toMatchObject({ code: 'more-problems', message: '2000 more problems are not shown' })
  const shown = problems.filter(({ code }) => code === 'attached-to-nothing')
  expect(shown.every(({ acknowledged }) => acknowledged === 'r0')).toBe(true)
})

test('what is wrong with a list that an alias repeats is told once', () => {
  const wrong = many(900, (index) => `"arn:x${index}"`).join(', ')
  const text = `resources:\n${resources(100, (index) => ({
    targets: `{ accounts: ${index === 0 ? `&all [${wrong}]` : '*all'} }`,
  }))}`
  const { problems } = compile(text)
  expect(problems).toHaveLength(900)
  expect(new Set(problems.map(brief))).toEqual(new Set(['manifest.yaml:4 wrong-target']))
  expect(problems[0]?.path).toBe('resources[0].deployment_targets.accounts[0]')
})

test('what an alias repeats is a target of each', () => {
  const text = `resources:\n${resources(11, (index) => ({
    targets: index === 0 ? '{ accounts: &all ["111122223333"], organizational_units: [Root] }' : '{ accounts: *all }',
  }))}`
  expect(compile(text).problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'too-many-policies resources[10].deployment_targets.accounts[0]',
  ])
})

test('what is merged twice, again and again, has its place', () => {
  const doubled = many(14, (index) => `  .m${index + 1}: &m${index + 1} { <<: [*m${index}, *m${index}] }\n`).join('')
  const names = many(1_000, (index) => `n${index}`).join(', ')
  const text = `holdfast:\n  .m0: &m0 { name: a }\n${doubled}  .b: &b { deployment_targets: { accounts: [${names}] } }\nresources:\n  - <<: [*m14, *b]\n    resource_file: p.json\n    deploy_method: scp\n`
  const { unresolved } = compile(text)
  expect(unresolved).toHaveLength(1_000)
  expect(unresolved[0]).toEqual({ kind: 'account', name: 'n0', file: 'manifest.yaml', line: 19, column: 45 })
})

test('20,000 accounts of which each is an exception', () => {
  const ids = JSON.stringify(many(20_000, (index) => String(200_000_000_000 + index)))
  const holdfast = `{ each_account_in: [{ organizational_unit: Root, except: ${ids} }] }`
  const { manifest, problems } = compile(
    `resources:\n${resources(1, () => ({ targets: `{ accounts: ${ids} }`, holdfast }))}`,
  )
  expect(problems).toEqual([])
  expect(manifest?.policies[0]?.eachAccountIn[0]?.except).toHaveLength(20_000)
})

test('of 50,000 names that are not locked 1,000 are told, and how many more there are', () => {
  const place = { file: 'manifest.yaml', line: 1, column: 1 }
  const names = many(50_000, (index) => ({ kind: 'account' as const, name: `n${index}`, ...place }))
  const problems = unlockedNames(names, lock, 'manifest.lock.yaml')
  expect(problems).toHaveLength(1_001)
  expect(problems.at(-1)).toMatchObject({ code: 'more-problems', message: '49000 more problems are not shown' })
  expect(unlockedNames(names.slice(0, 1_000), lock, 'manifest.lock.yaml')).toHaveLength(1_000)
})

const organization = (units: string): Uint8Array =>
  new TextEncoder().encode(
    `kind: holdfast.organization\nversion: 1\norganization: { id: o-exampleorg1, management_account: "111111111111" }\nroot:\n  id: r-ab12\n  organizational_units:\n${units}`,
  )

test('of an organization file a million values can come out of aliases', () => {
  const accounts = many(1_000, (index) => `{ id: "${200_000_000_000 + index}", name: n${index} }`).join(', ')
  const units = (count: number) =>
    many(count, (index) => {
      const inside = index === 0 ? `&all [${accounts}]` : '*all'
      return `    - { id: ou-ab12-${11_111_111 + index}, name: u${index}, accounts: ${inside} }\n`
    }).join('')
  const file = 'organization.yaml'
  const few = compileOrganization({ bytes: organization(units(10)), file })
  expect(few.problems).toHaveLength(1_001)
  expect(few.problems.at(-1)?.message).toBe('8001 more problems are not shown')
  const all = compileOrganization({ bytes: organization(units(300)), file })
  expect(all.problems.map(({ code }) => code)).toEqual(['too-much'])
})
