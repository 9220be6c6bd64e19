import { App, type AppProps } from 'aws-cdk-lib'
import { resourceNames } from '../core/deployed.ts'
import type { Deployment } from '../core/deployment.ts'
import { wiring } from '../core/event/wiring.ts'
import { organizationsRegion } from '../core/partition.ts'
import { arnsOf } from './arns.ts'
import { baselineStack } from './baseline.ts'
import { shippedBundles } from './bundle.ts'
import { denialsStack } from './denials.ts'
import { evidenceStack } from './evidence.ts'
import { flags } from './flags.ts'
import { forwardedOf } from './forwarded.ts'
import { createForwarder } from './forwarder.ts'
import { createManagement } from './management.ts'
import { sealStack } from './seal.ts'
import { settingsOf } from './settings.ts'
import { stackSetsStacks } from './stack-sets.ts'

export interface HoldfastAppProps extends AppProps {
  /** Folder of the finished functions; those of the package where none is given. */
  bundles?: string
}

/**
 * The CDK application of a deployment: each stack in its account and region. Throws RefusedSetting and MissingBundle, whose
 * messages are for who deploys.
 */
export function createApp(
  deployment: Deployment,
  { bundles = shippedBundles(), ...props }: HoldfastAppProps = {},
): App {
  const app = new App({
    analyticsReporting: false,
    ...props,
    postCliContext: { ...flags, ...props.postCliContext },
  })
  const { manifest, accounts } = deployment
  const settings = settingsOf(app.node)
  const management = createManagement(app, deployment, settings, bundles)
  const { bus } = arnsOf({ account: accounts.management, region: organizationsRegion(manifest.region) })
  // A bus has to admit a sender before that sends.
  for (const place of forwardedOf(deployment, wiring(manifest).rules))
    createForwarder(app, place, bus(resourceNames.bus)).addStackDependency(management)
  // Its order is only convenient: no stack refers to another one's resources.
  const evidence = evidenceStack(app, deployment)
  const seal = sealStack(app, deployment, { bundles, architecture: settings.architecture })
  management.addStackDependency(seal)
  if (evidence) seal.addStackDependency(evidence)
  const denials = denialsStack(app, deployment)
  const baseline = baselineStack(app, deployment)
  if (denials) {
    // An SCP that keeps rules of these names from changes binds CDK's role in that account too.
    management.addStackDependency(denials)
    baseline?.addStackDependency(denials)
  }
  const [stackSets] = stackSetsStacks(app, deployment, { bundles, architecture: settings.architecture })
  // Outputs are read with a role that the baseline makes.
  if (baseline) stackSets?.addStackDependency(baseline)
  return app
}
