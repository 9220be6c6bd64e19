import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLanguageServer } from './support/language-server.ts'

// What somebody sees who edits a manifest in VS Code, Neovim or any other editor with the YAML language server.

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

let folder: string
let editor: Awaited<ReturnType<typeof startLanguageServer>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-editor-'))
  for (const home of ['schemas', 'node_modules/holdfast/schemas'])
    cpSync(join(root, 'schemas'), join(folder, home), { recursive: true })
  editor = await startLanguageServer(folder, JSON.parse(read('.vscode/settings.json')))
})
afterAll(async () => {
  await editor.stop()
  rmSync(folder, { recursive: true, force: true })
})

let opened = 0
/** Opens it under a name that no setting knows, so that its first line alone leads to the schema. */
const open = (text: string) => {
  opened += 1
  return editor.open(`${opened}.yaml`, text)
}
const labels = (items: { label: string }[]) => items.map(({ label }) => label)
/** Puts the cursor into the first key of that name. */
const at = (key: string, text: string) => text.replace(`${key}:`, `${key.slice(0, 1)}¦${key.slice(1)}:`)

const modeline = '# yaml-language-server: $schema=./schemas/manifest.schema.json\n'
const manifest = `${modeline}region: eu-west-1
version: 2021-03-15
resources:
  - name: deny-everything
    resource_file: deny.json
    deployment_targets: {}
    deploy_method: scp
`

test('the manifest of this repository has nothing wrong with it', async () => {
  expect((await open(read('manifest.yaml'))).diagnostics).toEqual([])
})

test.each([
  ['keys of a resource', `${manifest}    ¦`, ['description', 'holdfast', 'parameters'], ['name', 'prune']],
  ['keys under its holdfast', `${manifest}    holdfast:\n      ¦`, ['mode', 'each_account_in', 'prune'], ['name']],
  ['deploy methods', manifest.replace('scp\n', '¦\n'), ['scp', 'rcp', 'stack_set'], ['enforce']],
  ['modes', `${manifest}    holdfast:\n      mode: ¦`, ['enforce', 'notify'], ['scp']],
  ['settings', `${modeline}holdfast:\n  ¦`, ['accounts', 'full_aws_access', 'delegated_administrators'], ['mode']],
  [
    'keys at a customer, whose package lies in node_modules',
    `${manifest.replace('./schemas', './node_modules/holdfast/schemas')}    holdfast:\n      ¦`,
    ['each_account_in'],
    ['name'],
  ],
])('completion offers %s', async (_, text, offered, others) => {
  const found = labels(await (await open(text)).completions())
  expect(found).toEqual(expect.arrayContaining(offered))
  for (const other of others) expect(found).not.toContain(other)
})

test('a value that is offered comes with what it does', async () => {
  const offered = await (await open(`${manifest}    holdfast:\n      mode: ¦`)).completions()
  expect(JSON.stringify(offered.find(({ label }) => label === 'notify')?.documentation)).toContain('only report')
})

const scoped = `${manifest}    holdfast:
      mode: enforce
      each_account_in:
        - organizational_unit: Root
          joined_after: 2026-11-01
`

test.each([
  ['region', /home region/],
  ['deploy_method', /`rcp`: .*5,120 characters/],
  ['mode', /Default: enforce.*[\s\S]*`notify`: .*only report/],
  ['each_account_in', /every active account below/],
  ['organizational_unit', /Workloads:Prod/],
  ['joined_after', /joined .* on this day or later, from midnight UTC on\. Default: all accounts/],
])('hovering over %s tells what it is', async (key, told) => {
  const text = await (await open(at(key, scoped))).hover()
  expect(text.replaceAll('\\', '').replaceAll('&nbsp;', ' ')).toMatch(told)
})

test.each([
  ['a wrong key', manifest.replace('resources', 'resourses'), 3, /resourses/],
  ['a wrong value', manifest.replace(': scp', ': SCP'), 7, /scp/],
  ['a missing key', manifest.replace('    deploy_method: scp\n', ''), 4, /deploy_method/],
  ['an account id without quotes', manifest.replace('{}', '{ accounts: [111122223333] }'), 6, /string/],
])('%s is marked where it stands', async (_, text, line, message) => {
  const marked = (await open(text)).diagnostics.map(({ range, message }) => [range.start.line, message])
  expect(marked).toContainEqual([line, expect.stringMatching(message)])
})

test.each([
  ['manifest.yaml', 'resources', 'The policies and where they belong'],
  ['manifest.lock.yaml', 'organization', 'Another one is never touched'],
  ['examples/organization.yaml', 'root', 'everything below it'],
])('the settings of VS Code in this repository give %s its schema', async (file, key, told) => {
  const text = read(file).replace(/^# yaml-language-server.*\n/, '')
  const { diagnostics, hover } = await editor.open(
    file,
    text.replace(`\n${key}:`, `\n${key.slice(0, 1)}¦${key.slice(1)}:`),
  )
  expect(diagnostics).toEqual([])
  expect(await hover()).toContain(told)
})

interface Schema {
  [key: string]: unknown
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: boolean | Schema
  definitions?: Record<string, Schema>
}

/** Every property of a schema with its path, a reference replaced by what it leads to. */
function properties(schema: Schema, definitions: Record<string, Schema>, path = ''): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]): [string, Schema][] => {
    const reference = definitions[String(value.$ref).replace('#/definitions/', '')]
    const here: Schema = { ...reference, ...value }
    return [[`${path}${key}`, here], ...properties(value, definitions, `${path}${key}.`)]
  })
  const inside = [schema.items, schema.additionalProperties].filter((one) => typeof one === 'object')
  return [...own, ...inside.flatMap((one) => properties(one, definitions, `${path}*.`))]
}

test.each(['manifest', 'lock', 'organization', 'exemptions'])(
  '%s: every key says what it is, and every value what it does',
  (name) => {
    const schema: Schema = JSON.parse(read(`schemas/${name}.schema.json`))
    const definitions = schema.definitions ?? {}
    const all = [schema, ...Object.values(definitions)].flatMap((one) => properties(one, definitions))
    expect(all.length).toBeGreaterThan(8)
    for (const [path, { description, enum: values, enumDescriptions }] of all) {
      expect([path, description]).toEqual([path, expect.stringMatching(/^[A-Z][^`]{9,}\.$/)])
      // codes are explained in docs/problems.md
      if (Array.isArray(values) && !path.endsWith('code'))
        expect([path, enumDescriptions]).toEqual([path, values.map(() => expect.stringMatching(/^[A-Za-z].{9,}\.$/))])
    }
  },
)
