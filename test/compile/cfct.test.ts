import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileManifest } from '../../compile/index.ts'
import type { Problem } from '../../core/problem.ts'
import { folderReader } from './folder.ts'

// Manifests that others wrote for CfCT, with the verdict of its own validator. They lie beside the repository, if at all.
const data = join(__dirname, '../../../shared/data/cfct-manifests')
const here = existsSync(data)
const packages = here ? readdirSync(data).filter((name) => existsSync(join(data, name, 'manifest.yaml'))) : []

/** Errors in what CfCT accepts, each with its reason. Anything else that fails here is our mistake. */
const justified: { why: string; is: (problem: Problem) => boolean }[] = [
  {
    why: 'the package is stored without the file; CfCT would not find it either',
    is: ({ code, path }) => code === 'missing-file' && /\.(resource_file|parameter_file)$/.test(path ?? ''),
  },
  {
    why: 'this version takes local policies only, and says so',
    is: ({ code, path }) => code === 'remote-file' && /\.resource_file$/.test(path ?? ''),
  },
  {
    why: 'version 2020-01-01: CfCT still parses it, AWS has ended its support, we read 2021-03-15 only',
    is: ({ code, path, message }) => code === 'wrong-version' && path === 'version' && message.includes('2020-01-01'),
  },
  {
    why: 'CfCT creates the policy and attaches it to nothing',
    is: ({ code }) => code === 'attached-to-nothing',
  },
]

const verdicts = new Map(
  here
    ? readFileSync(join(data, 'verdicts.csv'), 'utf8')
        .split('\n')
        .slice(1)
        .map((line): [string, string] => [line.split(',')[0] ?? '', line.split(',')[1] ?? ''])
    : [],
)

const found = (name: string): Problem[] =>
  compileManifest({ read: folderReader(join(data, name)), file: 'manifest.yaml', lock: null, commit: null }).problems

if (!here) test.skip(`real CfCT manifests: ${data} is not here`, () => undefined)
else {
  test('there are manifests and verdicts', () => {
    expect(packages.length).toBeGreaterThan(20)
    expect([...verdicts.values()].filter((verdict) => verdict === 'ACCEPT').length).toBeGreaterThan(10)
  })

  test.each(packages)('%s', (name) => {
    const errors = found(name).filter(({ severity }) => severity === 'error')
    for (const error of errors) {
      expect(error.hint).toMatch(/\S/)
      expect(error.line).toBeGreaterThan(0)
    }
    if (verdicts.get(name) !== 'ACCEPT') return
    const unexplained = errors.filter((error) => !justified.some(({ is }) => is(error)))
    expect(unexplained).toEqual([])
  })
}
