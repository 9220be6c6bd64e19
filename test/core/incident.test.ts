import type { Incident } from '../../core/event/incident.ts'
import { type Findings, incidents } from '../../core/event/incidents.ts'
import { readEvent } from '../../core/event/read.ts'
import { type Action, change } from '../../core/plan/change.ts'
import type { ChangeWithOutcome, Outcome } from '../../core/plan/outcome.ts'
import { callEvent, details } from '../support/events.ts'

const scp = 'SERVICE_CONTROL_POLICY' as const
const now = Date.parse('2026-11-20T00:40:00Z')
const subject = { name: 'deny', type: scp, id: 'p-examp123' }
const target = { id: 'ou-ab12-11111111', path: 'Workloads' }
const reason = { code: 'not-attached', text: 'deny is not attached to Workloads' }
const attach = change('attach', subject, 'enforce', reason, { target })
const senders = { managementAccount: '111111111111', delegatedAdministrators: [] }

const error = { name: 'X', reason: null, message: 'What to do', requestId: null }
const outcome = (result: Outcome['result']): ChangeWithOutcome => ({
  ...attach,
  outcome: { result, error: result === 'refused' || result === 'failed' ? error : null },
})
const findings = (rest: Partial<Findings>): Findings => ({
  plan: { changes: [attach], blocked: [] },
  outcomes: [],
  events: [],
  part: 'manifest',
  known: [],
  isComplete: false,
  now,
  ...rest,
})
const found = (rest: Partial<Findings> = {}) => incidents(findings(rest))

const known = (rest: Partial<Incident> = {}): Incident => {
  const [incident] = found({ outcomes: [outcome('failed')], now: now - 60_000 }).open
  if (!incident) throw new Error('an incident should be open')
  return { ...incident, ...rest }
}
const event = (name: keyof typeof details) => {
  const reading = readEvent(callEvent(details[name]), senders)
  return reading.kind === 'watched' ? [reading] : []
}

const states = [
  { result: 'done', state: 'restored', open: 0, detail: null },
  { result: 'failed', state: 'open', open: 1, detail: 'What to do' },
  { result: 'skipped', state: 'open', open: 1, detail: null },
  { result: 'refused', state: 'refused', open: 1, detail: 'What to do' },
] as const

test.each(states)('an outcome $result makes an incident $state', ({ result, state, open, detail }) => {
  const { notices, open: left, closed } = found({ outcomes: [outcome(result)] })
  expect(notices).toMatchObject([{ detail, time: now, incident: { key: attach.key, state, attempts: 1, opened: now } }])
  expect(left).toHaveLength(open)
  expect(closed).toEqual([])
})

test('what is found done is told by whoever did it: by us only where we had begun it', () => {
  expect(found({ outcomes: [outcome('already')] })).toMatchObject({ notices: [], open: [], closed: [] })
  const begun = known({ told: null })
  const { notices, closed } = found({ outcomes: [outcome('already')], known: [begun] })
  expect(notices.map(({ incident }) => incident.state)).toEqual(['restored'])
  expect(closed).toEqual([attach.key])
})

test('what was not tried is reported', () => {
  expect(found().notices).toMatchObject([{ incident: { state: 'reported', attempts: 0 } }])
})

const again: { what: string; before: Incident['state']; result: Outcome['result']; told: Incident['state'][] }[] = [
  { what: 'the same state is told once', before: 'open', result: 'failed', told: [] },
  { what: 'a new state is told', before: 'open', result: 'refused', told: ['refused'] },
  { what: 'a restored one is told', before: 'refused', result: 'done', told: ['restored'] },
]

test.each(again)('$what', ({ before, result, told }) => {
  const { notices, open, closed } = found({ known: [known({ state: before })], outcomes: [outcome(result)] })
  expect(notices.map(({ incident }) => incident.state)).toEqual(told)
  const [one] = [...open, ...notices.map(({ incident }) => incident)]
  expect(one).toMatchObject({ attempts: 2, opened: now - 60_000 })
  expect(closed).toEqual(result === 'done' ? [attach.key] : [])
})

const nothingFound = { plan: { changes: [], blocked: [] } }

test('a complete look that does not find an incident closes it, an incomplete one does not', () => {
  const incident = known()
  expect(found({ ...nothingFound, known: [incident], isComplete: false })).toEqual({
    notices: [],
    open: [],
    closed: [],
  })
  const { notices, closed } = found({ ...nothingFound, known: [incident], isComplete: true })
  expect(notices.map(({ incident: { key, state } }) => [key, state])).toEqual([[attach.key, 'over']])
  expect(closed).toEqual([attach.key])
})

test('what blocks a plan is critical, told once, and keeps its beginning', () => {
  const blocked = [{ code: 'no-slot', severity: 'error' as const, message: 'All slots are taken', hint: 'Detach one' }]
  const first = found({ plan: { changes: [], blocked } })
  expect(first.notices).toMatchObject([
    { detail: 'Detach one', incident: { key: 'no-slot/All slots are taken', state: 'refused', severity: 'critical' } },
  ])
  const second = found({ plan: { changes: [], blocked }, known: first.open, now: now + 1 })
  expect(second.notices).toEqual([])
  expect(second.open).toMatchObject([{ key: first.open[0]?.key, opened: now }])
})

const fullAccess = { name: 'FullAWSAccess', type: scp, id: 'p-FullAWSAccess' }
const severities: { action: Action; policy?: typeof fullAccess; severity: Incident['severity'] }[] = [
  { action: 'attach', severity: 'medium' },
  { action: 'attach', policy: fullAccess, severity: 'critical' },
  { action: 'enable-policy-type', severity: 'critical' },
  { action: 'create-policy', severity: 'high' },
  { action: 'update-policy', severity: 'high' },
  { action: 'rename-policy', severity: 'high' },
  { action: 'tag-policy', severity: 'low' },
]

test.each(severities)('$action of $policy.name is $severity', ({ action, policy = subject, severity }) => {
  const changes = [change(action, policy, 'enforce', reason, { target })]
  expect(found({ plan: { changes, blocked: [] } }).open).toMatchObject([{ severity }])
})

const create = change('create-policy', { ...subject, id: null }, 'enforce', reason)
const update = change('update-policy', subject, 'enforce', reason)
const elsewhere = change('attach', subject, 'enforce', reason, { target: { id: 'r-ab12', path: 'Root' } })
const causes = [
  { name: 'DetachPolicy', changed: attach, isCause: true },
  { name: 'DetachPolicy', changed: elsewhere, isCause: false },
  { name: 'DeletePolicy', changed: create, isCause: true },
  { name: 'UpdatePolicy', changed: update, isCause: true },
  { name: 'DisablePolicyType', changed: elsewhere, isCause: true },
  { name: 'EnablePolicyType', changed: attach, isCause: false },
] as const

test.each(causes)('$name is named as the cause of $changed.key: $isCause', ({ name, changed, isCause }) => {
  const events = event(name)
  const [incident] = found({ plan: { changes: [changed], blocked: [] }, events }).open
  expect(incident?.cause?.event).toBe(isCause ? name : undefined)
  expect(incident?.opened).toBe(isCause ? Date.parse('2026-11-20T00:39:22Z') : now)
})

test('an incident keeps the cause that opened it', () => {
  const [first] = found({ outcomes: [outcome('failed')], events: event('DetachPolicy') }).open
  const [second] = found({
    outcomes: [outcome('failed')],
    events: event('DisablePolicyType'),
    known: first ? [first] : [],
  }).open
  expect(second?.cause).toEqual(first?.cause)
  expect(second?.cause?.event).toBe('DetachPolicy')
})
