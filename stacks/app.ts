import { App, type AppProps } from 'aws-cdk-lib'
import type { Deployment } from '../core/deployment.ts'
import { baselineStack } from './baseline.ts'
import { denialsStack } from './denials.ts'
import { evidenceStack } from './evidence.ts'

/** The CDK application of a deployment: each stack in its account and region. */
export function createApp(deployment: Deployment, props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props })
  evidenceStack(app, deployment)
  const denials = denialsStack(app, deployment)
  // A bus has to admit a sender before that sends.
  if (denials) baselineStack(app, deployment)?.addStackDependency(denials)
  return app
}
