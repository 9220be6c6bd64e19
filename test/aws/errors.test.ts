import '../support/realm.ts'
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { createOrganizations } from '../../aws/organizations.ts'
import { nowhere } from '../../core/event/scope.ts'
import { type Action, type Change, change } from '../../core/plan/change.ts'
import type { Outcome } from '../../core/plan/outcome.ts'
import { type Emulator, type Fault, startEmulator } from '../../emulator/index.ts'
import { faults, times } from '../support/faults.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'
import { content, manifestOf, policy, smallOrganization } from '../support/world.ts'

const manifest = manifestOf([policy('deny', ['r-ab12'])])
const failing = faults()
let emulator: Emulator
let client: OrganizationsClient
let clock: VirtualClock
let started: number

const deny = 'p-deny00000'
const attached = 'p-attached0'
const organization = () => ({
  ...smallOrganization(),
  root: { ...smallOrganization().root, policies: ['p-FullAWSAccess', attached] },
  policies: [deny, attached].map((id) => ({
    ...{ id, name: id, type: 'SERVICE_CONTROL_POLICY', content: content('s3:*') },
  })),
})

const connect = (endpoint: string) =>
  new OrganizationsClient({
    region: 'us-east-1',
    endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })

/** As createOrganizations, with every call counted as in flight, so that virtual time waits for it. */
function organizationsOf(endpoint: string, attempts?: number) {
  client = connect(endpoint)
  client.middlewareStack.add((next) => (args) => clock.track(next(args)), { step: 'finalizeRequest' })
  return createOrganizations({ client, clock, random: () => 0.5, ...(attempts && { attempts }) })
}

beforeEach(async () => {
  clock = virtualClock()
  started = clock.now()
  emulator = await startEmulator({ organization: organization(), now: clock.now, fault: failing.hook })
  failing.sent.length = 0
})
afterEach(async () => {
  failing.clear()
  client.destroy()
  await emulator.close()
})

const subject = (id: string) => ({ name: id, type: 'SERVICE_CONTROL_POLICY' as const, id })
const reason = { code: 'x', text: 'x' }
const root = { target: { id: 'r-ab12', path: 'Root' } }
const attach = change('attach', subject(deny), 'enforce', reason, root)

const carryOut = (one: Change, attempts?: number): Promise<Outcome> =>
  clock.until(organizationsOf(emulator.url, attempts).apply(manifest, one, { created: new Map(), enabled: new Set() }))

const passing: Fault[] = [
  { name: 'ConcurrentModificationException' },
  { name: 'PolicyChangesInProgressException' },
  { name: 'TooManyRequestsException' },
  { name: 'TooManyRequestsException', status: 429 },
  { name: 'ThrottlingException' },
  { name: 'Throttling' },
  { name: 'RequestLimitExceeded' },
  { name: 'ServiceException' },
  { name: 'SomethingNew', status: 503 },
  { name: 'dropped', destroy: true },
]

test.each(passing)('$name passes by itself: three times, and then it is done', async (fault) => {
  failing.set(times('AttachPolicy', 3, fault))
  expect(await carryOut(attach)).toMatchObject({ result: 'done', error: null })
  expect(failing.sent).toEqual(Array(4).fill('AttachPolicy'))
  // 0.5 s, 1 s and 2 s, each by three quarters: half of it is jitter, of which the test throws one half.
  expect(clock.now() - started).toBe(0.75 * (500 + 1_000 + 2_000))
})

test.each(passing)('$name for ever: given up after the attempts, with a sentence', async (fault) => {
  failing.set(times('AttachPolicy', 100, fault))
  const outcome = await carryOut(attach)
  expect(outcome.result).toBe('failed')
  expect(outcome.error?.message).toMatch(/^AttachPolicy \w.{20}/)
  expect(failing.sent).toHaveLength(8)
  expect(clock.now() - started).toBe(0.75 * (500 + 1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 30_000))
})

test('as many attempts as the caller wants', async () => {
  failing.set(times('AttachPolicy', 100, { name: 'ServiceException' }))
  await carryOut(attach, 2)
  expect(failing.sent).toHaveLength(2)
})

test('nobody answers at the address: tried again, then said', async () => {
  const silent = await startEmulator()
  const { url } = silent
  await silent.close()
  const outcome = await clock.until(
    organizationsOf(url, 2).apply(manifest, attach, { created: new Map(), enabled: new Set() }),
  )
  expect(outcome.result).toBe('failed')
  expect(outcome.error?.name).toBe('ECONNREFUSED')
  expect(outcome.error?.message).toMatch(/AWS_ENDPOINT_URL/)
})

const lost: Fault[] = [
  { name: 'dropped', destroy: true, after: true },
  { name: 'ServiceException', after: true },
]

test.each(lost)('an answer that got lost ($name) after the write took effect: it is done', async (fault) => {
  failing.set(times('AttachPolicy', 1, fault))
  expect(await carryOut(attach)).toMatchObject({ result: 'done', error: null })
  expect(failing.sent).toEqual(['AttachPolicy', 'AttachPolicy'])
})

const already: { what: string; one: Change }[] = [
  { what: 'attached', one: change('attach', subject(attached), 'enforce', reason, root) },
  { what: 'not attached', one: change('detach', subject(deny), 'enforce', reason, root) },
  { what: 'deleted', one: change('delete-policy', subject('p-missing00'), 'enforce', reason) },
  { what: 'deleted, and so not attached', one: change('detach', subject('p-missing00'), 'enforce', reason, root) },
  {
    what: 'not attached to what is gone',
    one: change('detach', subject(deny), 'enforce', reason, { target: { id: 'ou-ab12-99999999', path: 'Gone' } }),
  },
  {
    what: 'enabled',
    one: change('enable-policy-type', { name: '', type: 'SERVICE_CONTROL_POLICY', id: null }, 'enforce', reason),
  },
]

test.each(already)('what is $what already is no failure', async ({ one }) => {
  expect(await carryOut(one)).toMatchObject({ result: 'already', error: null })
  expect(failing.sent).toHaveLength(1)
})

const moved: { name: string; one: Change }[] = [
  { name: 'PolicyNotFoundException', one: change('attach', subject('p-missing00'), 'enforce', reason, root) },
  {
    name: 'TargetNotFoundException',
    one: change('attach', subject(deny), 'enforce', reason, { target: { id: 'ou-ab12-99999999', path: 'Gone' } }),
  },
  {
    name: 'DuplicatePolicyException',
    one: change('create-policy', { ...subject(deny), id: null }, 'enforce', reason, {
      after: { content: content('s3:*') },
    }),
  },
  { name: 'PolicyInUseException', one: change('delete-policy', subject(attached), 'enforce', reason) },
  {
    name: 'PolicyTypeNotEnabledException',
    one: change(
      'attach',
      { ...subject('p-RCPFullAWSAccess'), type: 'RESOURCE_CONTROL_POLICY' },
      'enforce',
      reason,
      root,
    ),
  },
]

test.each(moved)('$name: the organization is not as it was read, one attempt', async ({ name, one }) => {
  const outcome = await carryOut(one)
  expect(outcome).toMatchObject({ result: 'failed', error: { name } })
  expect(outcome.error?.message).toMatch(/: \S.{10}/)
  expect(outcome.error?.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(failing.sent.filter((operation) => !/^(List|Describe|Get)/.test(operation))).toHaveLength(1)
})

const refused: { fault: Fault; says: RegExp }[] = [
  ...[
    'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    'POLICY_CONTENT_LIMIT_EXCEEDED',
    'POLICY_NUMBER_LIMIT_EXCEEDED',
    'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
    'SOMETHING_NEW',
  ].map((why) => ({ fault: { name: 'ConstraintViolationException', reason: why }, says: new RegExp(why) })),
  { fault: { name: 'InvalidInputException', reason: 'IMMUTABLE_POLICY' }, says: /own policies/ },
  { fault: { name: 'AccessDeniedException' }, says: /need organizations:AttachPolicy/ },
  { fault: { name: 'AccessDenied' }, says: /need organizations:AttachPolicy/ },
  { fault: { name: 'MalformedPolicyDocumentException' }, says: /holdfast validate/ },
  { fault: { name: 'PolicyTypeNotAvailableForOrganizationException' }, says: /all features/ },
  { fault: { name: 'UnsupportedAPIEndpointException' }, says: /region and partition/ },
  { fault: { name: 'AWSOrganizationsNotInUseException' }, says: /management account/ },
  { fault: { name: 'ExpiredTokenException' }, says: /sign in again/ },
  { fault: { name: 'UnrecognizedClientException' }, says: /sign in again/ },
  { fault: { name: 'InvalidSignatureException' }, says: /clock/ },
]

test.each(refused)('$fault.name $fault.reason is refused at once, with what to do', async ({ fault, says }) => {
  failing.set(times('AttachPolicy', 100, { message: 'Words of AWS', ...fault }))
  const outcome = await carryOut(attach)
  expect(outcome).toMatchObject({ result: 'refused', error: { name: fault.name, reason: fault.reason ?? null } })
  expect(outcome.error?.message).toMatch(says)
  expect(failing.sent).toHaveLength(1)
})

test('what nobody foresaw is a failure in AWS’s words, which cannot move the cursor', async () => {
  failing.set(times('AttachPolicy', 100, { name: 'NewException', message: 'Bad\u001b[2J things\nhappen' }))
  const outcome = await carryOut(attach)
  expect(outcome).toMatchObject({ result: 'failed', error: { name: 'NewException' } })
  expect(outcome.error?.message).toBe('AttachPolicy failed with NewException: Bad?[2J things?happen')
  expect(failing.sent).toHaveLength(1)
})

const actions: { action: Action; operation: string }[] = [
  { action: 'attach', operation: 'AttachPolicy' },
  { action: 'detach', operation: 'DetachPolicy' },
  { action: 'create-policy', operation: 'CreatePolicy' },
  { action: 'update-policy', operation: 'UpdatePolicy' },
  { action: 'rename-policy', operation: 'UpdatePolicy' },
  { action: 'tag-policy', operation: 'TagResource' },
  { action: 'delete-policy', operation: 'DeletePolicy' },
  { action: 'enable-policy-type', operation: 'EnablePolicyType' },
]

test.each(actions)('$action is one $operation', async ({ action, operation }) => {
  const id =
    action === 'create-policy' || action === 'enable-policy-type' ? null : action === 'detach' ? attached : deny
  const type =
    action === 'enable-policy-type' ? ('RESOURCE_CONTROL_POLICY' as const) : ('SERVICE_CONTROL_POLICY' as const)
  const after = { content: content('ec2:*'), tags: { holdfast: 'deny' } }
  const one = change(action, { name: 'new', type, id }, 'enforce', reason, { ...root, after })
  expect(await carryOut(one)).toMatchObject({ result: 'done', error: null })
  expect(failing.sent).toEqual([operation])
})

test('what needs a policy that could not be made is skipped, without a call', async () => {
  const one = change('attach', { ...subject('new'), id: null }, 'enforce', reason, root)
  expect(await carryOut(one)).toEqual({ result: 'skipped', error: null })
  expect(failing.sent).toEqual([])
})

// Reads: a command ends with the error; enforcement goes on with what it could read.
test('a read that is denied ends a plan, and enforcement says what it could not read', async () => {
  failing.set(({ operation }) => (operation === 'ListPolicies' ? { name: 'AccessDeniedException' } : undefined))
  const organizations = organizationsOf(emulator.url)
  const scope = { ...nowhere, types: ['SERVICE_CONTROL_POLICY' as const] }
  await expect(clock.until(organizations.observe(manifest, scope, 'apply'))).rejects.toThrow(
    /need organizations:ListPolicies/,
  )
  const seen = await clock.until(organizations.observe(manifest, scope, 'enforce'))
  expect(seen.unread).toEqual([expect.stringMatching(/organizations:ListPolicies/)])
  expect(seen.read.policyLists).toEqual([])
})

test('a sweep that was too fast waits longer than who was not: what somebody does now comes first', async () => {
  const takes = async (yields: number) => {
    failing.set(times('AttachPolicy', 1, { name: 'TooManyRequestsException' }))
    const began = clock.now()
    const pace = { reads: null, writes: 1, yields }
    const organizations = createOrganizations({ client, clock, random: () => 0.5, pace })
    await clock.until(organizations.apply(manifest, attach, { created: new Map(), enabled: new Set() }))
    return clock.now() - began
  }
  client = connect(emulator.url)
  client.middlewareStack.add((next) => (args) => clock.track(next(args)), { step: 'finalizeRequest' })
  expect(await takes(0)).toBeLessThan(5_000)
  expect(await takes(5_000)).toBeGreaterThanOrEqual(5_000)
})
