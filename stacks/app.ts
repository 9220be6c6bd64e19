import { App, type AppProps } from 'aws-cdk-lib'
import type { Deployment } from '../core/deployment.ts'

/** The CDK application of a deployment: each stack in its account and region. */
export function createApp(_deployment: Deployment, props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props })
  return app
}
