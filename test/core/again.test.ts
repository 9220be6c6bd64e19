import { awaited, batchesOf, pauses, readLookAgain } from '../../core/event/again.ts'
import { readEvent } from '../../core/event/read.ts'
import type { ManifestPolicy } from '../../core/manifest.ts'
import { factsOf } from '../../core/organization/facts.ts'
import type { Organization } from '../../core/organization/organization.ts'
import { callEvent, details, serviceEvent } from '../support/events.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import { account, active, existing, fullAccess, organizationOf, prod, rcp, root, scp } from '../support/plan.ts'

const messages: { message: unknown; read: unknown }[] = [
  { message: { look: 2, isDue: true, events: [1] }, read: { look: 2, isDue: true, events: [1] } },
  { message: { look: 0, events: [] }, read: { look: 0, isDue: false, events: [] } },
  { message: { look: 0, isDue: 'yes', events: [] }, read: { look: 0, isDue: false, events: [] } },
  { message: { look: 1.5, events: [] }, read: undefined },
  { message: { events: [] }, read: undefined },
  { message: { look: 1 }, read: undefined },
  { message: { look: 1, events: 'x' }, read: undefined },
  { message: null, read: undefined },
  { message: callEvent({}), read: undefined },
]

test.each(messages)('a message $message asks for another look: $read', ({ message, read }) => {
  expect(readLookAgain(message)).toStrictEqual(read)
})

test('another look takes no more events along than a batch holds', () => {
  expect(readLookAgain({ look: 1, events: Array.from({ length: 50 }, (_, at) => at) })?.events).toHaveLength(10)
})

/** An event of so many characters. */
const long = (length: number) => 'x'.repeat(length - 2)
const batches: { what: string; events: unknown[]; sizes: number[] }[] = [
  { what: 'no events', events: [], sizes: [] },
  { what: 'ten events', events: Array(10).fill({}), sizes: [10] },
  { what: 'more than ten', events: Array(25).fill({}), sizes: [10, 10, 5] },
  { what: 'two that just fit', events: [long(40_000), long(40_000), 1], sizes: [2, 1] },
  { what: 'two that do not fit', events: [long(40_000), long(40_001), 1], sizes: [1, 2] },
  { what: 'one that is too long', events: [1, long(400_000), 1], sizes: [1, 1, 1] },
  { what: 'nothing that is JSON', events: [undefined, 1], sizes: [2] },
]

test.each(batches)('messages of $what', ({ events, sizes }) => {
  expect(batchesOf(events).map(({ length }) => length)).toStrictEqual(sizes)
  expect(batchesOf(events).flat()).toStrictEqual(events)
})

test('the further looks come 5, 30 and 120 seconds after the first', () => {
  expect(pauses.map((_, at) => pauses.slice(0, at + 1).reduce((sum, pause) => sum + pause, 0))).toStrictEqual([
    5_000, 30_000, 120_000,
  ])
})

const senders = { managementAccount: '111111111111', delegatedAdministrators: [] }
const of = (name: keyof typeof details, requestParameters: object) =>
  callEvent({ ...details[name], requestParameters: { tags: [{ key: 'holdfast' }], ...requestParameters } })
const detached = (policyId: string) => callEvent({ requestParameters: { policyId, targetId: prod } })
const moved = (destinationParentId?: string) =>
  callEvent({ eventName: 'MoveAccount', requestParameters: { accountId: active, destinationParentId } })
const inSync = organizationOf(
  [existing('deny'), existing('foreign0')],
  [
    ['deny', prod],
    ['foreign0', prod],
  ],
)
const withAccount = (...accounts: Organization['accounts']): Organization => ({ ...organizationOf([]), accounts })
const deny = existing('deny').id
const retired = [policy('deny', [], { state: 'absent' })]

const cases: {
  what: string
  event: unknown
  organization?: Organization
  wanted?: ManifestPolicy[]
  keys: string[]
}[] = [
  { what: 'a detach that is not seen', event: detached(deny), keys: [`attach/SCP/deny/${prod}`] },
  { what: 'a detach that is seen', event: detached(deny), organization: organizationOf([existing('deny')]), keys: [] },
  { what: 'a detach of a stranger', event: detached('p-foreign0000000'), keys: [] },
  { what: 'a detach of what was not read', event: detached('p-unknown0'), keys: [] },
  { what: 'a detach of what is retired', event: detached(deny), wanted: retired, keys: [] },
  { what: 'a detach of FullAWSAccess', event: detached(fullAccess.id), keys: [`attach/SCP/FullAWSAccess/${prod}`] },
  {
    what: 'an edit',
    event: of('UpdatePolicy', { policyId: deny }),
    keys: ['update-policy/SCP/deny', 'rename-policy/SCP/deny'],
  },
  { what: 'an edit of a stranger', event: of('UpdatePolicy', { policyId: 'p-foreign0000000' }), keys: [] },
  { what: 'an edit of what is retired', event: of('UpdatePolicy', { policyId: deny }), wanted: retired, keys: [] },
  {
    what: 'a deletion that is not seen',
    event: of('DeletePolicy', { policyId: deny }),
    keys: ['create-policy/SCP/deny'],
  },
  {
    what: 'a deletion that is seen',
    event: of('DeletePolicy', { policyId: deny }),
    organization: organizationOf([]),
    keys: [],
  },
  { what: 'a tag', event: of('TagResource', { resourceId: deny }), keys: [] },
  {
    what: 'a type that is still enabled',
    event: callEvent(details.DisablePolicyType),
    keys: ['enable-policy-type/SCP'],
  },
  {
    what: 'a type that is disabled',
    event: callEvent(details.DisablePolicyType),
    organization: { ...inSync, enabledTypes: [] },
    keys: [],
  },
  {
    what: 'a type that the manifest does not use',
    event: callEvent(details.DisablePolicyType),
    organization: { ...inSync, enabledTypes: [scp, rcp] },
    wanted: [policy('deny', [], { type: rcp })],
    keys: [],
  },
  { what: 'a type that was enabled', event: of('EnablePolicyType', { policyType: scp }), keys: [] },
  { what: 'a move that is seen', event: moved(prod), organization: withAccount(account(active, prod)), keys: [] },
  {
    what: 'a move that is not seen',
    event: moved(prod),
    organization: withAccount(account(active, root)),
    keys: [`account/${active}`],
  },
  { what: 'a move to nobody knows where', event: moved(), organization: withAccount(account(active, root)), keys: [] },
  {
    what: 'a move of an account that lies nobody knows where',
    event: moved(prod),
    organization: withAccount({ ...account(active, root), parentId: null }),
    keys: [],
  },
  {
    what: 'an account that is not there yet',
    event: moved(prod),
    organization: withAccount(),
    keys: [`account/${active}`],
  },
  {
    what: 'an account that is not active yet',
    event: moved(prod),
    organization: withAccount(account(active, prod, { state: 'PENDING_ACTIVATION' })),
    keys: [`account/${active}`],
  },
  {
    what: 'an account that left',
    event: serviceEvent({ eventName: 'AccountDepartedOrganization', serviceEventDetails: { accountId: active } }),
    organization: withAccount(),
    keys: [],
  },
]

test.each(cases)(
  '$what',
  ({
    event,
    organization = inSync,
    wanted = [policy('deny', [prod]), policy('other', [prod], { type: rcp })],
    keys,
  }) => {
    const reading = readEvent(event, senders)
    if (reading.kind !== 'watched') throw new Error(`it should be watched, and is ${reading.kind}`)
    expect(awaited(reading, manifestOf(wanted), organization, factsOf(organization))).toStrictEqual(keys)
  },
)
