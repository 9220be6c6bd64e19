import fc from 'fast-check'
import { everything, nowhere, type Scope } from '../../../core/event/scope.ts'
import { activeExemptions, exemptionOf, exemptionState } from '../../../core/exempt/exempt.ts'
import type { Exemption, Manifest } from '../../../core/manifest.ts'
import type { Organization } from '../../../core/organization/organization.ts'
import type { Purpose } from '../../../core/plan/diff.ts'
import { changesFor, makePlan } from '../../../core/plan/plan.ts'
import type { PolicyName } from '../../../core/policy/type.ts'
import { type Situation, situations } from '../../support/arbitraries.ts'
import { exemption } from '../../support/manifest.ts'

// One function decides what stays away: whoever asks, of a whole organization or of one place, gets its answer.

const runs = { numRuns: 300 }
const now = 1_000

/** Around the moment of the question, its edges above all. */
const times = fc.constantFrom(0, now - 1, now, now + 1, 2 * now)

/** Places of a manifest that could be exempt: what the compiler lets through. */
function placesOf({ policies }: Manifest, { accounts }: Organization): { policy: PolicyName; target: string }[] {
  return policies
    .filter(({ state }) => state === 'present')
    .flatMap(({ type, name, targets, eachAccountIn }) =>
      [...targets.map(({ id }) => id), ...(eachAccountIn.length > 0 ? accounts.map(({ id }) => id) : [])].map(
        (target) => ({ policy: { type, name }, target }),
      ),
    )
}

const exempting = ({ organization, manifest }: Situation) =>
  fc.array(fc.record({ at: fc.nat(), from: times, until: times }), { maxLength: 12 }).map((drawn) => {
    const places = placesOf(manifest, organization)
    const exemptions = drawn.flatMap(({ at, from, until }, id): Exemption[] => {
      const place = places[at % Math.max(1, places.length)]
      if (!place) return []
      const { policy } = place
      return [{ ...exemption(`EX-${id}`, policy.name, place.target, from, until), policy }]
    })
    return { organization, manifest, exempt: { ...manifest, exemptions } }
  })

const exempted = situations.chain(exempting)
const purposes = fc.constantFrom<Purpose>('apply', 'enforce')

/** What a sweep, a command or a deployment looks at; and what an event does. */
function scopesFor(organization: Organization, manifest: Manifest): Scope[] {
  const pairs = organization.policies.flatMap(({ id: policyId }) =>
    manifest.policies.flatMap(({ targets }) => targets.map(({ id: targetId }) => ({ policyId, targetId }))),
  )
  return [everything, { ...nowhere, pairs }]
}

test('an exemption holds from its beginning on, and at its end no longer', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), (from, until, time) => {
      const one = exemption('EX-1', 'deny', 'r-ab12', from, until)
      const holds = time >= from && time < until
      expect(exemptionOf({ exemptions: [one] }, one.policy, 'r-ab12', time)).toEqual(holds ? one : undefined)
      expect(activeExemptions({ exemptions: [one] }, time)).toHaveLength(holds ? 1 : 0)
      expect(exemptionState(one, time) === 'active').toBe(holds)
      for (const place of ['r-ab13', '222222222222'])
        expect(exemptionOf({ exemptions: [one] }, one.policy, place, time)).toBeUndefined()
      const rcp = { ...one.policy, type: 'RESOURCE_CONTROL_POLICY' as const }
      expect(exemptionOf({ exemptions: [one] }, rcp, 'r-ab12', time)).toBeUndefined()
    }),
    runs,
  )
})

test('every caller leaves the same places alone: those, and no other', () => {
  fc.assert(
    fc.property(exempted, purposes, ({ organization, manifest, exempt }, purpose) => {
      for (const scope of scopesFor(organization, manifest)) {
        const isExempt = ({ action, policy, target }: ReturnType<typeof changesFor>[number]) =>
          target !== null && /^(at|de)tach$/.test(action) && exemptionOf(exempt, policy, target.id, now) !== undefined
        const all = changesFor(manifest, organization, scope, purpose, now)
        const due = changesFor(exempt, organization, scope, purpose, now).map(({ key }) => key)
        expect(due).toEqual(all.filter((change) => !isExempt(change)).map(({ key }) => key))
        const plan = makePlan(exempt, organization, scope, purpose, now)
        expect(plan.changes.filter(isExempt)).toEqual([])
        expect(plan.exempt.map(({ change }) => change.key)).toEqual(
          all
            .filter((change) => change.action === 'attach' && isExempt(change))
            .map(({ key }) => key)
            .sort(),
        )
      }
    }),
    runs,
  )
})

test('whatever the clocks of two callers say, nobody takes away what the other attached', () => {
  fc.assert(
    fc.property(exempted, times, times, ({ organization, exempt }, one, other) => {
      const attached = makePlan(exempt, organization, everything, 'apply', one)
        .changes.filter(({ action }) => action === 'attach')
        .map(({ key }) => key.replace('attach', 'detach'))
      const later = makePlan(exempt, organization, everything, 'apply', other).changes.map(({ key }) => key)
      expect(later.filter((key) => attached.includes(key))).toEqual([])
    }),
    runs,
  )
})

test('the digest of a plan says which places are exempt, and nothing of exemptions that make no difference', () => {
  fc.assert(
    fc.property(exempted, ({ organization, manifest, exempt }) => {
      const digestOf = (of: Manifest) => makePlan({ ...of, digest: '' }, organization, everything, 'apply', now)
      const [free, bound] = [digestOf(manifest), digestOf(exempt)]
      const isAlike = bound.exempt.length === 0 && JSON.stringify(bound.changes) === JSON.stringify(free.changes)
      expect(bound.digest === free.digest).toBe(isAlike)
    }),
    runs,
  )
})
