import { readEvent } from '../../core/event/read.ts'
import { watches } from '../../core/event/watched.ts'
import { sendersOf, wiring } from '../../core/event/wiring.ts'
import { matches } from '../../local/pattern.ts'
import { samples } from '../support/aws-events/index.ts'
import { takes } from '../support/eventbridge.ts'
import { manifestOf, policy } from '../support/manifest.ts'

const manifest = manifestOf([policy('deny', ['r-ab12'])], { delegatedAdministrators: ['333333333333'] })
const { rules } = wiring(manifest)

test.each(samples)('$name reaches the rule $rule', ({ event, rule }) => {
  expect(rules.filter(({ pattern }) => takes(pattern, event)).map(({ name }) => name)).toStrictEqual(rule ? [rule] : [])
})

test.each(samples)('$name is matched on this machine as by EventBridge', ({ event }) => {
  for (const { pattern } of rules) expect(matches(pattern, event)).toBe(takes(pattern, event))
})

test.each(samples)('$name is read as the rule has it', ({ event, rule }) => {
  expect(readEvent(event, sendersOf(manifest)).kind === 'watched').toBe(rule !== null)
})

test('no sample is left out without a reason, and none is there twice', () => {
  expect(samples.filter(({ rule, why }) => (rule === null) !== (why !== undefined))).toStrictEqual([])
  expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length)
})

/** What has to be watched: the design's list, and what AWS announces of accounts and OUs. */
const listed = [
  ...['DetachPolicy', 'UpdatePolicy', 'CreatePolicy', 'DeletePolicy', 'EnablePolicyType', 'DisablePolicyType'],
  ...['PutResourcePolicy', 'DeleteResourcePolicy', 'MoveAccount', 'CreateAccountResult', 'AcceptHandshake'],
  ...['AccountJoinedOrganization', 'AccountDepartedOrganization', 'CreateOrganizationalUnit'],
  ...['UpdateOrganizationalUnit', 'DeleteOrganizationalUnit', 'CreateManagedAccount', 'UpdateManagedAccount'],
  ...['RegisterOrganizationalUnit', 'DeregisterOrganizationalUnit', 'EnableBaseline', 'Drift Detected'],
  ...['TagResource', 'UntagResource', 'StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
  ...['DisableRule', 'DeleteRule', 'RemoveTargets', 'PutRule', 'DeleteFunction20150331'],
  'PutFunctionConcurrency20171031',
]

test.each(listed)('%s is watched', (name) => {
  expect(samples.some((one) => one.name === name && one.rule !== null)).toBe(true)
})

test.each(watches.flatMap(({ rule, looks }) => Object.keys(looks).map((name) => ({ rule, name }))))(
  'there is a sample of $name for the rule $rule',
  ({ rule, name }) => {
    expect(samples.some((one) => one.rule === rule && one.name.startsWith(name))).toBe(true)
  },
)
