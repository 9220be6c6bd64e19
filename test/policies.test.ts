import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// The index that reviewers read, and the page beside each policy that it is made of.

const root = join(__dirname, '..')
const script = join(root, 'scripts/policies.mjs')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-policies-'))
  for (const name of ['manifest.yaml', 'policies']) cpSync(join(root, name), join(folder, name), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')))
const index = (of: string) => readFileSync(join(of, 'policies/README.md'), 'utf8')

test('the index is what its generator writes: npm run policies', () => {
  rmSync(join(folder, 'policies/README.md'))
  execFileSync(process.execPath, [script, folder])
  expect(index(folder)).toBe(index(root))
})

test('what the manifest says of a policy stands in the index, and tables stay tables', () => {
  edit('manifest.yaml', (text) =>
    text
      .replace('name: deny-iam-users\n', 'name: deny-iam-users\n    holdfast: { mode: notify }\n')
      .replace('- payments-prod', '- "444455556666"\n        - "555566667777"')
      .replace('organizational_unit: Sandbox', 'organizational_unit: Sandbox\n          except: ["666677778888"]'),
  )
  edit('policies/rcp/data-perimeter.json', (text) => text.replaceAll('o-a1b2c3d4e5', 'o-zyxwvutsrq'))
  edit('policies/scp/deny-cdn-purchase.md', (text) => text.replace('FinOps commits', 'FinOps | Cloud commits'))
  execFileSync(process.execPath, [script, folder])
  const text = index(folder)
  expect(text).toContain('[deny-iam-users](scp/deny-iam-users.md) (SCP, only reports)')
  expect(text).toContain('except where a policy only reports')
  expect(text).toContain('| account 444455556666<br>account 555566667777 |')
  expect(text).toContain('each account in Sandbox, except 666677778888')
  expect(text).toContain('FinOps \\| Cloud commits')
  expect(text).toContain('The organization id `o-zyxwvutsrq` | [data-perimeter](rcp/data-perimeter.md) |')
})

const role = 'arn:*:iam::*:role/stacksets-exec-*'
test.each<[string, string, (text: string) => string, RegExp]>([
  [
    'a page without a section',
    'deny-root-user.md',
    (text) => text.replace('## Owner', '## Keeper'),
    /Owner.*\n.*Keeper/,
  ],
  [
    'an empty section',
    'deny-root-user.md',
    (text) => text.replace(/(## Test\n)[\s\S]*/, '$1'),
    /nothing below ## Test/,
  ],
  [
    'an empty section that need not be there',
    'deny-root-user.md',
    (text) => text.replace(/(## Not attached to\n)[\s\S]*(## Test)/, '$1$2'),
    /nothing below ## Not attached to/,
  ],
  [
    'a page that denies an attachment',
    'protect-config.md',
    (text) => text.replace('- Security:', '- Security, Sandbox:'),
    /not attached to Sandbox, the manifest attaches it/,
  ],
  ['a page of another policy', 'deny-root-user.md', (text) => text.replace('# deny-root', '# deny'), /another title/],
  [
    'an exemption that the page conceals',
    'protect-config.md',
    (text) => text.replace(role, 'some'),
    /does not say that/,
  ],
  [
    'an exemption that the policy lacks',
    'protect-config.json',
    (text) => text.replaceAll(`"${role}",`, ''),
    /says that .*stacksets-exec-\* is exempt/,
  ],
  [
    'an exemption in one statement of two',
    'protect-config.json',
    (text) => text.replace(`"${role}",`, ''),
    /exempt different roles/,
  ],
  [
    'a page that exempts somebody from what spares nobody',
    'deny-root-user.md',
    (text) => text.replace('Nobody.', 'Everybody.'),
    /exempts nobody, its page somebody/,
  ],
])('%s is refused, and the index stays as it was', (_, file, change, complaint) => {
  edit(`policies/scp/${file}`, change)
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringMatching(complaint)])
  expect(index(folder)).toBe(index(root))
})

test.each([
  ['a policy that is in no resource', 'scp/deny-everything.json', '{}'],
  ['a page without a policy', 'rcp/deny-everything.md', '# deny-everything'],
])('%s is refused', (_, file, text) => {
  writeFileSync(join(folder, 'policies', file), text)
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, `policies/${file} belongs to no resource of the manifest\n`])
})

test('a policy without a page is refused', () => {
  rmSync(join(folder, 'policies/scp/deny-root-user.md'))
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringContaining('deny-root-user.md is not there')])
})
