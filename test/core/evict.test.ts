import { everything } from '../../core/event/scope.ts'
import type { ManifestPolicy } from '../../core/manifest.ts'
import type { Organization, Policy } from '../../core/organization/organization.ts'
import { evictionsOf, standing } from '../../core/plan/evict.ts'
import { enforceable, makePlan } from '../../core/plan/plan.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import {
  active,
  existing,
  foreign,
  fullAccess,
  organizationOf,
  prod,
  rcp,
  root,
  scp,
  without,
} from '../support/plan.ts'

// Who makes room where strangers took all slots of a target.

const strangers = foreign(9)
const old = strangers.slice(0, 8).map(({ id }) => id)
const newcomer = 'foreign8'
const fullWith = (policies: Policy[], others: Policy[] = []): Organization =>
  organizationOf(
    [...policies, ...others],
    policies.map(({ name, id }): [string, string] => [id.slice('p-'.length, -'000000'.length) || name, prod]),
  )
const evicting = (name: string, rest: Partial<ManifestPolicy> = {}) => policy(name, [prod], { evict: true, ...rest })

interface Case {
  what: string
  wanted?: ManifestPolicy[]
  organization?: Organization
  /** Ids of what lay at the target when ours was seen there last. */
  seen?: string[] | null
  steps: string[]
  blocked?: string[]
}

const both = [`detach/SCP/${newcomer}/${prod}`, `attach/SCP/deny/${prod}`]
const full = fullWith(strangers, [existing('deny')])
const instead = (last: Policy) => fullWith([...strangers.slice(0, 8), last], [existing('deny')])
const withNewcomer = (one: Policy) => ({
  policies: [...full.policies, one],
  attachments: [...full.attachments, { policyId: one.id, targetId: prod }],
})
const cases: Case[] = [
  { what: 'the one that came since makes room', steps: both },
  { what: 'nobody knows who lay there before', seen: null, steps: [], blocked: ['no-slot'] },
  { what: 'all lay there before', seen: [...old, 'p-foreign8000000'], steps: [], blocked: ['no-slot'] },
  { what: 'without evict', wanted: [policy('deny', [prod])], steps: [], blocked: ['no-slot'] },
  { what: 'one that only tells', wanted: [evicting('deny', { mode: 'notify' })], steps: [], blocked: ['no-slot'] },
  {
    what: 'with a slot that is free',
    organization: fullWith(strangers.slice(1), [existing('deny')]),
    steps: [`attach/SCP/deny/${prod}`],
  },
  {
    what: 'the newcomer is Control Tower’s',
    organization: instead(existing('foreign8', { name: 'aws-guardrails-x' })),
    steps: [],
    blocked: ['no-slot'],
  },
  {
    what: 'the newcomer is AWS’s',
    organization: instead(existing('foreign8', { awsManaged: true })),
    steps: [],
    blocked: ['no-slot'],
  },
  {
    what: 'the newcomer is one that was renamed',
    organization: instead(existing('foreign8', { formerName: 'x' })),
    steps: [],
    blocked: ['no-slot'],
  },
  {
    what: 'the newcomer is of another type',
    organization: {
      ...instead(strangers[8] ?? fullAccess),
      enabledTypes: [scp, rcp],
      ...withNewcomer(existing('rcp', { type: rcp })),
    },
    seen: [...old, 'p-foreign8000000'],
    steps: [],
    blocked: ['no-slot'],
  },
  {
    what: 'the newcomer is named by the manifest',
    wanted: [evicting('deny'), policy(newcomer, [prod])],
    steps: ['tag-policy/SCP/foreign8'],
    blocked: ['no-slot'],
  },
  {
    what: 'the manifest names one of another type',
    wanted: [evicting('deny'), policy(newcomer, [], { type: rcp, state: 'absent' })],
    steps: both,
  },
  {
    what: 'two came, and two are missing',
    wanted: [evicting('deny'), evicting('more')],
    organization: fullWith(strangers, [existing('deny'), existing('more')]),
    seen: old.slice(1),
    steps: [
      ...[`detach/SCP/foreign0/${prod}`, `attach/SCP/deny/${prod}`],
      ...[`detach/SCP/${newcomer}/${prod}`, `attach/SCP/more/${prod}`],
    ],
  },
  {
    what: 'one came, and two are missing',
    wanted: [evicting('deny'), evicting('more')],
    organization: fullWith(strangers, [existing('deny'), existing('more')]),
    steps: both,
    blocked: ['no-slot'],
  },
  {
    what: 'one came, and the first of two that are missing does not evict',
    wanted: [policy('deny', [prod]), evicting('more')],
    organization: fullWith(strangers, [existing('deny'), existing('more')]),
    steps: [`detach/SCP/${newcomer}/${prod}`, `attach/SCP/more/${prod}`],
    blocked: ['no-slot'],
  },
]

test.each(cases)('$what', ({ wanted = [evicting('deny')], organization = full, seen = old, steps, blocked = [] }) => {
  const manifest = manifestOf(wanted)
  const evictions = evictionsOf(manifest, organization, () => (seen ? [fullAccess.id, ...seen] : undefined))
  const plan = makePlan(manifest, organization, everything, 'enforce', 0, evictions)
  expect(enforceable(plan.changes).map(({ key }) => key)).toStrictEqual(steps)
  expect(plan.blocked.map(({ code }) => code)).toStrictEqual(blocked)
})

test('an eviction says whom and why', () => {
  const manifest = manifestOf([evicting('deny'), evicting('other', { targets: [] })])
  const evictions = evictionsOf(manifest, full, ({ name, type, targetId }) =>
    [name, type, targetId].join() === ['deny', scp, prod].join() ? old : undefined,
  )
  expect([...evictions.keys()]).toStrictEqual([`attach/SCP/deny/${prod}`])
  expect(evictions.get(`attach/SCP/deny/${prod}`)).toMatchObject([
    {
      key: `detach/SCP/${newcomer}/${prod}`,
      policy: { id: 'p-foreign8000000' },
      target: { id: prod, path: 'Prod' },
      mode: 'enforce',
      reason: { code: 'evicted', text: 'deny lay there before, and all slots were taken since' },
    },
  ])
})

test('another detach is no eviction: nobody reviewed it', () => {
  const manifest = manifestOf([policy('deny', [], { state: 'absent' })])
  const plan = makePlan(manifest, organizationOf([existing('deny')], [['deny', prod]]), everything, 'apply', 0)
  expect(plan.changes).toHaveLength(2)
  expect(enforceable(plan.changes)).toStrictEqual([])
})

/** What is remembered of the places where ours lies. */
const lying: Organization = {
  ...organizationOf(
    [existing('deny'), existing('beside', { tags: {} }), existing('other', { type: rcp })],
    [
      ['deny', prod],
      ['beside', prod],
      ['other', prod],
      ['deny', root],
    ],
  ),
  enabledTypes: [scp, rcp],
}
const beside = {
  type: scp,
  name: 'deny',
  targetId: prod,
  policies: ['p-FullAWSAccess', 'p-beside000000', 'p-deny000000'],
}
const stands: { what: string; wanted?: ManifestPolicy[]; organization?: Organization; stands: object[] }[] = [
  { what: 'with all that lies beside it', stands: [beside] },
  { what: 'retired', wanted: [evicting('deny', { state: 'absent' })], stands: [] },
  { what: 'that only tells', wanted: [evicting('deny', { mode: 'notify' })], stands: [] },
  { what: 'without evict', wanted: [policy('deny', [prod])], stands: [] },
  { what: 'that does not lie there', wanted: [evicting('deny', { targets: [{ id: active, path: 'x' }] })], stands: [] },
  { what: 'that is missing', wanted: [evicting('missing')], stands: [] },
  {
    what: 'beside which not all was read',
    organization: without(lying, {
      targetPolicies: [
        { type: rcp, targetId: prod },
        { type: scp, targetId: root },
      ],
    }),
    stands: [],
  },
]

test.each(stands)(
  'a place of a policy $what',
  ({ wanted = [evicting('deny')], organization = lying, stands: found }) => {
    expect(standing(manifestOf(wanted), organization)).toStrictEqual(found)
  },
)
