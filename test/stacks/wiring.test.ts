// The proof on the real wiring: what the stacks synthesize is put to work. Rules, queues, mappings, environments, bundles and
// roles are taken from the templates; events come from the emulator.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { exampleOrganization } from '../support/cli.ts'
import { assembly, type Cloud, openCloud, type Synthesized } from '../support/deployed/cloud.ts'
import { describeWithMoto } from '../support/moto.ts'

const repository = resolve(__dirname, '../..')

const account = '111111111111'

describeWithMoto(
  'the synthesized stacks at work',
  (moto) => {
    let out: string
    let stacks: Record<string, Synthesized>
    let cloud: Cloud

    beforeAll(async () => {
      out = mkdtempSync(join(tmpdir(), 'holdfast-wiring-'))
      execFileSync(process.execPath, ['dist/stacks/main.js'], {
        cwd: repository,
        env: { PATH: process.env.PATH, CDK_OUTDIR: out, CDK_VALIDATION: 'false' },
        stdio: 'pipe',
      })
      stacks = assembly(out)
      const { 'holdfast-management': management, 'holdfast-evidence': evidence } = stacks
      if (!management || !evidence) throw new Error(`Only ${Object.keys(stacks)}`)
      cloud = await openCloud({
        management,
        others: [evidence],
        organization: parse(readFileSync(exampleOrganization, 'utf8')),
        moto: moto.endpoint,
      })
    })

    afterAll(async () => {
      await cloud?.close()
      rmSync(out, { recursive: true, force: true })
    })

    test('a sweep of the schedule makes the organization as the manifest says', async () => {
      for (const schedule of cloud.deployed.ofType('AWS::Scheduler::Schedule')) await cloud.fire(schedule)
      await cloud.settle()
      expect(cloud.gate.calls.filter(({ isAllowed }) => !isAllowed)).toEqual([])
      expect(await cloud.records()).not.toEqual([])
    })
  },
  account,
)
