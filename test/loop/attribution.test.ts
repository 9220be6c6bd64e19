import {
  AttachPolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  OrganizationsClient,
  PutResourcePolicyCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import type { Notice } from '../../core/event/incident.ts'
import { told } from '../support/drift.ts'
import { content, createWorld, manifestOf, policy, type World, type WorldOptions } from '../support/world.ts'
import { recordsOf } from '../support/writes.ts'

// Events get lost; what a sweep restored without one CloudTrail tells later: who made it, and people are told once.

const minute = 60_000
const day = 24 * 60 * minute
const [root, prod, account] = ['r-ab12', 'ou-ab12-22222222', '444444444444']
const lost: NonNullable<WorldOptions['emulator']> = () => ({ delivery: { loss: 1 } })
const manifest = manifestOf([
  policy('deny', [root, prod]),
  policy('watched', [prod], { mode: 'notify' }),
  policy('cover', [], { eachAccountIn: [{ id: root, path: root, joinedAfter: null, except: [] }] }),
])

let world: World
const clients: OrganizationsClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await world.close()
})
const begin = async (options: Partial<WorldOptions> = {}) => {
  world = await createWorld({ manifest, emulator: lost, ...options })
  await world.apply({ ...manifest, policies: manifest.policies.map((one) => ({ ...one, mode: 'enforce' })) })
  await later(30 * minute)
  await world.sweep()
  world.notices.splice(0)
}
const later = async (milliseconds: number) => {
  await world.clock.advanceTo(world.clock.now() + milliseconds)
  await world.settle()
}
/** Somebody else than mallory; a name of twelve digits is an account. */
const somebody = (accessKeyId: string): OrganizationsClient => {
  const credentials = { accessKeyId, secretAccessKey: 'x' }
  const client = new OrganizationsClient({ region: 'us-east-1', endpoint: world.emulator.url, credentials })
  clients.push(client)
  return client
}
const found = async () => {
  await later(minute)
  await world.sweep()
}
const asked = async (after = 21 * minute) => {
  await later(after)
  await world.evidence()
}
const amended = (): Notice[] => world.notices.filter(({ news }) => news === 'amended')
const makers = () =>
  amended().map(({ incident: { key, cause } }) => `${key} ${cause?.event} ${cause?.actor.session.split('/').at(-1)}`)
const unknown = () => world.notices.filter(({ incident }) => incident.text.startsWith('It is not known who made'))
const id = async (name: string) => (await world.idOf(name)) ?? ''

const deeds: [what: string, deed: () => Promise<unknown>, maker: string][] = [
  ['a detach', () => world.detach('deny', prod), `attach/SCP/deny/${prod} DetachPolicy mallory`],
  [
    'an edit',
    async () =>
      world.admin.send(new UpdatePolicyCommand({ PolicyId: await id('deny'), Content: content('iam:CreateUser') })),
    'update-policy/SCP/deny UpdatePolicy mallory',
  ],
  [
    'a new name',
    async () => world.admin.send(new UpdatePolicyCommand({ PolicyId: await id('deny'), Name: 'harmless' })),
    'rename-policy/SCP/deny UpdatePolicy mallory',
  ],
  [
    'a type that was switched off',
    () => world.admin.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    'enable-policy-type/SCP DisablePolicyType mallory',
  ],
  [
    'a deletion',
    async () => {
      const PolicyId = await id('deny')
      for (const TargetId of [root, prod]) await world.admin.send(new DetachPolicyCommand({ PolicyId, TargetId }))
      await world.admin.send(new DeletePolicyCommand({ PolicyId }))
    },
    'create-policy/SCP/deny DeletePolicy mallory',
  ],
  [
    'a detach from an account',
    () => world.detach('cover', account),
    `attach/SCP/cover/${account} DetachPolicy mallory`,
  ],
]

test.each(deeds)('%s: restored by the sweep, and CloudTrail tells who it was', async (_, deed, maker) => {
  await begin()
  await deed()
  await found()
  expect(told(world.notices)).toContain(`restored ${maker.split(' ')[0]}`)
  expect(world.notices.every(({ incident }) => incident.cause === null)).toBe(true)
  await asked()
  expect(makers()).toContain(maker)
  expect(amended().every(({ incident }) => incident.state !== 'open')).toBe(true)
  const records = recordsOf(world, 'attribution').map(({ data }) => data)
  const observed = recordsOf(world, 'observation').flatMap(({ data }) => data.found)
  for (const { incident, event } of records) {
    expect(observed.map((one) => one.incident)).toContain(incident)
    expect(event.actor.principal).toMatch(/^principal_k1_/)
  }
  expect(records).toHaveLength(amended().length)
  await asked()
  await asked(2 * 60 * minute)
  expect([amended().length, unknown()]).toEqual([records.length, []])
})

test('an incident that is still open knows from then on who made it', async () => {
  await begin()
  await world.detach('watched', prod)
  await found()
  expect(told(world.notices)).toEqual([`reported attach/SCP/watched/${prod}`])
  await asked()
  expect(makers()).toEqual([`attach/SCP/watched/${prod} DetachPolicy mallory`])
  await world.attach(await id('watched'), prod)
  await found()
  const over = world.notices.at(-1)
  expect([over?.incident.state, over?.incident.cause?.event]).toEqual(['over', 'DetachPolicy'])
})

test('the last who made it is who made it, whatever others did before, and what came after', async () => {
  await begin()
  const pair = { PolicyId: await id('watched'), TargetId: prod }
  const turn = async (who: string, Command: typeof DetachPolicyCommand | typeof AttachPolicyCommand) => {
    await later(1_000)
    await somebody(who).send(new Command(pair) as DetachPolicyCommand)
  }
  await turn('alice', DetachPolicyCommand)
  await turn('bob', AttachPolicyCommand)
  await turn('eve', DetachPolicyCommand)
  await found()
  await turn('bob', AttachPolicyCommand)
  await turn('trudy', DetachPolicyCommand)
  await asked()
  expect(makers()).toEqual([`attach/SCP/watched/${prod} DetachPolicy eve`])
})

test('two within a second cannot be told apart, and that is said', async () => {
  await begin()
  const pair = { PolicyId: await id('watched'), TargetId: prod }
  await somebody('alice').send(new DetachPolicyCommand(pair))
  await somebody('alice').send(new AttachPolicyCommand(pair))
  await somebody('eve').send(new DetachPolicyCommand(pair))
  await found()
  await asked(80 * minute)
  expect([makers(), unknown().length]).toEqual([[], 1])
  expect(unknown()[0]?.detail).toMatch(/DetachPolicy of .*(alice|eve).* or DetachPolicy of .*(alice|eve)/)
  expect(recordsOf(world, 'attribution')).toEqual([])
  await asked(80 * minute)
  expect(unknown()).toHaveLength(1)
})

test('a delegated administrator’s call is in his own account’s history: it is said where to look', async () => {
  const delegated = '222222222222'
  const wide = { ...manifest, delegatedAdministrators: [delegated] }
  await begin({ manifest: wide })
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: delegated }, Action: 'organizations:*', Resource: '*' }],
  })
  await world.admin.send(new PutResourcePolicyCommand({ Content }))
  // What was ended again long before is not what was found.
  await world.detach('deny', prod)
  await world.attach(await id('deny'), prod)
  await later(2_000)
  await somebody(delegated).send(new DetachPolicyCommand({ PolicyId: await id('deny'), TargetId: prod }))
  await found()
  await asked(80 * minute)
  expect([makers(), unknown().length]).toEqual([[], 1])
  expect(unknown()[0]?.detail).toContain(delegated)
})

test('what CloudTrail delivers late is waited for', async () => {
  await begin({ emulator: () => ({ delivery: { loss: 1, history: 30 * minute } }) })
  await world.detach('deny', prod)
  await found()
  await asked()
  expect([makers(), unknown()]).toEqual([[], []])
  await asked(15 * minute)
  expect(makers()).toEqual([`attach/SCP/deny/${prod} DetachPolicy mallory`])
})

test('where an event came after all nobody is told twice', async () => {
  await begin({ emulator: () => ({ delivery: { delay: 5 * minute } }) })
  await world.detach('watched', prod)
  await found()
  await later(10 * minute)
  await world.sweep()
  const before = world.notices.length
  await asked()
  expect(world.notices.slice(before).filter(({ incident }) => incident.cause?.event !== 'DetachPolicy')).toEqual([])
  expect(amended().length).toBeLessThanOrEqual(1)
})

test('an outage of days: the sweep after it restores, and it is known who it was', async () => {
  await begin()
  await later(minute)
  await world.detach('deny', prod)
  await later(10 * day)
  await world.sweep()
  await asked()
  expect(makers()).toEqual([`attach/SCP/deny/${prod} DetachPolicy mallory`])
})

test('after ninety days nobody knows, and that is said', async () => {
  await begin()
  await later(minute)
  await world.detach('deny', prod)
  await later(91 * day)
  await world.sweep()
  await asked(80 * minute)
  expect([makers(), unknown().length]).toEqual([[], 1])
})

test('a history that is throttled is asked again, and who made it is told once', async () => {
  let isThrottled = true
  await begin({
    failed: () => {},
    portsOf: (ports) => ({
      ...ports,
      history: async (query) => {
        if (isThrottled) throw new Error('ThrottlingException')
        return ports.history(query)
      },
    }),
  })
  await world.detach('deny', prod)
  await found()
  await asked()
  expect(told(world.notices)).toContain('open evidence-incomplete/attribute')
  isThrottled = false
  await asked()
  await asked()
  expect(makers()).toEqual([`attach/SCP/deny/${prod} DetachPolicy mallory`])
})

test('a session that calls itself as we are called made it nevertheless', async () => {
  await begin({
    portsOf: (ports) => ({
      ...ports,
      history: async (query) =>
        (await ports.history(query)).map((detail) => {
          const record = detail as { userIdentity: { userName?: string } }
          if (record.userIdentity.userName !== 'mallory') return record
          const userIdentity = {
            type: 'AssumedRole',
            arn: 'arn:aws:sts::111111111111:assumed-role/admin/holdfast-sweep',
            sessionContext: {
              sessionIssuer: {
                type: 'Role',
                accountId: '111111111111',
                userName: 'admin',
                arn: 'arn:aws:iam::111111111111:role/admin',
              },
            },
          }
          return { ...record, userIdentity }
        }),
    }),
  })
  await world.detach('deny', prod)
  await found()
  await asked()
  expect(amended().map(({ incident }) => incident.cause?.actor.principal)).toEqual([
    'arn:aws:iam::111111111111:role/admin',
  ])
})

test('rows that others wrote are no differences', async () => {
  await begin()
  await world.ports.state.put({ 'unattributed/x': { incident: { key: 'x' }, since: 0, ids: [] }, 'unattributed/y': 7 })
  await asked()
  expect(world.notices).toEqual([])
})
