import { compileManifest, type ReadFile } from '../../compile/index.ts'
import type { Problem } from '../../core/problem.ts'
import { memoryReader } from './folder.ts'

// What somebody could write who wants the check to hang, to fall over, or to show something else than there is.

const head = 'region: eu-west-1\nversion: 2021-03-15\n'
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')
const policy =
  '  - { name: x, deploy_method: scp, resource_file: p.json, deployment_targets: { organizational_units: [Root] } }\n'

function compile(manifest: string | Uint8Array, files: Record<string, string | Uint8Array> = {}) {
  const read = memoryReader({ 'manifest.yaml': manifest, ...files })
  return compileManifest({ read, file: 'manifest.yaml', lock: null, commit: null })
}

const brief = ({ file, line, column, code }: Problem): string => `${file}:${line}:${column} ${code}`

const bomb = [...'bcdefghij']
  .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`)
  .join('\n')

const manifests: Record<string, { text: string | Uint8Array; expected: string }> = {
  'ten megabytes': { text: '#'.repeat(10_000_000), expected: 'manifest.yaml:undefined:undefined too-large-file' },
  'binary data': { text: new Uint8Array([0x72, 0x0a, 0x7f, 0x45, 0x00, 0x01]), expected: 'manifest.yaml:2:3 not-text' },
  'UTF-16': { text: new Uint8Array(Buffer.from(`\ufeff${head}`, 'utf16le')), expected: 'manifest.yaml:1:4 not-text' },
  'invalid UTF-8': {
    text: new Uint8Array([0x61, 0x0a, 0xc3, 0xa4, 0xc3, 0x28]),
    expected: 'manifest.yaml:2:2 not-text',
  },
  'UTF-8 that is cut off': { text: new Uint8Array([0x61, 0xe2, 0x82]), expected: 'manifest.yaml:1:2 not-text' },
  'an alias bomb': { text: `${head}a: &a [x,x,x,x,x,x,x,x,x]\n${bomb}\n`, expected: 'manifest.yaml:9:8 too-much' },
  'an anchor that is used too often': {
    text: `${head}a: &a [${'x,'.repeat(50_000)}]\nresources: [${'*a,'.repeat(4_000)}]\n`,
    expected: 'manifest.yaml:4:67 too-much',
  },
  'more aliases than anybody needs': {
    text: `a: &a x\nb: [${'*a,'.repeat(6_000)}]\n`,
    expected: 'manifest.yaml:2:15002 too-much',
  },
  'brackets without end': { text: '['.repeat(4_000_000), expected: 'manifest.yaml:1:65 too-deep' },
  'dashes without end': { text: '- '.repeat(2_000_000), expected: 'manifest.yaml:1:129 too-deep' },
  'brackets that are closed': {
    text: `${head}a: ${'['.repeat(65)}${']'.repeat(65)}\n`,
    expected: 'manifest.yaml:3:68 too-deep',
  },
  'keys below keys': { text: lines(100, (i) => `${' '.repeat(i)}a:`), expected: 'manifest.yaml:65:65 too-deep' },
  'a tower of keys': { text: lines(2_500, (i) => `${' '.repeat(i)}a:`), expected: 'too-deep' },
  'too many tokens': { text: '- a\n'.repeat(1_000_000), expected: 'manifest.yaml:200000:4 too-much' },
  'too many resources': {
    text: `${head}resources:\n${'- 1\n'.repeat(100_000)}`,
    expected: 'manifest.yaml:3:1 too-much',
  },
}

test.each(Object.entries(manifests))('%s is a problem', (_, { text, expected }) => {
  const { manifest, problems } = compile(text)
  expect(manifest).toBeNull()
  expect(problems.map(brief)).toEqual([expect.stringContaining(expected)])
})

test('a long line of keys is no problem', () => {
  const { problems } = compile(
    `${head}resources: []\nholdfast: { defaults: { ${lines(500, () => 'mode: enforce').replaceAll('\n', ', ')} } }\n`,
  )
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['no-resources', 'repeated-key']))
})

test('a byte-order mark is no problem', () => {
  const bytes = new TextEncoder().encode(`\ufeff${head}resources: []\n`)
  expect(compile(bytes).problems.map(brief)).toEqual(['manifest.yaml:3:1 no-resources'])
})

test('at most 1,000 problems are shown, the first ones, and how many more there are', () => {
  const { problems } = compile(`${head}${lines(2_500, (i) => `key${i}: 1`)}\nresources: []\n`)
  expect(problems).toHaveLength(1_001)
  expect(problems.slice(0, 2).map(brief)).toEqual(['manifest.yaml:3:1 unknown-key', 'manifest.yaml:4:1 unknown-key'])
  expect(problems.at(-1)).toMatchObject({ code: 'more-problems', message: '1501 more problems are not shown' })
})

test('errors are shown before 1,000 warnings', () => {
  const stacks = lines(
    1_200,
    (i) => `  - { name: s${i}, deploy_method: stack_set, resource_file: t, deployment_targets: {} }`,
  )
  const { problems } = compile(`${head}resources:\n${stacks}\n  - { name: last, deploy_method: SCP }\n`, { t: '' })
  expect(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'missing-key',
    'missing-key',
    'wrong-value',
  ])
})

test.each([
  ['too large', new Uint8Array(200_001).fill(0x20), 'p.json:undefined:undefined too-large-file'],
  ['binary', new Uint8Array([0x7b, 0x00]), 'p.json:1:2 not-text'],
  ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff]), 'p.json:1:3 not-text'],
  ['brackets without end', '['.repeat(199_999), 'p.json:1:65 policy-too-deep'],
  ['braces without end', '{"a":'.repeat(30_000), 'p.json:1:321 policy-too-deep'],
  ['text without end', `{ "Version": "${'a'.repeat(150_000)}`, 'p.json:1:14 policy-syntax'],
])('a policy file that is %s is a problem', (_, file, expected) => {
  expect(compile(`${head}resources:\n${policy}`, { 'p.json': file }).problems.map(brief)).toEqual([expected])
})

test('a byte-order mark before a policy is no problem', () => {
  const text = '{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "a:*", "Resource": "*" } }'
  expect(compile(`${head}resources:\n${policy}`, { 'p.json': `\ufeff${text}` }).problems).toEqual([])
})

test.each([
  ['missing', 'missing-file'],
  ['outside', 'outside-folder'],
  ['unreadable', 'unreadable-file'],
  ['too-large', 'too-large-file'],
] as const)('a manifest that is %s is a problem', (failure, code) => {
  const read: ReadFile = () => failure
  const { manifest, problems } = compileManifest({ read, file: 'manifest.yaml', lock: null, commit: null })
  expect(manifest).toBeNull()
  expect(problems.map(brief)).toEqual([`manifest.yaml:undefined:undefined ${code}`])
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'the name %s is a name like any other',
  (name) => {
    const target = `{ organizational_units: ["${name}"], accounts: ["${name}"] }`
    const text = `${head}resources:\n  - { name: ${name}, deploy_method: scp, resource_file: p.json, deployment_targets: ${target}, ${name}: 1 }\n`
    const statement = '{ "Effect": "Deny", "Action": "a:*", "Resource": "*" }'
    const lock = {
      version: 1 as const,
      organization: { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' },
      organizational_units: {},
      accounts: {},
    }
    const read = memoryReader({
      'manifest.yaml': text,
      'p.json': `{ "Version": "2012-10-17", "Statement": ${statement} }`,
    })
    const { problems, unresolved } = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
    expect(problems.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'unknown-key', message: `unknown key "${name}"` },
    ])
    expect(unresolved.map(({ kind }) => kind)).toEqual(['organizational_unit', 'account'])
  },
)

test('nothing that a terminal obeys gets into a message', () => {
  const evil = '\\e[2J\\u202e\\x9b\\r'
  const text = `"${evil}": 1\nregion: "${evil}"\nversion: "${evil}"\nresources:\n  - name: "${evil}"\n    resource_file: "${evil}"\n    deploy_method: "${evil}"\n    deployment_targets: { organizational_units: ["${evil}"], accounts: ["${evil}"], "${evil}": 1 }\n`
  const { problems } = compile(text)
  expect(problems.length).toBeGreaterThan(5)
  const shown = problems.flatMap((one) => [one.message, one.hint, one.path, one.file].map(String)).join('')
  expect(shown).not.toMatch(/\p{Cc}|\u202e/u)
  expect(shown).toContain('\\u001b[2J\\u202e\\u009b\\r')
})
