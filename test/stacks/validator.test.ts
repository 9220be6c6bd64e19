import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { manifestOf, policy } from '../support/manifest.ts'
import { fullDeploymentOf, synthesize, temporaryFolder } from '../support/stacks.ts'

// CloudFormation's own validator comes inside aws-cdk-lib, which has its types for itself.
const { CompositeEngine, TemplateFile } = createRequire(require.resolve('aws-cdk-lib/package.json'))(
  '@aws/cloudformation-validate',
) as {
  CompositeEngine: new (config: object) => { validateTemplate(template: object): { diagnostics: Diagnostic[] } }
  TemplateFile: new (path: string) => object
}

interface Diagnostic {
  ruleId: string
  severity: 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'
  message: string
  entity?: { logicalId: string }
}

/** Milliseconds: the rules alone take seconds to load. */
const patience = 300_000

const folder = temporaryFolder()
let templates: string[]

beforeAll(() => {
  const each = { id: 'r-ab12', path: 'Root', joinedAfter: null, except: [] }
  const policies = [policy('deny', ['r-ab12']), policy('each', [], { eachAccountIn: [each] })]
  synthesize(fullDeploymentOf(manifestOf(policies, { delegatedAdministrators: ['222222222222'] })), folder)
  const output = join(folder, 'cdk.out')
  templates = readdirSync(output)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(output, name))
})

test(
  'the validator of CloudFormation finds nothing wrong with any template, and something with a broken one',
  () => {
    const engine = new CompositeEngine({})
    const findings = (path: string) =>
      engine
        .validateTemplate(new TemplateFile(path))
        .diagnostics.filter(({ severity }) => severity !== 'INFO' && severity !== 'DEBUG')
        .map(({ ruleId, message, entity }) => `${ruleId} ${entity?.logicalId}: ${message}`)
    // The stacks, and what stack sets deploy.
    expect(templates.length).toBeGreaterThanOrEqual(7)
    for (const template of templates) expect(findings(template)).toEqual([])
    const broken = join(folder, 'broken.json')
    const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeot: 1 } } }
    writeFileSync(broken, JSON.stringify({ Resources }))
    expect(findings(broken)).toEqual([expect.stringMatching(/VisibilityTimeot/)])
  },
  patience,
)

const hasLint = spawnSync('cfn-lint', ['--version']).status === 0
const lint = hasLint ? test : test.skip

lint(
  `cfn-lint finds nothing wrong${hasLint ? '' : ' (skipped: there is no cfn-lint on this machine)'}`,
  () => {
    const { status, stdout } = spawnSync('cfn-lint', ['--format', 'parseable', '--', ...templates], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([0, ''])
  },
  patience,
)
