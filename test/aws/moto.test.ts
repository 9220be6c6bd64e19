import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DetachPolicyCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { createClient } from '../../aws/client.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import { fileState } from '../../local/state.ts'
import { carryOut } from '../../loop/carry-out.ts'
import { systemClock } from '../../loop/clock.ts'
import { planFor } from '../../loop/plan.ts'
import { describeWithMoto } from '../support/moto.ts'
import { manifestOf, policy } from '../support/world.ts'

describeWithMoto('moto, which knows nothing of us', (moto) => {
  let client: OrganizationsClient | undefined
  afterEach(() => client?.destroy())

  test('the same plan and the same apply work there', async () => {
    const admin = createClient(moto.connection)
    client = admin
    const { Organization } = await admin.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
    const { Roots } = await admin.send(new ListRootsCommand({}))
    const root = Roots?.[0]?.Id ?? ''
    const unit = async (Name: string, ParentId: string) => {
      const made = await admin.send(new CreateOrganizationalUnitCommand({ Name, ParentId }))
      return made.OrganizationalUnit?.Id ?? ''
    }
    const workloads = await unit('Workloads', root)
    const prod = await unit('Prod', workloads)
    const status = await admin.send(
      new CreateAccountCommand({ AccountName: 'payments', Email: 'payments@example.com' }),
    )
    const account = status.CreateAccountStatus?.AccountId ?? ''
    const manifest = manifestOf(
      [
        policy('deny-leave', [root, prod]),
        policy('deny-root', [workloads, account]),
        policy('each', [], { eachAccountIn: [{ id: root, path: 'Root', joinedAfter: null, except: [] }] }),
        policy('boundary', [root], { type: 'RESOURCE_CONTROL_POLICY' }),
      ],
      {
        organization: {
          id: Organization?.Id ?? '',
          managementAccount: Organization?.MasterAccountId ?? '',
          root,
        },
      },
    )
    const connected = () => createOrganizations({ client: admin, clock: systemClock, random: Math.random, attempts: 2 })
    const apply = async () => {
      const organizations = connected()
      const { plan } = await planFor(manifest, { organizations, clock: systemClock })
      expect(plan.blocked).toEqual([])
      let id = 0
      const state = fileState(join(mkdtempSync(join(tmpdir(), 'holdfast-')), 'state.json'), systemClock)
      const ports = {
        ...{
          organizations,
          state,
          clock: systemClock,
          audit: async () => {},
          keys: async () => '',
          notify: async () => {},
        },
        id: () => `${id++}`,
        state: { put: async () => {} },
      }
      return carryOut(ports, manifest, plan.changes)
    }
    const first = await apply()
    expect(first.filter(({ outcome }) => outcome.result !== 'done')).toEqual([])
    expect(first.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        'enable-policy-type/SCP',
        'enable-policy-type/RCP',
        `attach/SCP/deny-leave/${prod}`,
        `attach/SCP/each/${account}`,
        `attach/RCP/boundary/${root}`,
      ]),
    )
    expect(await apply()).toEqual([])

    const id = first.find(({ key }) => key === 'create-policy/SCP/deny-leave')?.policy.id ?? ''
    await admin.send(new DetachPolicyCommand({ PolicyId: id, TargetId: prod }))
    expect((await apply()).map(({ key, outcome }) => [key, outcome.result])).toEqual([
      [`attach/SCP/deny-leave/${prod}`, 'done'],
    ])
    const { Targets } = await admin.send(new ListTargetsForPolicyCommand({ PolicyId: id }))
    expect(Targets?.map(({ TargetId }) => TargetId).sort()).toEqual([prod, root].sort())
  })
})
