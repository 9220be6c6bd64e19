import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileManifest } from '../../compile/index.ts'
import { type Code, codes, type Problem } from '../../core/problem.ts'
import { folderReader } from './folder.ts'

const page = readFileSync(join(__dirname, '../../docs/cfct.md'), 'utf8')
/** Sections of the page by their title, each with the rows of its tables. */
const tables = new Map(
  page
    .split(/^##+ /m)
    .slice(1)
    .map((section): [string, string[][]] => {
      const [title = '', ...lines] = section.split('\n')
      const rows = lines.filter((line) => line.startsWith('| ')).map((line) => line.split(' | '))
      return [title, rows.slice(1).filter(([first]) => !first?.startsWith('|---'))]
    }),
)
const linked = (text: string): string[] => [...text.matchAll(/problems\.md#([a-z-]+)\)/g)].map(([, code = '']) => code)
const named = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

describe('docs/cfct.md', () => {
  const traps = ['The file', 'A resource', 'A file that is named', 'A stack set', 'Targets'].flatMap(
    (title) => tables.get(title) ?? [],
  )

  test('it names codes that there are', () => {
    expect(linked(page).length).toBeGreaterThan(30)
    expect(linked(page).filter((code) => !codes.includes(code as Code))).toEqual([])
  })

  test.each(traps.map(([trap = '', , holdfast = '', test = '']) => [trap, holdfast, test]))(
    '%s: its case shows what the row says',
    (_, holdfast, test) => {
      const [name = ''] = named(test)
      const expected = readFileSync(join(__dirname, 'cases', name, 'expected.txt'), 'utf8')
      for (const code of linked(holdfast)) expect(expected).toMatch(new RegExp(`(error|warning) ${code}$`, 'm'))
    },
  )

  test('there are traps', () => expect(traps.length).toBeGreaterThan(40))
})

// Manifests that others wrote for CfCT, with the verdict of its own validator. They lie beside the repository, if at all.
const data = join(__dirname, '../../../shared/data/cfct-manifests')
const here = existsSync(data)
const packages = here ? readdirSync(data).filter((name) => existsSync(join(data, name, 'manifest.yaml'))) : []

const verdicts = new Map(
  here
    ? readFileSync(join(data, 'verdicts.csv'), 'utf8')
        .split('\n')
        .slice(1)
        .map((line): [string, string] => [line.split(',')[0] ?? '', line.split(',')[1] ?? ''])
    : [],
)

function errorsOf(name: string): Problem[] {
  const read = folderReader(join(data, name))
  const { problems } = compileManifest({ read, file: 'manifest.yaml', lock: null, commit: null })
  return problems.filter(({ severity }) => severity === 'error')
}

if (!here) test.skip(`real CfCT manifests: ${data} is not here`, () => undefined)
else {
  const rows = tables.get('What we say of manifests of others') ?? []
  const differences = new Map(
    rows.flatMap(([manifests = '', , holdfast = '']) =>
      named(manifests).map((name) => [name, linked(holdfast)] as const),
    ),
  )

  test('there are manifests and verdicts, and no row is about another one', () => {
    expect(packages.length).toBeGreaterThan(20)
    expect([...verdicts.values()].filter((verdict) => verdict === 'ACCEPT').length).toBeGreaterThan(10)
    expect([...differences.keys()].filter((name) => !packages.includes(name))).toEqual([])
    expect(page).toContain(`${packages.length} manifests from AWS's guide`)
  })

  test.each(packages)('%s', (name) => {
    const errors = errorsOf(name)
    for (const error of errors) {
      expect(error.hint).toMatch(/\S/)
      expect(error.line).toBeGreaterThan(0)
    }
    const isAccepted = verdicts.get(name) === 'ACCEPT'
    const found = [...new Set(errors.map(({ code }) => code))].sort()
    if (isAccepted) expect(found).toEqual(differences.get(name) ?? [])
    else expect([found.length > 0, differences.has(name)]).toEqual([true, false])
  })
}
