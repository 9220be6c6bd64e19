import { join } from 'node:path'
import { createApp } from '../../stacks/app.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import { fullDeploymentOf, temporaryFolder, writeBundles } from '../support/stacks.ts'

const folder = temporaryFolder()

/** Stacks that CDK deploys before each one of an application with everything in it. */
function before(): Record<string, string[]> {
  const manifest = manifestOf([policy('deny', ['r-ab12'])], { delegatedAdministrators: ['333333333333'] })
  const bundles = writeBundles(join(folder, 'functions'))
  const { stacks } = createApp(fullDeploymentOf(manifest), { outdir: join(folder, 'cdk.out'), bundles }).synth()
  const names = new Set(stacks.map(({ id }) => id))
  return Object.fromEntries(
    stacks.map(({ id, dependencies }) => [
      id,
      dependencies
        .map((one) => one.id)
        .filter((one) => names.has(one))
        .sort(),
    ]),
  )
}

test('what lies in member accounts is there before enforcement attaches what may forbid to change it', () => {
  expect(before()).toEqual({
    'holdfast-evidence': [],
    'holdfast-seal': ['holdfast-evidence'],
    'holdfast-denials': [],
    'holdfast-management': ['holdfast-denials', 'holdfast-seal'],
    // A bus has to admit them first.
    'holdfast-forwarder-111111111111-eu-west-1': ['holdfast-management'],
    'holdfast-forwarder-333333333333-us-east-1': ['holdfast-management'],
    'holdfast-baseline': ['holdfast-denials'],
    'holdfast-stack-sets': ['holdfast-baseline'],
  })
})
