import fc from 'fast-check'
import { everything } from '../../core/event/scope.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Organization } from '../../core/organization/organization.ts'
import type { Change } from '../../core/plan/change.ts'
import { makePlan } from '../../core/plan/plan.ts'
import { permitted, reviewOf } from '../../core/plan/review.ts'
import { manifests, organizations, situations } from '../support/arbitraries.ts'
import { fullyRead, modelOf, play } from '../support/model.ts'

const runs = { numRuns: 200 }

const planOf = (manifest: Manifest, organization: Organization) =>
  makePlan(manifest, organization, everything, 'apply', 0).changes

/** What an organization lost on the way to another: attachments and policies, in the words of a change. */
function lost(before: Organization, after: Organization): string[] {
  const [one, other] = [modelOf(before), modelOf(after)]
  return [
    ...[...one.attached].flatMap(([target, ids]) =>
      [...ids].filter((id) => !other.attached.get(target)?.has(id)).map((id) => `detach ${id} ${target}`),
    ),
    ...[...one.policies.keys()].filter((id) => !other.policies.has(id)).map((id) => `delete-policy ${id}`),
    ...[...one.enabled].filter((type) => !other.enabled.has(type)),
  ].sort()
}

const removals = (changes: Change[]): string[] =>
  changes
    .filter(({ action }) => action === 'detach' || action === 'delete-policy')
    .map(({ action, policy, target }) => [action, policy.id, target?.id].filter(Boolean).join(' '))
    .sort()

/** Two manifests, as before and after any edit of one, over one organization. */
const edits = organizations.chain((organization) =>
  fc.record({
    organization: fc.constant(organization),
    first: manifests(organization),
    second: manifests(organization),
  }),
)

test('without a review nothing is removed, and what is done breaks no rule of AWS', () => {
  fc.assert(
    fc.property(situations, ({ organization, manifest }) => {
      const steps = permitted(planOf(manifest, organization), [])
      const after = play(organization, steps)
      expect(lost(organization, after.organization)).toEqual([])
      expect(after.breaches).toEqual([])
    }),
    runs,
  )
})

test('no edit of the manifest removes anything without a review', () => {
  fc.assert(
    fc.property(edits, ({ organization, first, second }) => {
      const deployed = play(organization, planOf(first, organization)).organization
      const after = play(deployed, permitted(planOf(second, deployed), []))
      expect(lost(deployed, after.organization)).toEqual([])
      expect(after.breaches).toEqual([])
    }),
    runs,
  )
})

test('who reviewed all of a plan gets all of it', () => {
  fc.assert(
    fc.property(situations, ({ organization, manifest }) => {
      const changes = planOf(manifest, organization)
      expect(permitted(changes, reviewOf(changes))).toEqual(changes)
    }),
    runs,
  )
})

test('of a part that was reviewed no more is removed, and no rule of AWS is broken', () => {
  const reviews = situations.chain((situation) =>
    fc.record({
      situation: fc.constant(situation),
      review: fc.subarray(reviewOf(planOf(situation.manifest, situation.organization))),
    }),
  )
  fc.assert(
    fc.property(reviews, ({ situation: { organization, manifest }, review }) => {
      const changes = planOf(manifest, organization)
      const steps = permitted(changes, review)
      expect(play(organization, steps).breaches).toEqual([])
      const keys = new Set(review.map(({ key }) => key))
      expect(removals(steps.filter(({ key }) => !keys.has(key)))).toEqual([])
    }),
    runs,
  )
})

/** What others do between a review and the run: attach, detach, edit, and put another policy in place of one. */
const meanwhile = (organization: Organization): fc.Arbitrary<Organization> => {
  const own = organization.policies.filter(({ awsManaged }) => !awsManaged)
  const targets = [...modelOf(organization).attached.keys()]
  const pairs = own.flatMap(({ id }) => targets.map((targetId) => ({ policyId: id, targetId })))
  const ids = own.map(({ id }) => id)
  return fc
    .record({
      swapped: fc.subarray(ids),
      edited: fc.subarray(ids),
      kept: fc.subarray(organization.attachments),
      attached: fc.subarray(pairs),
    })
    .map(({ swapped, edited, kept, attached }) => {
      const idNow = (id: string) => (swapped.includes(id) ? `${id}new` : id)
      const attachments = [...kept, ...attached].map(({ policyId, targetId }) => `${idNow(policyId)} ${targetId}`)
      return fullyRead({
        ...organization,
        policies: organization.policies.map((policy) => ({
          ...policy,
          id: idNow(policy.id),
          ...(edited.includes(policy.id) && { content: '{"Version":"2012-10-17","Statement":[]}' }),
        })),
        attachments: [...new Set(attachments)].map((pair) => {
          const [policyId = '', targetId = ''] = pair.split(' ')
          return { policyId, targetId }
        }),
      })
    })
}

test('the review of a plan removes nothing else from an organization that changed since, whatever is wanted by then', () => {
  const cases = edits.chain((edit) =>
    fc.record({ edit: fc.constant(edit), later: meanwhile(edit.organization), same: fc.boolean() }),
  )
  fc.assert(
    fc.property(cases, ({ edit: { organization, first, second }, later, same }) => {
      const reviewed = planOf(first, organization)
      const changes = planOf(same ? first : second, later)
      const steps = permitted(changes, reviewOf(reviewed))
      const agreed = new Set(removals(reviewed))
      expect(lost(later, play(later, steps).organization).filter((one) => !agreed.has(one))).toEqual([])
      // A policy is deleted only where nothing of it would stay attached.
      for (const { policy } of steps.filter(({ action }) => action === 'delete-policy')) {
        const detaches = (all: Change[]) => all.filter((one) => one.action === 'detach' && one.policy.id === policy.id)
        expect(detaches(steps)).toEqual(detaches(changes))
      }
    }),
    runs,
  )
})
