import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import type { Deployment } from '../../core/deployment.ts'
import { createApp, type HoldfastAppProps } from '../../stacks/app.ts'
import { loadDeployment } from '../../stacks/load.ts'
import { management, manifestOf, policy } from './manifest.ts'
import { everyStackSet } from './stack-set.ts'

// Templates as CloudFormation gets them. What the functions do is not looked at here: their code is a line.

// CDK's own rules for templates take seconds each time; test/stacks/validator.test.ts asks them once.
process.env.CDK_VALIDATION = 'false'
// cdk-nag reads what CDK calls deprecated.
process.env.JSII_DEPRECATED = 'quiet'

export interface Template {
  Resources: Record<string, Resource>
  Outputs?: Record<string, { Value: unknown }>
  Parameters?: Record<string, unknown>
}

export interface Resource {
  Type: string
  // biome-ignore lint/suspicious/noExplicitAny: what AWS calls them, as deep as AWS nests them
  Properties: any
  DependsOn?: string[]
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

/** A deployment with an SCP on the root; log archive and audit have accounts of their own. */
export const deploymentOf = (
  manifest = manifestOf([policy('deny', ['r-ab12'])]),
  rest: Partial<Deployment> = {},
): Deployment => ({
  manifest,
  accounts: { management, logArchive: '999999999999', audit: null },
  notifications: { emails: ['security@example.com'] },
  audit: { retentionDays: 30, objectLock: 'governance', bucket: null, identitiesDays: 550, pseudonymEpoch: 1 },
  memberBaseline: null,
  stackSets: [],
  deletesStackSets: false,
  ...rest,
})

/** With all stacks that there are. */
export const fullDeploymentOf = (manifest: Deployment['manifest']): Deployment =>
  deploymentOf(manifest, {
    memberBaseline: { units: ['r-ab12'], regions: [manifest.region] },
    stackSets: everyStackSet(manifest.region),
  })

const functions = ['policy-drift', 'account-enrolment', 'sweep', 'evidence', 'deployment', 'stack-outputs', 'seal']

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-stacks-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder of functions as the build leaves it, with a line of code in each. */
export function writeBundles(folder: string, code = 'export const handler = () => null'): string {
  for (const name of functions) {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'index.mjs'), code)
  }
  return folder
}

/** Renders a deployment into a folder; gives the templates by the names of their stacks. */
export function synthesize(
  deployment: Deployment,
  folder: string,
  props: HoldfastAppProps = {},
): Record<string, Template> {
  const bundles = props.bundles ?? writeBundles(join(folder, 'functions'))
  const app = createApp(deployment, { outdir: join(folder, 'cdk.out'), ...props, bundles })
  const { stacks } = app.synth()
  return Object.fromEntries(
    stacks.map(({ stackName, templateFullPath }) => [stackName, JSON.parse(readFileSync(templateFullPath, 'utf8'))]),
  )
}

/** What this repository's own manifest deploys. */
export function ownDeployment(): Deployment {
  const { deployment, problems } = loadDeployment(join(__dirname, '../../manifest.yaml'), null)
  if (!deployment) throw new Error(JSON.stringify(problems))
  return deployment
}

/** The template of one stack, without the others. */
export function templateOf(make: (app: App) => Stack | null): Template {
  const app = new App({ analyticsReporting: false })
  const stack = make(app)
  if (!stack) throw new Error('there is no stack')
  return app.synth().getStackByName(stack.stackName).template
}

/** Resources of a type, by logical id. */
export const ofType = ({ Resources }: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)

/** The logical id that a value of a template refers to. */
export const referred = (value: { Ref?: string; 'Fn::GetAtt'?: string[] }): string =>
  value.Ref ?? value['Fn::GetAtt']?.[0] ?? ''
