import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import type { Deployment } from '../../core/deployment.ts'
import { loadDeployment } from '../../stacks/load.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template holds whatever CloudFormation takes
export type Any = any

// Its checks cost seconds in each process; test/stacks/validator.test.ts asks them.
process.env.CDK_VALIDATION = 'false'

interface Resource {
  Type: string
  Properties: Record<string, Any>
  [key: string]: Any
}

export interface Template {
  Resources: Record<string, Resource>
  [key: string]: Any
}

/** What this repository's own manifest deploys. */
export function ownDeployment(): Deployment {
  const { deployment, problems } = loadDeployment(join(__dirname, '../../manifest.yaml'), null)
  if (!deployment) throw new Error(JSON.stringify(problems))
  return deployment
}

/** The template of a stack, synthesized by itself. */
export function templateOf(make: (app: App) => Stack | null): Template {
  const app = new App({ analyticsReporting: false })
  const stack = make(app)
  if (!stack) throw new Error('there is no stack')
  return app.synth().getStackByName(stack.stackName).template
}

export const resourcesOf = ({ Resources }: Template, type: string): [id: string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)
