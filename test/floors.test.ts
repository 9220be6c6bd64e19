// dependency-cruiser runs over a skeleton of the house in which every rule is broken, and over the house itself.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

interface Report {
  modules: { source: string }[]
  summary: {
    violations: { from: string; to: string; rule: { name: string } }[]
    ruleSetUsed: { forbidden: { name: string }[] }
  }
}

const house = join(__dirname, '..')

/** What stands in the skeleton and breaks nothing. */
const sound: Record<string, string> = {
  'core/value.ts': "export type { Plan } from '../schemas/types/plan.ts'",
  'core/digest.ts': "import { createHash } from 'node:crypto'",
  'core/audit/signature.ts': "import { verify } from 'node:crypto'",
  'schemas/types/plan.ts': 'export interface Plan {}',
  'compile/read.ts': "import { parse } from 'yaml'\nimport Ajv from 'ajv'\nimport '../core/value.ts'",
  'render/text.ts': "import { stringify } from 'yaml'\nimport '../core/value.ts'",
  'loop/enforce.ts': "import '../core/value.ts'",
  'aws/client.ts': "import '@aws-sdk/client-organizations'\nimport '../core/value.ts'",
  'local/files.ts': "import 'node:fs'\nimport '../core/value.ts'",
  'emulator/index.ts': "import 'node:http'",
  'handlers/sweep.ts': "import '../loop/enforce.ts'\nimport '../aws/client.ts'\nimport '../render/text-only.ts'",
  'render/text-only.ts': "import '../core/value.ts'",
  'cli/main.ts': [
    ...[
      "import 'node:fs'",
      "import '../local/files.ts'",
      "import '../emulator/index.ts'",
      "import '../handlers/sweep.ts'",
    ],
    ...["import '../loop/enforce.ts'", "import '../aws/client.ts'", "import '../compile/read.ts'"],
    ...[
      "import '../render/text.ts'",
      "import '../core/value.ts'",
      "import type { Plan } from '../schemas/types/plan.ts'",
    ],
  ].join('\n'),
  'test/support.ts': "import 'fast-check'",
  'scripts/build.mjs': "import 'typescript'",
  'bench/main.ts': "import 'esbuild'\nimport '../loop/enforce.ts'",
}

/** What breaks a rule: the rules, the file, its text. */
const planted: [rules: string[], file: string, text: string][] = [
  [['arrows-of-index.ts'], 'index.ts', "export { enforce } from './loop/enforce.ts'"],
  [['arrows-of-cli'], 'cli/entry.ts', "import '../index.ts'"],
  [['arrows-of-handlers'], 'handlers/file.ts', "import '../local/files.ts'"],
  [['arrows-of-stacks'], 'stacks/handler.ts', "import '../handlers/sweep.ts'"],
  [['cdk-in-stacks'], 'cli/stack.ts', "import 'aws-cdk-lib'"],
  [['arrows-of-local'], 'local/loop.ts', "import '../loop/enforce.ts'"],
  [['arrows-of-loop'], 'loop/aws.ts', "import '../aws/client.ts'"],
  [['arrows-of-aws'], 'aws/loop.ts', "import '../loop/enforce.ts'"],
  [['arrows-of-render'], 'render/compile.ts', "import '../compile/read.ts'"],
  [['arrows-of-compile'], 'compile/render.ts', "import '../render/text.ts'"],
  [['arrows-of-emulator'], 'emulator/core.ts', "import '../core/value.ts'"],
  [['arrows-of-emulator'], 'emulator/type.ts', "import type { Plan } from '../schemas/types/plan.ts'"],
  [['arrows-of-core'], 'core/value-up.ts', "import { enforce } from '../loop/enforce.ts'"],
  [['arrows-of-core'], 'core/type-up.ts', "import type { Enforce } from '../loop/enforce.ts'"],
  [['arrows-of-core'], 'core/type-again-up.ts', "export type { Enforce } from '../loop/enforce.ts'"],
  [['arrows-of-core'], 'core/later-up.ts', "export const up = async () => await import('../loop/enforce.ts')"],
  [['arrows-of-schemas'], 'schemas/types/core.ts', "import type { Value } from '../../core/value.ts'"],
  [['core-is-pure'], 'core/time.ts', "import { setTimeout } from 'node:timers/promises'"],
  [['core-is-pure'], 'core/package.ts', "import { ulid } from 'ulid'"],
  [['core-hashes-in-digest'], 'core/hash.ts', "import { createHash } from 'node:crypto'"],
  [['core-hashes-in-digest'], 'core/audit/seal.ts', "import { createHash } from 'node:crypto'"],
  [['text-is-parsed-in-compile'], 'render/schema.ts', "import Ajv from 'ajv'"],
  [['text-is-parsed-in-compile'], 'cli/json.ts', "import { parse } from 'jsonc-parser'"],
  [['yaml-in-compile-and-render'], 'loop/yaml.ts', "import { parse } from 'yaml'"],
  [['sdk-in-aws'], 'cli/organization.ts', "import '@aws-sdk/client-organizations'"],
  [['files-in-the-shell'], 'compile/file.ts', "import { readFileSync } from 'node:fs'"],
  [['files-in-the-shell'], 'aws/file.ts', "import { readFile } from 'fs/promises'"],
  [['handlers-carry-no-compiler'], 'handlers/yaml.ts', "import '../loop/yaml.ts'"],
  [['handlers-carry-no-compiler'], 'handlers/render.ts', "import '../render/text.ts'"],
  [['handlers-carry-no-compiler', 'arrows-of-handlers'], 'handlers/emulator.ts', "import '../emulator/index.ts'"],
  [['no-cycle'], 'core/egg.ts', "import './hen.ts'"],
  [[], 'core/hen.ts', "import type { Egg } from './egg.ts'"], // a cycle is reported once
  [['no-orphan'], 'core/alone.ts', 'export const alone = true'],
  [['tests-stay-outside'], 'core/tested.ts', "import '../test/support.ts'"],
  [['tests-stay-outside'], 'cli/scripted.ts', "import '../scripts/build.mjs'"],
  [['tests-stay-outside'], 'cli/benched.ts', "import '../bench/main.ts'"],
  [['no-dev-dependency'], 'cli/check.ts', "import 'fast-check'"],
  [['dependencies-are-declared'], 'cli/borrowed.ts', "import 'fast-uri'"],
]

/** What dependency-cruiser does not see: the patterns of texts that must not be, and who may have them. */
const unwritten: [rule: string, pattern: RegExp, except: string, breaking: string, sound: string][] = [
  ['only cli/main exits the process', /\bprocess\.exit\b/, 'cli/main.ts', 'process.exit(1)', 'process.exitCode = 1'],
  [
    'types are imported at the top of a file, where the rules see them',
    /(?<!await |=> )\bimport\(/,
    '',
    "type Enforce = typeof import('../loop/enforce.ts')",
    "const { up } = await import('./up.ts')",
  ],
]

async function cruise(directory: string): Promise<Report> {
  const program = join(house, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const rules = join(house, '.dependency-cruiser.cjs')
  const words = [program, '--config', rules, '--preserve-symlinks', '--output-type', 'json', '.']
  const options = { cwd: directory, maxBuffer: 64 * 2 ** 20 }
  // Its exit code is the number of violations, which are in the report.
  const { stdout } = await promisify(execFile)(process.execPath, words, options).catch((error) => error)
  return JSON.parse(stdout)
}

const violations = ({ summary }: Report): [rule: string, from: string, to: string][] =>
  summary.violations.map(({ rule, from, to }) => [rule.name, from, to])

let skeleton: Report
let present: Report

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-floors-'))
  const files = { ...sound, ...Object.fromEntries(planted.map(([, file, text]) => [file, text])) }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), text)
  }
  cpSync(join(house, 'package.json'), join(directory, 'package.json'))
  symlinkSync(join(house, 'node_modules'), join(directory, 'node_modules'))
  try {
    skeleton = await cruise(directory)
    present = await cruise(house)
  } finally {
    rmSync(directory, { recursive: true })
  }
}, 30_000)

test.each(planted)('%j is found in %s', (rules, file) => {
  const found = violations(skeleton).flatMap(([rule, from]) => (from === file ? [rule] : []))
  expect([...new Set(found)].sort()).toEqual([...rules].sort())
})

test('what is sound is not reported', () => {
  const files = planted.map(([, file]) => file)
  expect(violations(skeleton).filter(([, from]) => !files.includes(from))).toEqual([])
})

test('every rule is broken at least once', () => {
  const rules = skeleton.summary.ruleSetUsed.forbidden.map(({ name }) => name)
  expect(rules.filter((rule) => !planted.some(([broken]) => broken.includes(rule)))).toEqual([])
})

test('the house keeps its rules', () => {
  expect(violations(present)).toEqual([])
})

test.each(unwritten)('%s', (_, pattern, except, breaking, sound) => {
  expect(breaking).toMatch(pattern)
  expect(sound).not.toMatch(pattern)
  const files = present.modules.map(({ source }) => source).filter((file) => file.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(50)
  const breaks = (file: string) => file !== except && pattern.test(readFileSync(join(house, file), 'utf8'))
  expect(files.filter(breaks)).toEqual([])
})
