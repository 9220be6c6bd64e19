import { type Action, type Change, change } from '../../core/plan/change.ts'
import { createHold } from '../../core/plan/hold.ts'
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

/** What is held while a plan is carried out, after what one of its steps came to. */
test.each<[string, string, 'done' | 'already' | 'failed' | 'refused', string[]]>([
  ['what was detached', 'detach old r-ab12', 'done', []],
  ['what was detached already', 'detach old r-ab12', 'already', []],
  ['what could not be detached', 'detach old r-ab12', 'failed', ['attach/SCP/new/r-ab12', 'delete-policy/SCP/old']],
  ['what AWS does not detach', 'detach old r-ab12', 'refused', ['attach/SCP/new/r-ab12', 'delete-policy/SCP/old']],
  [
    'what could not be attached',
    'attach new ou-1',
    'failed',
    ['detach/SCP/old/ou-1', 'detach/SCP/other/ou-1', 'delete-policy/SCP/old'],
  ],
])('hold: %s', (_, text, result, held) => {
  const hold = createHold()
  hold.note({ ...step(text), outcome: { result, error: null } })
  const rest = steps(
    'attach new r-ab12',
    'attach new ou-2',
    'detach old ou-1',
    'detach other ou-1',
    'delete-policy old',
  )
  expect(rest.filter((one) => hold.holds(one)).map(({ key }) => key)).toEqual(held)
})
