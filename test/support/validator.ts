import { execFileSync, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

interface Report {
  diagnostics: { severity: string; ruleId: string; message: string; propertyPath?: string }[]
}

let engine: { validateTemplate(template: unknown): Report } | null = null

/** What the CloudFormation validator of aws-cdk-lib finds wrong with a template; hints are left out. */
export function faultsOf(template: string): string[] {
  const own = createRequire(require.resolve('aws-cdk-lib/package.json'))
  const { CompositeEngine, TemplateContent } = own('@aws/cloudformation-validate')
  engine ??= new CompositeEngine()
  return (engine as NonNullable<typeof engine>)
    .validateTemplate(new TemplateContent(template))
    .diagnostics.filter(({ severity }) => !['INFO', 'DEBUG'].includes(severity))
    .map(({ ruleId, message, propertyPath = '' }) => `${ruleId} ${propertyPath} ${message}`)
}

export const hasCfnLint: boolean = spawnSync('cfn-lint', ['--version']).status === 0

/** What cfn-lint finds wrong with template files, a line each. */
export function lintOf(files: string[], regions: string[]): string {
  try {
    return execFileSync('cfn-lint', ['--format', 'parseable', '--regions', ...regions, '--', ...files], {
      encoding: 'utf8',
    })
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}
