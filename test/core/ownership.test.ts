import { content, policy } from '../support/manifest.ts'
import { existing, isPlanned, organizationOf, type PlanCase, prod, rcp, without } from '../support/plan.ts'

// Whose a policy is, and what follows from it.

const another = { content: content('s3:*'), tags: {} }

const cases: PlanCase[] = [
  {
    what: 'what carries our tag is ours, whatever its content',
    organization: organizationOf([existing('deny', { content: content('s3:*') })]),
    wanted: [policy('deny', [])],
    changes: ['update-policy/SCP/deny'],
  },
  {
    what: 'what has our content is ours, and gets our tag',
    organization: organizationOf([existing('deny', { tags: { team: 'x' } })]),
    wanted: [policy('deny', [])],
    changes: ['tag-policy/SCP/deny'],
  },
  {
    what: 'no content is not the content of ours',
    organization: organizationOf([existing('deny', { content: '', tags: {} })]),
    wanted: [policy('deny', [], { state: 'absent', content: '' })],
    changes: [],
    blocked: ['policy-of-another'],
  },
  {
    what: 'a policy of another is not retired',
    organization: organizationOf([existing('deny', another)], [['deny', prod]]),
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [],
    blocked: ['policy-of-another'],
  },
  {
    what: 'with adopt it is',
    organization: organizationOf([existing('deny', another)], [['deny', prod]]),
    wanted: [policy('deny', [], { state: 'absent', adopt: true })],
    changes: [`detach/SCP/deny/${prod}`, 'delete-policy/SCP/deny'],
  },
  {
    what: 'nothing is retired of which not every target was read',
    organization: without(organizationOf([existing('deny')], [['deny', prod]]), { policyTargets: [] }),
    wanted: [policy('deny', [], { state: 'absent' })],
    changes: [],
  },
  {
    what: 'nothing is pruned of which not every target was read',
    organization: without(organizationOf([existing('deny')], [['deny', prod]]), { policyTargets: [] }),
    wanted: [policy('deny', [], { prune: true })],
    changes: [],
  },
  {
    what: 'enforcement prunes nothing',
    organization: organizationOf([existing('deny')], [['deny', prod]]),
    wanted: [policy('deny', [], { prune: true })],
    purpose: 'enforce',
    changes: [],
  },
  {
    what: 'what does not exist is made, with prune too',
    organization: organizationOf([]),
    wanted: [policy('deny', [prod], { prune: true })],
    changes: ['create-policy/SCP/deny', `attach/SCP/deny/${prod}`],
  },
  {
    what: 'a policy that was found by its tag is renamed before anything of it is pruned',
    organization: organizationOf([existing('old', { tags: { holdfast: 'deny' } })], [['old', prod]]),
    wanted: [policy('deny', [], { prune: true, content: content('old:*'), description: 'About old' })],
    changes: ['rename-policy/SCP/deny'],
  },
  {
    what: 'a policy that the manifest names is no other one, whatever its tag says',
    organization: organizationOf([existing('other', { tags: { holdfast: 'deny' } })]),
    wanted: [policy('deny', []), policy('other', [])],
    changes: ['create-policy/SCP/deny', 'tag-policy/SCP/other'],
  },
  {
    what: 'one of another type is no other one either',
    organization: organizationOf([existing('old', { type: rcp, tags: { holdfast: 'deny' } })]),
    wanted: [policy('deny', [])],
    changes: ['create-policy/SCP/deny'],
  },
  {
    what: 'a policy that was seen under our name is ours under a name of Control Tower too',
    organization: organizationOf([
      existing('deny', { name: 'aws-guardrails-xyz', tags: undefined, formerName: 'deny' }),
      existing('decoy', { tags: { holdfast: 'deny' } }),
    ]),
    wanted: [policy('deny', [])],
    changes: ['rename-policy/SCP/deny'],
  },
  {
    what: 'as long as not every name was read no policy is missing',
    organization: without(organizationOf([existing('old', { tags: { holdfast: 'deny' } })]), { policyLists: [] }),
    wanted: [policy('deny', [prod])],
    changes: [],
  },
]

test.each(cases)('$what', isPlanned)

/** Which policies beside a missing one let enforcement wait, because they may be it. */
const strays: { what: string; others: Parameters<typeof existing>[]; isMade: boolean; purpose?: 'apply' }[] = [
  { what: 'whose tags were read', others: [['old', { tags: {} }]], isMade: true },
  { what: 'whose tags were not read', others: [['old', { tags: undefined }]], isMade: false },
  {
    what: 'of which one was not read',
    others: [
      ['old', { tags: undefined }],
      ['older', { tags: {} }],
    ],
    isMade: false,
  },
  { what: 'of another type', others: [['old', { type: rcp, tags: undefined }]], isMade: true },
  { what: 'of Control Tower', others: [['old', { name: 'aws-guardrails-x', tags: undefined }]], isMade: true },
  { what: 'that it watches itself', others: [['kept', { tags: undefined }]], isMade: true },
  { what: 'that somebody looks at', others: [['old', { tags: undefined }]], isMade: true, purpose: 'apply' },
]

test.each(strays)('beside policies $what a missing one is made: $isMade', ({ others, isMade, purpose }) => {
  isPlanned({
    organization: organizationOf(others.map((one) => existing(...one))),
    wanted: [policy('deny', []), policy('kept', [], { state: 'absent' })].filter(
      ({ name }) => name === 'deny' || others.some(([other]) => other === name),
    ),
    purpose: purpose ?? 'enforce',
    changes: isMade ? ['create-policy/SCP/deny'] : [],
  })
})
