import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../core/digest.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import { fullDeploymentOf, synthesize, temporaryFolder } from '../support/stacks.ts'

const folder = temporaryFolder()

/** Every file that CDK leaves, with its digest. */
const filesOf = (output: string) =>
  Object.fromEntries(
    readdirSync(output, { recursive: true })
      .map(String)
      .filter((name) => statSync(join(output, name)).isFile())
      .sort()
      .map((name) => [name, sha256(readFileSync(join(output, name)))]),
  )

test('the same deployment makes the same bytes in another folder', () => {
  const manifest = manifestOf([policy('deny', ['r-ab12'])], { delegatedAdministrators: ['222222222222'] })
  const outputs = ['one', 'other'].map((name) => {
    synthesize(fullDeploymentOf(structuredClone(manifest)), join(folder, name))
    return filesOf(join(folder, name, 'cdk.out'))
  })
  expect(Object.keys(outputs[0] ?? {}).length).toBeGreaterThan(10)
  expect(outputs[1]).toEqual(outputs[0])
})
