import { type App, CfnDeletionPolicy, type CfnResource, CfnStack, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib'
import { CfnStackSet } from 'aws-cdk-lib/aws-cloudformation'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import { stackNames } from '../core/deployed.ts'
import type { Deployment, StackSet } from '../core/deployment.ts'
import { ownerTags } from '../core/policy/ownership.ts'
import { outputsOf, outputsReader, type StackSetsProps } from './stack-outputs.ts'
import { createValues, type Values } from './stack-set-values.ts'
import { type TemplateAsset, templateAsset } from './template-asset.ts'

/**
 * The manifest's stack sets, one after the other, in its order: a stack in the home region, and one in each other region
 * that a stack of the management account itself belongs to. None where there is nothing to deploy or delete.
 */
export function stackSetsStacks(app: App, deployment: Deployment, props: StackSetsProps): Stack[] {
  const { manifest, stackSets, deletesStackSets } = deployment
  if (stackSets.length === 0 && !deletesStackSets) return []
  const env = { account: manifest.organization.managementAccount, region: manifest.region }
  const description = 'holdfast: the stack sets of the manifest'
  const home = new Stack(app, stackNames.stackSets, { env, description })
  const reader = outputsReader(home, deployment, props)
  const values = createValues(home)
  // a template without resources would be refused, and what is gone would stay
  if (stackSets.length === 0) new CfnWaitConditionHandle(home, 'Nothing')
  let before: CfnResource[] = []
  for (const stackSet of stackSets) {
    const made = new Deployed(home, stackSet, { deployment, values, reader }).made
    for (const one of made) for (const earlier of before) one.addResourceDependency(earlier)
    if (made.length > 0) before = made
  }
  return [home, ...elsewhere(app, deployment, home)]
}

/** What one stack set of the manifest is made of in the home stack. */
interface Home {
  deployment: Deployment
  values: Values
  reader: CfnFunction | null
}

/** A stack set of the manifest: a set for OUs, one for accounts, a stack for the management account, and what is exported. */
class Deployed extends Construct {
  /** What a stack set below waits for. */
  readonly made: CfnResource[]

  constructor(scope: Stack, stackSet: StackSet, { deployment, values, reader }: Home) {
    super(scope, stackSet.name)
    const { managementAccount, root } = deployment.manifest.organization
    const { exportsFrom, inManagementAccount, regions } = stackSet
    const asset = templateAsset(scope, stackSet.template)
    const parameters = values.of(stackSet)
    const sets = targetsOf(stackSet, root).map((targets) => stackSetOf(this, { stackSet, targets, asset, parameters }))
    const isHere = inManagementAccount && regions.includes(deployment.manifest.region)
    const own = isHere ? plainStack(this, asset, parameters, stackSet) : null
    const from = exportsFrom === managementAccount ? undefined : exportsFrom === null ? sets[0] : sets.at(-1)
    const isRead = stackSet.exports.length > 0
    const outputs =
      isRead && from && reader ? outputsOf(this, { stackSet, set: from, reader, asset, parameters }) : null
    const exports = stackSet.exports.flatMap(({ parameter, output }) => {
      const value = outputs?.getAtt(output) ?? own?.getAtt(`Outputs.${output}`)
      if (value === undefined) return []
      values.export(parameter, value.toString())
      const description = `Output ${output} of ${stackSet.name}, kept by holdfast`
      return [
        new CfnParameter(this, parameter, { name: parameter, type: 'String', value: value.toString(), description }),
      ]
    })
    const stacks = [...sets, ...(own ? [own] : [])]
    for (const [at, one] of stacks.entries())
      for (const earlier of stacks.slice(0, at)) one.addResourceDependency(earlier)
    for (const one of [...stacks, ...exports]) keep(one, deployment)
    this.made = [...stacks, ...(outputs ? [outputs] : []), ...exports]
  }
}

/** Where a stack set of CloudFormation deploys to, and whether accounts that join get a stack by themselves. */
interface Targets {
  name: 'ous' | 'accounts'
  joining: boolean
  targets: CfnStackSet.DeploymentTargetsProperty
}

/**
 * Automatic deployment knows no filter: a set for named accounts cannot have it, or whoever joins anywhere would get a stack. So
 * these are a set of their own, and the set for OUs leaves them out, so that nobody gets two.
 */
function targetsOf({ units, accounts }: StackSet, root: string): Targets[] {
  const organizationalUnitIds = units.map(({ id }) => id)
  const others = accounts.length > 0 ? { accounts, accountFilterType: 'DIFFERENCE' } : {}
  const named = { organizationalUnitIds: [root], accounts, accountFilterType: 'INTERSECTION' }
  return [
    ...(units.length > 0
      ? [{ name: 'ous' as const, joining: true, targets: { organizationalUnitIds, ...others } }]
      : []),
    ...(accounts.length > 0 ? [{ name: 'accounts' as const, joining: false, targets: named }] : []),
  ]
}

interface Filled {
  stackSet: StackSet
  targets: Targets
  asset: TemplateAsset
  parameters: { key: string; value: string }[]
}

const stackSetOf = (scope: Construct, { stackSet, targets, asset, parameters }: Filled): CfnStackSet =>
  new CfnStackSet(scope, targets.name, {
    // with what follows the name, no two entries of a manifest have the same
    stackSetName: `holdfast-${stackSet.name}-${targets.name}`,
    ...(stackSet.description && { description: stackSet.description }),
    ...{ permissionModel: 'SERVICE_MANAGED', callAs: 'SELF', capabilities: ['CAPABILITY_NAMED_IAM'] },
    templateUrl: asset.url,
    autoDeployment: targets.joining
      ? { enabled: true, retainStacksOnAccountRemoval: stackSet.retainsStacks }
      : { enabled: false },
    managedExecution: { Active: true },
    parameters: parameters.map(({ key, value }) => ({ parameterKey: key, parameterValue: value })),
    operationPreferences: preferences(stackSet),
    stackInstancesGroup: [{ deploymentTargets: targets.targets, regions: stackSet.regions }],
    tags: tagsOf(stackSet),
  })

/** The management account's stacks in other regions, each with its templates beside it. */
function elsewhere(app: App, deployment: Deployment, home: Stack): Stack[] {
  const { manifest, stackSets } = deployment
  const own = stackSets.filter(({ inManagementAccount }) => inManagementAccount)
  const regions = new Set(own.flatMap(({ regions }) => regions).filter((region) => region !== manifest.region))
  return [...regions].sort().map((region) => {
    const stack = new Stack(app, `${stackNames.stackSets}-${region}`, {
      env: { account: manifest.organization.managementAccount, region },
      description: "holdfast: stacks of the manifest's stack sets in the management account",
    })
    stack.addStackDependency(home)
    const values = createValues(stack)
    let before: CfnStack | null = null
    for (const stackSet of own.filter(({ regions }) => regions.includes(region))) {
      const scope = new Construct(stack, stackSet.name)
      const asset = templateAsset(stack, stackSet.template)
      const made = plainStack(scope, asset, values.of(stackSet), stackSet)
      keep(made, deployment)
      if (before) made.addResourceDependency(before)
      before = made
    }
    return stack
  })
}

const plainStack = (
  scope: Construct,
  asset: TemplateAsset,
  parameters: { key: string; value: string }[],
  stackSet: StackSet,
): CfnStack =>
  new CfnStack(scope, 'Management', {
    templateUrl: asset.url,
    parameters: Object.fromEntries(parameters.map(({ key, value }) => [key, value])),
    tags: tagsOf(stackSet),
  })

/**
 * Whether it goes with its entry in the manifest. CloudFormation takes the word of the template before. What a deployment made that
 * is rolled back goes in any case: its name would be in the way of the next one.
 */
function keep(one: CfnResource, { deletesStackSets }: Deployment): void {
  const { DELETE, RETAIN, RETAIN_EXCEPT_ON_CREATE } = CfnDeletionPolicy
  one.cfnOptions.deletionPolicy = deletesStackSets ? DELETE : RETAIN_EXCEPT_ON_CREATE
  one.cfnOptions.updateReplacePolicy = deletesStackSets ? DELETE : RETAIN
}

function preferences({ operations, regions }: StackSet): CfnStackSet.OperationPreferencesProperty {
  const isSequential = operations.regionConcurrency === 'sequential'
  return {
    failureTolerancePercentage: operations.failureTolerancePercentage,
    maxConcurrentPercentage: operations.maxConcurrentPercentage,
    regionConcurrencyType: isSequential ? 'SEQUENTIAL' : 'PARALLEL',
    concurrencyMode: operations.concurrencyMode === 'soft' ? 'SOFT_FAILURE_TOLERANCE' : 'STRICT_FAILURE_TOLERANCE',
    ...(isSequential && { regionOrder: regions }),
  }
}

const tagsOf = ({ name }: StackSet) => Object.entries(ownerTags(name)).map(([key, value]) => ({ key, value }))
