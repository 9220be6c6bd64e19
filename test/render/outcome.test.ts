import type { ChangeWithOutcome } from '../../core/plan/outcome.ts'
import { outcomeLine, stakes } from '../../render/outcome.ts'
import { plain } from '../../render/paint.ts'
import { policy } from '../support/manifest.ts'
import { active, existing, organizationOf, planOf, prod, without } from '../support/plan.ts'

const plan = planOf({ organization: organizationOf([existing('deny')]), wanted: [policy('deny', [prod])] })
const [attach] = plan.changes
if (!attach) throw new Error('There is nothing to attach')

const outcome = (result: ChangeWithOutcome['outcome']['result'], message?: string): ChangeWithOutcome => ({
  ...attach,
  policy: { ...attach.policy, name: `deny-${'very-'.repeat(8)}much` },
  outcome: { result, error: message ? { name: 'X', reason: null, message, requestId: null } : null },
})

test('an outcome stands within 80 columns, behind the progress where that is told', () => {
  expect(outcomeLine(outcome('done'), plain)).toBe(
    `  done    attach SCP deny-${'very-'.repeat(8)}much
          Workloads:Prod (${prod})
`,
  )
  expect(outcomeLine(outcome('failed', `${'word '.repeat(14)}\u001b[2J`), plain, '[ 3/22]')).toBe(
    `  [ 3/22] failed  attach SCP deny-${'very-'.repeat(8)}much
                  Workloads:Prod (${prod})
                  word word word word word word word word word word word word
                  word word \\u001b[2J
`,
  )
})

const old = existing('old')
const places: [string, string][] = [
  ['old', prod],
  ['old', active],
]
const retired = policy('old', [], { state: 'absent' })
const deny = policy('deny', [active])

test.each([
  ['1 account, and nothing is removed', organizationOf([]), [deny]],
  ['0 accounts, and 1 policy is removed', organizationOf([old]), [retired]],
  ['1 account, and 2 attachments and 1 policy are removed', organizationOf([old], places), [deny, retired]],
  [
    '1 account, and 1 attachment is removed',
    organizationOf([old], [['old', prod]]),
    [policy('old', [], { prune: true })],
  ],
  [
    'accounts that were not counted, and nothing is removed',
    without(organizationOf([]), { accounts: false }),
    [policy('deny', [prod])],
  ],
])('before the question: %s', (says, organization, wanted) => {
  expect(stakes(planOf({ organization, wanted }), plain)).toBe(`\nThis reaches ${says}.\n`)
})
