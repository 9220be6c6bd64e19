import { collector } from '../../../core/audit/export/collect.ts'
import { holes } from '../../../core/audit/export/holes.ts'
import type { AuditRecord } from '../../../core/audit/record.ts'
import { at, desired, iso, ofRun, prod, say } from './records.ts'

const parameter = '/holdfast/suspend/p-examplepolicy1/acct_k1_AAAA'
const suspension = (state: 'active' | 'exhausted' = 'active'): AuditRecord =>
  say('suspension', 60, {
    ...{ ...ofRun(60), parameter, state, policy: 'p-examplepolicy1', part: prod, reason: 'because', ticket: 'INC-7' },
    ...{ why: null, written: iso(60), from: iso(60), until: iso(300), events: [] },
  })
const ratifying = (minute: number, written = 60.5): AuditRecord =>
  desired(minute, [{}], { manifest: 'm2', ratified: [{ parameter, written: iso(written), ticket: 'INC-7' }] })
const atHand = [{ parameter, written: at(60), approvers: ['Ada'] }]

const cases: [string, AuditRecord[], typeof atHand, object][] = [
  ['nobody', [suspension()], [], { ratification: 'none', ratified: null }],
  ['a manifest within a day', [suspension(), ratifying(1499)], [], { ratification: 'in-time', ratified: iso(1499) }],
  [
    'a manifest after more than a day',
    [suspension(), ratifying(1501)],
    [],
    { ratification: 'late', ratified: iso(1501) },
  ],
  ['a manifest that means another one', [suspension(), ratifying(100, 75)], [], { ratification: 'none' }],
  ['the manifest at hand alone', [suspension()], atHand, { ratification: 'time-unknown', ratifiedBy: ['Ada'] }],
  ['both', [suspension(), ratifying(100)], atHand, { ratification: 'in-time', ratifiedBy: ['Ada'] }],
  ['nobody, where it never began', [suspension('exhausted')], [], { ratification: 'not-needed' }],
]

test.each(cases)('a suspension that is ratified by %s', (_, records, ratified, row) => {
  const { add, finish } = collector()
  for (const one of records) add(one)
  expect(holes(finish(), { from: at(0), until: at(1440) }, ratified)).toMatchObject([row])
})
