import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DetachPolicyCommand, ListPoliciesCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { createClient } from '../../aws/client.ts'
import { createOrganizations } from '../../aws/organizations.ts'
import type { Context } from '../../cli/context.ts'
import { startEnforcement } from '../../cli/enforcement.ts'
import { openFolder } from '../../cli/folder.ts'
import type { Notice } from '../../core/event/incident.ts'
import type { Clock } from '../../core/ports.ts'
import { type Emulator, startEmulator } from '../../emulator/index.ts'
import { manifestOf, policy, smallOrganization } from '../support/world.ts'

// What `up` runs, on a clock that goes so much faster than the machine's: an hour is some seconds.

const speed = 300
const minute = 60_000
const started = Date.now()
const clock: Clock = {
  now: () => started + (Date.now() - started) * speed,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds / speed).unref()
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    }),
}

const prod = 'ou-ab12-22222222'
const manifest = manifestOf([policy('deny', ['r-ab12', prod])])
const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
let emulator: Emulator
let admin: OrganizationsClient
afterAll(async () => {
  admin.destroy()
  await emulator.close()
  rmSync(folder, { recursive: true })
})

test('events that got lost: the sweep restores, and the timeline shows afterwards who it was', async () => {
  emulator = await startEmulator({
    organization: smallOrganization(),
    now: clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds),
    delivery: { loss: 1 },
  })
  const env = { AWS_ENDPOINT_URL: emulator.url }
  const said: string[] = []
  const context: Context = {
    ...{ folder, env, clock, fetch, isTerminal: false, ask: undefined },
    out: (text) => void said.push(text),
    say: (text) => void said.push(text),
    paint: (_, text) => text,
    signal: new AbortController().signal,
  }
  const connect = () =>
    createOrganizations({ client: createClient({ region: 'us-east-1', env }), clock, random: Math.random })
  const notices: Notice[] = []
  const heard = (state: (notice: Notice) => boolean) => notices.filter(state)
  const enforcement = await startEnforcement(
    context,
    manifest,
    connect,
    emulator.url,
    openFolder(context, manifest, { endpoint: emulator.url }),
    (told) => void notices.push(...told.notices),
  )
  try {
    await enforcement.sweep()
    notices.splice(0)
    const credentials = { accessKeyId: 'mallory', secretAccessKey: 'x' }
    admin = new OrganizationsClient({ region: 'us-east-1', endpoint: emulator.url, credentials })
    const { Policies = [] } = await admin.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))
    const PolicyId = Policies.find(({ Name }) => Name === 'deny')?.Id
    await admin.send(new DetachPolicyCommand({ PolicyId, TargetId: prod }))
    for (let waited = 0; waited < 120 && heard(({ news }) => news === 'amended').length === 0; waited++)
      await clock.sleep(minute)
  } finally {
    await enforcement.stop()
  }
  const [found, ...amended] = heard(({ incident }) => incident.key === `attach/SCP/deny/${prod}`)
  expect([found?.incident.state, found?.incident.cause]).toEqual(['restored', null])
  expect(amended.map(({ incident }) => incident.cause?.actor.session.split('/').at(-1))).toEqual(['mallory'])
  expect(said.filter((text) => text.includes('failed'))).toEqual([])
}, 60_000)
