import { type Action, type Change, change } from '../../core/plan/change.ts'
import { createHold } from '../../core/plan/hold.ts'
import type { Outcome } from '../../core/plan/outcome.ts'
import { permitted, type ReviewedRemoval, reviewOf } from '../../core/plan/review.ts'

const type = 'SERVICE_CONTROL_POLICY' as const
const reason = { code: 'state-absent', text: 'The manifest says so' }

/** What stands in a plan: "detach old r-ab12". The id of a policy is made from its name. */
function step(text: string, { id, content }: { id?: string; content?: string } = {}): Change {
  const [action, name = '', target] = text.split(' ')
  return change(action as Action, { name, type, id: id ?? `p-${name}000000` }, 'enforce', reason, {
    ...(target && { target: { id: target, path: target } }),
    ...(content && { before: { content } }),
  })
}
const steps = (...texts: string[]): Change[] => texts.map((text) => step(text))

interface Case {
  what: string
  reviewed: Change[]
  plan: Change[]
  /** Keys, the type left out. */
  permitted: string[]
}

const retired = steps('detach old r-ab12', 'detach old ou-1', 'delete-policy old')
const cases: Case[] = [
  {
    what: 'what adds needs no review',
    reviewed: [],
    plan: steps('create-policy new', 'update-policy other', 'attach new ou-1', 'tag-policy other'),
    permitted: ['create-policy/new', 'update-policy/other', 'attach/new/ou-1', 'tag-policy/other'],
  },
  { what: 'without a review nothing is removed', reviewed: [], plan: retired, permitted: [] },
  {
    what: 'what was reviewed is removed',
    reviewed: retired,
    plan: retired,
    permitted: ['detach/old/r-ab12', 'detach/old/ou-1', 'delete-policy/old'],
  },
  {
    what: 'what was detached since is no obstacle',
    reviewed: retired,
    plan: steps('detach old ou-1', 'delete-policy old'),
    permitted: ['detach/old/ou-1', 'delete-policy/old'],
  },
  {
    what: 'a policy that somebody attached elsewhere since is not deleted',
    reviewed: retired,
    plan: steps('detach old r-ab12', 'detach old ou-1', 'detach old ou-2', 'delete-policy old'),
    permitted: ['detach/old/r-ab12', 'detach/old/ou-1'],
  },
  {
    what: 'a policy that bears the name since was not reviewed',
    reviewed: retired,
    plan: ['detach old r-ab12', 'delete-policy old'].map((text) => step(text, { id: 'p-swapped0' })),
    permitted: [],
  },
  {
    what: 'a policy of other content than was shown was not reviewed',
    reviewed: [step('delete-policy old', { content: 'one' })],
    plan: [step('delete-policy old', { content: 'two' })],
    permitted: [],
  },
  {
    what: 'where the slot that is to be free stays taken, nothing is attached, and nothing removed after it',
    reviewed: steps('detach second ou-2', 'detach third ou-1'),
    plan: steps('detach first ou-1', 'attach new ou-1', 'attach new ou-3', 'detach second ou-2', 'detach third ou-1'),
    permitted: ['attach/new/ou-3'],
  },
  {
    what: 'a slot that a reviewed removal frees is attached to',
    reviewed: steps('detach second ou-1'),
    plan: steps('detach second ou-1', 'attach new ou-1', 'detach first ou-1'),
    permitted: ['detach/second/ou-1', 'attach/new/ou-1'],
  },
]

test.each(cases)('$what', ({ reviewed, plan, permitted: wanted }) => {
  // As it would come out of a queue.
  const review: ReviewedRemoval[] = JSON.parse(JSON.stringify(reviewOf(reviewed)))
  expect(permitted(plan, review).map(({ key }) => key.replace('/SCP', ''))).toEqual(wanted)
})

test('a review holds the removals alone, and says nothing of a policy of which nothing was shown', () => {
  expect(reviewOf(steps('attach new ou-1', 'detach old ou-1', 'update-policy other'))).toStrictEqual([
    { key: 'detach/SCP/old/ou-1', policyId: 'p-old000000', before: null },
  ])
})

/** What is held while a plan is carried out, after what one of its steps came to. */
const removals = ['detach/SCP/old/ou-1', 'detach/SCP/other/ou-1', 'delete-policy/SCP/old']
const ofNew = ['attach/SCP/new/r-ab12', 'attach/SCP/new/ou-2']
const held: { what: string; after: string; result: Outcome['result']; error?: string; keys: string[] }[] = [
  { what: 'what was detached', after: 'detach old r-ab12', result: 'done', keys: [] },
  { what: 'what was detached already', after: 'detach old r-ab12', result: 'already', keys: [] },
  ...(['failed', 'refused', 'skipped'] as const).map((result) => ({
    what: `what was to be detached and is ${result}`,
    after: 'detach old r-ab12',
    result,
    keys: ['attach/SCP/new/r-ab12', 'delete-policy/SCP/old'],
  })),
  { what: 'what could not be attached', after: 'attach new ou-1', result: 'failed', keys: removals },
  { what: 'what could not be tagged', after: 'tag-policy third', result: 'failed', keys: removals },
  { what: 'what could not be made', after: 'create-policy new', result: 'refused', keys: [...ofNew, ...removals] },
  {
    what: 'a policy that is no more',
    after: 'attach new ou-1',
    result: 'refused',
    error: 'PolicyNotFoundException',
    keys: [...ofNew, ...removals],
  },
  {
    what: 'a policy of a type that is no more',
    after: 'attach new ou-1',
    result: 'refused',
    error: 'PolicyTypeNotEnabledException',
    keys: [...ofNew, ...removals],
  },
  {
    what: 'a refusal that says nothing of other targets',
    after: 'attach new ou-1',
    result: 'refused',
    error: 'TargetNotFoundException',
    keys: removals,
  },
  {
    what: 'a type that could not be enabled',
    after: 'enable-policy-type ',
    result: 'refused',
    keys: [...ofNew, 'attach/SCP/third/ou-1', ...removals],
  },
  { what: 'a type that is enabled', after: 'enable-policy-type ', result: 'done', keys: [] },
]

test.each(held)('hold: $what', ({ after, result, error, keys }) => {
  const hold = createHold()
  hold.note({
    ...step(after),
    outcome: { result, error: error ? { name: error, reason: null, message: '', requestId: null } : null },
  })
  const rest = steps(
    'update-policy new',
    'attach new r-ab12',
    'attach new ou-2',
    'attach third ou-1',
    'detach old ou-1',
    'detach other ou-1',
    'delete-policy old',
  )
  expect(rest.filter((one) => hold.holds(one)).map(({ key }) => key)).toEqual(keys)
})

test('where a first one does not make room a second may: each attachment waits for its own', () => {
  const hold = createHold()
  const note = (one: Change, result: Outcome['result']) => hold.note({ ...one, outcome: { result, error: null } })
  const eviction = (name: string): Change => ({ ...step(`detach ${name} ou-1`), reason: { code: 'evicted', text: '' } })
  const [first, second] = [step('attach new ou-1'), step('attach more ou-1')]
  note(eviction('one'), 'failed')
  expect(hold.holds(first)).toBe(true)
  note(first, 'skipped')
  expect(hold.holds(eviction('two'))).toBe(false)
  note(eviction('two'), 'done')
  expect(hold.holds(second)).toBe(false)
})
