import { CfnResource, type Stack } from 'aws-cdk-lib'
import type { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnParameter } from 'aws-cdk-lib/aws-ssm'
import { environmentNames, type ManagementFunction, stackNames } from '../core/deployed.ts'
import { digest } from '../core/digest.ts'
import type { FunctionName, Wiring } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { parameterNames } from '../core/parameters.ts'
import { bundleOf } from './bundle.ts'
import { createFunction, type DeployedFunction } from './functions.ts'
import type { Settings } from './settings.ts'
import type { Statement } from './statement.ts'

/** A function is ended before its messages come back, in seconds. */
const grace = 15

/** Lambda's own, in seconds: the plan of a large organization is read at AWS's rates. */
const longest = 15 * 60

export interface EnforcementProps {
  manifest: Manifest
  settings: Settings
  queues: Wiring['queues']
  /** Folder of the finished functions. */
  bundles: string
  permissions: (name: ManagementFunction) => Statement[]
  environment: Record<string, string>
  key: CfnKey
}

/**
 * The functions, in the order in which a deployment goes: Preflight plans with the new manifest and fails where that is
 * blocked, before anything has moved; then each function gets its version; once all are called by it, Activation begins the
 * new generation, and the parameter says what is enforced.
 */
export function createEnforcement(
  stack: Stack,
  { manifest, settings, queues, bundles, permissions, environment, key }: EnforcementProps,
): { deploying: DeployedFunction; enforcing: Record<FunctionName, DeployedFunction> } {
  const codeOf = (name: ManagementFunction) => bundleOf(stack, bundles, name, manifest)
  const code = {
    deployment: codeOf('deployment'),
    'policy-drift': codeOf('policy-drift'),
    'account-enrolment': codeOf('account-enrolment'),
    sweep: codeOf('sweep'),
    evidence: codeOf('evidence'),
  }
  const common = (name: ManagementFunction) => ({
    ...{ name, key, code: code[name], permissions: permissions(name) },
    architecture: settings.architecture,
  })
  const deploying = createFunction(stack, { ...common('deployment'), timeout: longest, environment, revision: '' })
  const custom = (id: string, properties: Record<string, string>) =>
    new CfnResource(stack, id, {
      type: `Custom::Holdfast${id}`,
      properties: { ServiceToken: deploying.alias.ref, ServiceTimeout: String(longest), ...properties },
    })

  const { expect } = settings
  const hashes = digest(Object.values(code).map(({ assetHash }) => assetHash))
  const asked = { manifest: manifest.digest, bundles: hashes, expect }
  const generation = custom('Preflight', asked).getAtt('Generation').toString()

  const enforcer = (name: FunctionName) =>
    createFunction(stack, {
      ...common(name),
      timeout: queues[name].visibilityTimeout / 1_000 - grace,
      environment: { ...environment, [environmentNames.generation]: generation },
      // The generation is another one whenever Preflight is asked something else, and a version keeps the one it was made with.
      revision: digest(asked),
    })
  const enforcing = {
    'policy-drift': enforcer('policy-drift'),
    'account-enrolment': enforcer('account-enrolment'),
    sweep: enforcer('sweep'),
    evidence: enforcer('evidence'),
  }

  const activation = custom('Activation', { manifest: manifest.digest, generation, expect })
  for (const { alias } of Object.values(enforcing)) activation.addResourceDependency(alias)
  createEnforcer(stack, manifest).addResourceDependency(activation)
  return { deploying, enforcing }
}

const createEnforcer = (stack: Stack, { digest: enforced, commit }: Manifest): CfnParameter =>
  new CfnParameter(stack, 'Enforcer', {
    name: parameterNames.enforcer,
    type: 'String',
    description: 'holdfast: what is enforced here. apply works against no other manifest',
    value: JSON.stringify({ digest: enforced, ...(commit !== null && { commit }), stack: stackNames.management }),
  })
