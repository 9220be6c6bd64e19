import type { Interval } from '../../../core/audit/export/interval.ts'
import type { AuditRecord } from '../../../core/audit/record.ts'
import {
  account,
  at,
  attribution,
  deployment,
  desired,
  found,
  guard,
  intent,
  inventory,
  ofRun,
  other,
  outcome,
  prod,
  root,
  say,
  sweep,
  sweeps,
  timelineOf,
} from './records.ts'

const exemption = (minute: number, target: string): AuditRecord =>
  say('exemption', minute, {
    ...{ ...ofRun(minute), exemption: 'EX-1', state: 'used', target, ticket: 'T-1' },
    policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny-root' },
    ...{ from: new Date(at(0)).toISOString(), until: new Date(at(120)).toISOString() },
  })

/** Answers at minutes: a state and why, or the state alone. */
type Answers = Record<number, string>

const stateAt = (line: readonly Interval[], minute: number): string => {
  const one = line.find(({ from, until }) => from <= at(minute) && at(minute) < until)
  return one ? `${one.state} ${one.why}` : 'nothing'
}

const start = [desired(-30), ...sweeps(-30, -15)]
const day = (from: number, to: number): AuditRecord[] => sweeps(from, to)
const places: [string, AuditRecord[], Answers][] = [
  [
    'between looks that follow each other it was in force',
    day(0, 60),
    { 0: 'in-force', 7: 'in-force', 57: 'in-force' },
  ],
  [
    'what the last look before a pause read may have been behind',
    [...day(0, 60), ...day(90, 120)],
    { 57: 'in-force', 58: 'unknown blind', 59.9: 'unknown blind', 91: 'in-force', 119: 'unknown blind' },
  ],
  ['after the last look nobody knows', day(0, 60), { 60: 'unknown blind', 61: 'unknown blind', 300: 'unknown blind' }],
  [
    'a pause between looks is blind, and what was in force before and after does not bridge it',
    [...day(0, 30), ...day(55, 100)],
    { 27: 'in-force', 31: 'unknown blind', 54: 'unknown blind', 56: 'in-force' },
  ],
  [
    'a look that did not read everything proves nothing',
    [...day(0, 30), sweep(45, { notRead: ['not-read'] }), ...day(60, 90)],
    {
      20: 'in-force',
      40: 'unknown not-read',
      59: 'unknown not-read',
      61: 'in-force',
    },
  ],
  [
    'a look that missed something which nobody named proves nothing',
    [...day(0, 30), sweep(45, { missing: 1 }), ...day(60, 90)],
    {
      40: 'unknown not-read',
      61: 'in-force',
    },
  ],
  [
    'a detach that an event tells of: from the event until it was restored',
    [...day(0, 60), found(20, { since: 18 }), outcome(20.1)],
    { 17: 'in-force seen', 18: 'not-in-force drift', 20: 'not-in-force drift', 20.2: 'in-force seen' },
  ],
  [
    'a detach that a look found: nobody knows since when, and not from the last look on',
    [...day(0, 60), found(30.2, { trigger: 'sweep' }), outcome(30.4)],
    {
      12: 'in-force',
      14: 'unknown unseen-change',
      29: 'unknown unseen-change',
      30.3: 'not-in-force drift',
      31: 'in-force',
    },
  ],
  [
    'who did it was told afterwards, and with it when',
    [...day(0, 60), found(30.2, { trigger: 'sweep' }), outcome(30.4), attribution(50, 22)],
    { 21: 'in-force', 22: 'not-in-force drift', 31: 'in-force' },
  ],
  [
    'an event that comes late is overruled neither by a look a moment after it',
    [...day(0, 60), found(31, { since: 29.9 }), outcome(31.1)],
    { 29: 'in-force', 30: 'not-in-force drift', 30.9: 'not-in-force drift', 32: 'in-force' },
  ],
  [
    'nor does it make more of itself where a look saw it in force long after: in between nobody knows',
    [...day(0, 90), found(50, { since: 20 }), outcome(50.1)],
    { 19: 'in-force', 25: 'unknown unseen-change', 49: 'unknown unseen-change', 50: 'not-in-force', 51: 'in-force' },
  ],
  [
    'an event a second time tells nothing of a later detach',
    [...day(0, 90), found(20, { since: 18 }), outcome(20.1), found(62, { since: 18 }), outcome(62.1)],
    { 19: 'not-in-force', 40: 'in-force', 59: 'unknown unseen-change', 62: 'not-in-force drift', 63: 'in-force' },
  ],
  [
    'what is refused stays not in force, as long as nothing else is heard',
    [
      ...day(0, 15),
      found(20, { since: 18 }),
      outcome(20.1, 'refused'),
      ...[30, 45, 60].flatMap((m) => [found(m + 0.2, { trigger: 'sweep', held: 'blocked' }), sweep(m, { missing: 1 })]),
    ],
    { 17: 'in-force', 25: 'not-in-force drift', 59: 'not-in-force drift', 300: 'not-in-force drift' },
  ],
  [
    'what was right again without a write of ours is unknown up to the look that saw it',
    [...day(0, 60), found(20, { since: 18 }), outcome(20.1, 'refused')],
    { 19: 'not-in-force', 25: 'unknown unseen-change', 30.2: 'unknown unseen-change', 31: 'in-force' },
  ],
  [
    'who finds it attached already does not know since when',
    [...day(0, 60), found(20, { since: 18 }), outcome(22, 'already')],
    { 19: 'not-in-force', 21: 'unknown unseen-change', 23: 'in-force' },
  ],
  [
    'an outcome that nobody knows',
    [...day(0, 60), found(20, { since: 18 }), outcome(20.1, 'unknown')],
    { 19: 'not-in-force', 21: 'unknown outcome-unknown', 31: 'in-force' },
  ],
  [
    'an intent without an outcome',
    [...day(0, 60), found(20, { since: 18 }), intent(20.1)],
    { 19: 'not-in-force', 21: 'unknown outcome-unknown', 31: 'in-force' },
  ],
  [
    'a write tells of a difference that nobody recorded',
    [...day(0, 60), outcome(37, 'done', { late: true })],
    { 27: 'in-force', 29: 'unknown unseen-change', 36: 'unknown unseen-change', 38: 'in-force' },
  ],
  [
    'a gap is unknown, and what is known not to be in force stays so',
    [
      ...day(0, 90),
      say('gap', 70, {
        from: new Date(at(20)).toISOString(),
        until: new Date(at(40)).toISOString(),
        why: 'not-recorded',
        what: null,
      }),
      found(30, { since: 29 }),
      outcome(30.1),
    ],
    { 19: 'in-force', 21: 'unknown gap', 29.5: 'not-in-force drift', 31: 'unknown gap', 41: 'in-force' },
  ],
  [
    'a suspension: it is not in force where it was detached, and in force where it was not',
    [
      ...day(0, 15),
      found(20, { since: 18, held: 'suspended' }),
      ...[30, 45].flatMap((m) => [found(m + 0.1, { trigger: 'sweep', held: 'suspended' }), sweep(m, { missing: 1 })]),
      found(60.1, { trigger: 'sweep' }),
      outcome(60.2),
      sweep(60, { missing: 1 }),
      ...day(75, 90),
    ],
    { 17: 'in-force', 19: 'not-in-force suspended', 50: 'not-in-force suspended', 62: 'in-force seen' },
  ],
  [
    'an exemption: whether it is attached is not looked at',
    [
      ...day(0, 240),
      say('exemption', 60, {
        ...{ ...ofRun(60), exemption: 'EX-1', state: 'begun', target: prod, ticket: 'T-1' },
        policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny-root' },
        ...{ from: new Date(at(60)).toISOString(), until: new Date(at(120)).toISOString() },
      }),
      say('exemption', 80, {
        ...{ ...ofRun(60), exemption: 'EX-1', state: 'used', target: prod, ticket: 'T-1' },
        policy: { type: 'SERVICE_CONTROL_POLICY', name: 'deny-root' },
        ...{ from: new Date(at(60)).toISOString(), until: new Date(at(120)).toISOString() },
      }),
      found(120.2, { trigger: 'sweep' }),
      outcome(120.3),
    ],
    {
      42: 'in-force',
      44: 'unknown unseen-change',
      61: 'unknown',
      79: 'unknown',
      81: 'not-in-force exempt',
      119: 'not-in-force',
      140: 'in-force',
    },
  ],
  [
    'an exemption of another place explains nothing that is missing here',
    [...day(0, 30), exemption(20, root), sweep(45, { missing: 1 }), ...day(60, 90)],
    { 20: 'in-force', 40: 'unknown not-read', 50: 'unknown not-read', 61: 'in-force' },
  ],
  [
    'what is exempt at another place spoils no look',
    [...day(0, 30), exemption(40, root), sweep(45, { exempt: [root] }), ...day(60, 90)],
    { 40: 'in-force seen', 50: 'in-force seen', 61: 'in-force seen' },
  ],
  [
    'what a look left out as exempt is not in force, though no record of the exemption is there',
    [...day(0, 30), ...sweeps(45, 60, { exempt: [prod] }), ...day(75, 90)],
    { 20: 'in-force', 44: 'unknown unseen-change', 50: 'not-in-force exempt', 61: 'unknown', 76: 'in-force' },
  ],
  [
    'a policy whose content differs is not in force, though it is attached',
    [
      ...day(0, 90),
      found(20, { since: 18, action: 'update-policy', target: null, reason: 'content-differs' }),
      outcome(20.1, 'done', { action: 'update-policy', target: null, reason: 'content-differs' }),
    ],
    { 17: 'in-force', 19: 'not-in-force content-differs', 21: 'in-force' },
  ],
  [
    'its description, its name and its tag change nothing',
    [
      ...day(0, 90),
      ...[
        { action: 'update-policy' as const, reason: 'description-differs' },
        { action: 'tag-policy' as const, reason: 'tag-missing' },
        { action: 'rename-policy' as const, reason: 'policy-renamed' },
      ].map((what) => found(20, { since: 18, target: null, ...what })),
    ],
    { 19: 'in-force', 80: 'in-force' },
  ],
  [
    'content that nobody compares is not known',
    [...sweeps(0, 45), ...sweeps(60, 240, { contents: [] })],
    { 42: 'in-force', 46: 'unknown blind', 239: 'unknown blind' },
  ],
  [
    'a policy type that is disabled takes everything away, until each place is back',
    [
      ...day(0, 15),
      found(20, { since: 18, action: 'enable-policy-type', policy: 'SCP/', target: null }),
      outcome(20.1, 'done', { action: 'enable-policy-type', policy: 'SCP/', target: null }),
      found(25, { trigger: 'sweep' }),
      outcome(26),
      ...day(30, 60),
    ],
    { 17: 'in-force', 19: 'not-in-force policy-type-disabled', 23: 'not-in-force', 27: 'in-force' },
  ],
  [
    'a policy that was deleted is nowhere',
    [
      ...day(0, 15),
      found(20, { since: 18, action: 'create-policy', target: null, reason: 'policy-missing' }),
      found(20, { since: 18 }),
      outcome(20.1, 'done', { action: 'create-policy', target: null }),
      outcome(20.3),
      ...day(30, 60),
    ],
    { 17: 'in-force', 19: 'not-in-force', 20.2: 'not-in-force', 27: 'in-force' },
  ],
  [
    'before it could be deleted it was detached, which nobody told',
    [
      ...day(0, 15),
      ...(['create-policy', 'attach'] as const).flatMap((action) => [
        found(20, { since: 18, name: 'DeletePolicy', action, target: action === 'attach' ? prod : null }),
        outcome(20.1, 'done', { action, target: action === 'attach' ? prod : null }),
      ]),
      ...day(30, 60),
    ],
    { 12: 'in-force', 16: 'unknown unseen-change', 19: 'not-in-force', 21: 'in-force' },
  ],
  [
    'and a place of a deleted policy that nothing is said of was without it as long',
    [
      ...day(0, 15),
      found(20, { since: 18, name: 'DeletePolicy', action: 'create-policy', target: null }),
      ...day(30, 60),
    ],
    { 12: 'in-force', 16: 'unknown unseen-change', 19: 'not-in-force policy-missing' },
  ],
  [
    'a new manifest wants another content: what was seen of the old one says nothing',
    [
      ...day(0, 30),
      desired(40, [{ content: 'c2' }], { manifest: 'm2' }),
      deployment(40, 'm2'),
      found(41, {
        trigger: 'deploy',
        action: 'update-policy',
        target: null,
        reason: 'content-differs',
        manifest: 'm2',
      }),
      outcome(41.1, 'done', { action: 'update-policy', target: null, reason: 'content-differs', manifest: 'm2' }),
      ...sweeps(45, 90, { manifest: 'm2' }),
    ],
    { 27: 'in-force', 40.5: 'unknown', 41.05: 'not-in-force content-differs', 60: 'in-force' },
  ],
  [
    'what no manifest wants is no guardrail',
    [...day(0, 30), desired(40, [], { manifest: 'm2' }), deployment(40, 'm2'), ...sweeps(45, 90, { manifest: 'm2' })],
    { 27: 'in-force', 50: 'unknown not-wanted' },
  ],
  [
    'what a manifest wants that nobody recorded is not known',
    [...day(0, 30), deployment(40, 'm2'), ...sweeps(45, 90, { manifest: 'm2' })],
    { 27: 'in-force', 50: 'unknown no-desired-state' },
  ],
]

test.each(places)('%s', (_, records, answers) => {
  const line = timelineOf([...start, ...records]).place(guard, prod)
  const given = Object.fromEntries(Object.keys(answers).map((minute) => [minute, stateAt(line, Number(minute))]))
  for (const [minute, answer] of Object.entries(answers))
    expect([minute, given[Number(minute)]]).toEqual([minute, expect.stringMatching(`^${answer}`)])
})

const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => (from + index) * 24 * 60)
const tree = { [account]: [root, prod], [other]: [root] }
const wide = [desired(-1500), ...sweeps(-1500, 3000, { accounts: [guard] })]

const accounts: [string, AuditRecord[], string, Answers][] = [
  [
    'by the OU above it',
    [...wide, ...days(-1, 1).map((m) => inventory(m + 60, tree))],
    account,
    { 0: 'in-force', 1000: 'in-force' },
  ],
  [
    'not where no OU above it is meant',
    [...wide, ...days(-1, 1).map((m) => inventory(m + 60, tree))],
    other,
    { 100: 'unknown not-wanted' },
  ],
  [
    'before the first inventory nobody knows',
    [...wide, ...days(0, 1).map((m) => inventory(m + 60, tree))],
    account,
    {
      59: 'unknown no-inventory',
      61: 'in-force',
    },
  ],
  [
    'an inventory holds for its day',
    [...wide, inventory(60, tree)],
    account,
    { 61: 'in-force', 1439: 'in-force', 1441: 'unknown no-inventory' },
  ],
  [
    'who joined between two inventories was somewhere',
    [...wide, inventory(-1380, { [other]: [root] }), ...days(0, 1).map((m) => inventory(m + 60, tree))],
    account,
    { 30: 'unknown joined', 61: 'in-force' },
  ],
  [
    'who moved was nowhere for sure',
    [...wide, inventory(-1380, { [account]: [root] }), ...days(0, 1).map((m) => inventory(m + 60, tree))],
    account,
    { 30: 'unknown moved-or-left', 61: 'in-force' },
  ],
  [
    'who left is gone',
    [...wide, inventory(-1380, tree), inventory(60, { [other]: [root] })],
    account,
    { 30: 'unknown moved-or-left', 61: 'nothing' },
  ],
  [
    'half an inventory is none',
    [...wide, inventory(-1380, tree), inventory(60, tree, { parts: 2 })],
    account,
    { 61: 'unknown no-inventory' },
  ],
  [
    'one way that is in force is enough',
    [
      desired(-1500, [{ targets: [root, prod] }]),
      ...sweeps(-1500, 3000),
      ...days(-1, 1).map((m) => inventory(m + 60, tree)),
      found(20, { since: 18 }),
      outcome(25),
    ],
    account,
    { 20: 'in-force' },
  ],
  [
    'of none in force and one unknown nobody knows',
    [
      desired(-1500, [{ targets: [root, prod] }]),
      ...sweeps(-1500, 3000),
      ...days(-1, 1).map((m) => inventory(m + 60, tree)),
      found(20, { since: 18 }),
      outcome(25),
      found(22, { target: root, trigger: 'sweep' }),
      outcome(22.5, 'done', { target: root }),
    ],
    account,
    { 19: 'unknown', 22.2: 'not-in-force', 23: 'in-force' },
  ],
  [
    'on each account below an OU',
    [
      desired(-1500, [{ targets: [], eachAccountIn: [{ target: prod, joinedAfter: null, except: [] }] }]),
      ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
      ...days(-1, 1).map((m) => inventory(m + 60, tree)),
      found(20, { since: 18, target: account }),
      outcome(25, 'done', { target: account }),
    ],
    account,
    { 10: 'in-force', 20: 'not-in-force drift', 26: 'in-force', 1000: 'in-force' },
  ],
  [
    'an account that is excepted is not meant',
    [
      desired(-1500, [{ targets: [], eachAccountIn: [{ target: prod, joinedAfter: null, except: [account] }] }]),
      ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
      ...days(-1, 1).map((m) => inventory(m + 60, tree)),
    ],
    account,
    { 10: 'unknown not-wanted' },
  ],
  [
    'an account that is excepted is not meant under the name that another key of pseudonyms gives it either',
    [
      ...[account, 'acct_k2_AAAA'].map((name, at) =>
        desired(-1500 + at * 1560, [
          { targets: [], eachAccountIn: [{ target: prod, joinedAfter: null, except: [name] }] },
        ]),
      ),
      ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
      ...days(-1, 1).map((m, at) => inventory(m + 60, { [at === 0 ? account : 'acct_k2_AAAA']: [root, prod] })),
    ],
    'acct_k2_AAAA',
    { 130: 'unknown not-wanted', 1000: 'unknown not-wanted' },
  ],
  [
    'a look that went by an older list of accounts did not look at who joined since',
    [
      desired(-1500, [{ targets: [], eachAccountIn: [{ target: prod, joinedAfter: null, except: [] }] }]),
      ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
      inventory(-1380, { [other]: [root] }),
      ...days(0, 1).map((m) => inventory(m + 70, tree)),
    ],
    account,
    { 60: 'unknown joined', 100: 'unknown blind', 125: 'in-force' },
  ],
  [
    'whether it is meant by its joining time is not known where no inventory tells it',
    [
      desired(-1500, [
        { targets: [], eachAccountIn: [{ target: prod, joinedAfter: '2026-01-01T00:00:00.000Z', except: [] }] },
      ]),
      ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
      ...days(-1, 1).map((m) => inventory(m + 60, tree)),
    ],
    account,
    { 10: 'unknown joining-time-unknown' },
  ],
  ...(['2025-12-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z', null] as const).map(
    (joined): [string, AuditRecord[], string, Answers] => [
      `by the time at which it joined: ${joined}`,
      [
        desired(-1500, [
          { targets: [], eachAccountIn: [{ target: prod, joinedAfter: '2026-01-01T00:00:00.000Z', except: [] }] },
        ]),
        ...sweeps(-1500, 3000, { accounts: [guard] }, 60),
        ...days(-1, 1).map((m) =>
          inventory(m + 60, {}, { accounts: [{ account, path: [root, prod], state: 'ACTIVE', joined }] }),
        ),
      ],
      account,
      { 10: joined?.startsWith('2025') ? 'unknown not-wanted' : 'in-force' },
    ],
  ),
]

test.each(accounts)('an account: %s', (_, records, name, answers) => {
  const line = timelineOf(records, 0, 2880).account(name, guard)
  for (const [minute, answer] of Object.entries(answers))
    expect([minute, stateAt(line, Number(minute))]).toEqual([minute, expect.stringMatching(`^${answer}`)])
})

test('no policy has force in the management account', () => {
  const records = [...wide, ...days(-1, 1).map((m) => inventory(m + 60, tree))]
  expect(stateAt(timelineOf(records, 0, 1440, account).account(account, guard), 100)).toBe(
    'not-in-force management-account',
  )
})

test('nor where the inventory alone tells which account that is', () => {
  const records = [...wide, ...days(-1, 1).map((m) => inventory(m + 60, tree, { management: account }))]
  expect(stateAt(timelineOf(records).account(account, guard), 100)).toBe('not-in-force management-account')
  expect(stateAt(timelineOf(records).account(other, guard), 100)).toBe('unknown not-wanted')
})

test('an interval names the records that say so', () => {
  const [first, second, third, seen, done] = [sweep(0), sweep(15), sweep(30), found(20, { since: 18 }), outcome(20.1)]
  const ids = (records: AuditRecord[]) => records.map(({ id }) => id)
  const line = timelineOf([...start, first, second, third, seen, done], 0, 30).place(guard, prod)
  const instant = timelineOf([...start, first, second, third, seen, done], 16, 16.001).place(guard, prod)
  expect(line[1]?.records).toEqual(expect.arrayContaining(ids([seen])))
  expect(instant[0]).toMatchObject({ state: 'in-force', records: ids([second, third]) })
})
