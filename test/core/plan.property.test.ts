import fc from 'fast-check'
import { everything } from '../../core/event/scope.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Organization, Policy } from '../../core/organization/organization.ts'
import type { Purpose } from '../../core/plan/diff.ts'
import { enforceable, makePlan } from '../../core/plan/plan.ts'
import { manifests, organizations, shuffled, situations } from '../support/arbitraries.ts'
import { modelOf, play } from '../support/model.ts'

const runs = { numRuns: 120 }
const purposes = fc.constantFrom<Purpose>('apply', 'enforce')

const planOf = (manifest: Manifest, organization: Organization, purpose: Purpose = 'apply') =>
  makePlan(manifest, organization, everything, purpose, 0)

/** What a caller of that purpose carries out. */
const stepsOf = (manifest: Manifest, organization: Organization, purpose: Purpose) => {
  const { changes } = planOf(manifest, organization, purpose)
  return purpose === 'enforce' ? enforceable(changes) : changes
}

const keys = (changes: { key: string }[]) => changes.map(({ key }) => key).sort()

test('every step of a plan is one that AWS allows, with what it says about slots', () => {
  fc.assert(
    fc.property(situations, purposes, ({ organization, manifest }, purpose) => {
      expect(play(organization, stepsOf(manifest, organization, purpose)).breaches).toEqual([])
    }),
    runs,
  )
})

test('nothing is detached before all is attached, but what makes room for the next step', () => {
  fc.assert(
    fc.property(situations, ({ organization, manifest }) => {
      const { changes } = planOf(manifest, organization)
      const place = ({ policy, target }: (typeof changes)[number]) => `${policy.type} ${target?.id}`
      const removes = ({ action }: (typeof changes)[number]) => action === 'detach' || action === 'delete-policy'
      const early = changes.filter((change, at) => {
        const next = changes[at + 1]
        const makesRoom = next?.action === 'attach' && place(next) === place(change)
        return removes(change) && !makesRoom && changes.slice(at).some((one) => !removes(one))
      })
      expect(keys(early)).toEqual([])
    }),
    runs,
  )
})

// What is blocked gives no change, neither before nor after: it stays, in the same words.
test('after a plan was carried out nothing is left to do, and what was blocked is still blocked', () => {
  fc.assert(
    fc.property(situations, purposes, ({ organization, manifest }, purpose) => {
      const steps = stepsOf(manifest, organization, purpose)
      const first = play(organization, steps).organization
      // A tag never authorizes a detach: a policy that was found by it is renamed first, and pruned by the next plan.
      const isRenaming = steps.some(({ action }) => action === 'rename-policy')
      const after = isRenaming ? play(first, stepsOf(manifest, first, purpose)).organization : first
      expect(keys(stepsOf(manifest, after, purpose))).toEqual([])
      if (purpose === 'apply' && !isRenaming) {
        const whatIsBlocked = (one: Organization) =>
          planOf(manifest, one).blocked.map(({ message, change }) => change ?? message)
        expect(whatIsBlocked(after)).toEqual(whatIsBlocked(organization))
      }
    }),
    runs,
  )
})

test('policies of AWS, of Control Tower and of strangers stay as they are, and where they are', () => {
  const foreign = ({ organization, manifest }: { organization: Organization; manifest: Manifest }) => {
    const named = new Set(manifest.policies.map(({ type, name }) => `${type} ${name}`))
    const isNamed = (type: string, name: string | undefined) => named.has(`${type} ${name}`)
    return organization.policies.filter(
      ({ type, name, formerName, tags, awsManaged }) =>
        awsManaged ||
        name.startsWith('aws-guardrails-') ||
        (!isNamed(type, name) && !isNamed(type, formerName) && !isNamed(type, tags?.holdfast)),
    )
  }
  fc.assert(
    fc.property(situations, purposes, (situation, purpose) => {
      const { organization, manifest } = situation
      const steps = stepsOf(manifest, organization, purpose)
      const strangers = foreign(situation)
      const ids = new Set(strangers.map(({ id }) => id))
      expect(steps.filter(({ policy }) => ids.has(policy.id ?? ''))).toEqual([])
      const before = modelOf(organization)
      const after = modelOf(play(organization, steps).organization)
      for (const { id } of strangers) expect(after.policies.get(id)).toEqual(before.policies.get(id))
      const enabled = steps.some(({ action }) => action === 'enable-policy-type')
      for (const [target, attached] of before.attached)
        for (const id of attached) if (ids.has(id)) expect(after.attached.get(target)?.has(id) || enabled).toBe(true)
    }),
    runs,
  )
})

test('enforcement never takes anything away', () => {
  fc.assert(
    fc.property(situations, ({ organization, manifest }) => {
      const after = modelOf(play(organization, stepsOf(manifest, organization, 'enforce')).organization)
      const before = modelOf(organization)
      expect([...before.policies.keys()].filter((id) => !after.policies.has(id))).toEqual([])
      expect([...before.enabled].filter((type) => !after.enabled.has(type))).toEqual([])
      const lost = [...before.attached].flatMap(([target, ids]) =>
        [...ids].filter((id) => !after.attached.get(target)?.has(id)).map((id) => `${id} ${target}`),
      )
      expect(lost).toEqual([])
    }),
    runs,
  )
})

test('enforcement writes nothing for what only notifies', () => {
  fc.assert(
    fc.property(situations, ({ organization, manifest }) => {
      const quiet = {
        ...manifest,
        policies: manifest.policies.map((policy) => ({ ...policy, mode: 'notify' as const })),
      }
      expect(stepsOf(quiet, organization, 'enforce')).toEqual([])
      // A neighbour that only notifies takes nothing from what is enforced.
      const alone = { ...manifest, policies: manifest.policies.filter(({ mode }) => mode === 'enforce') }
      expect(keys(stepsOf(manifest, organization, 'enforce'))).toEqual(keys(stepsOf(alone, organization, 'enforce')))
    }),
    runs,
  )
})

test('the order of what is read, and of the manifest, leaves no trace in the changes', () => {
  fc.assert(
    fc.property(situations, fc.integer({ min: 1 }), purposes, ({ organization, manifest }, seed, purpose) => {
      const { read } = organization
      const mixed: Organization = {
        ...organization,
        enabledTypes: shuffled(organization.enabledTypes ?? [], seed),
        policies: shuffled(organization.policies, seed),
        organizationalUnits: shuffled(organization.organizationalUnits, seed),
        accounts: shuffled(organization.accounts, seed),
        attachments: shuffled(organization.attachments, seed),
        read: {
          ...read,
          policyLists: shuffled(read.policyLists, seed),
          policyTargets: shuffled(read.policyTargets, seed),
          targetPolicies: shuffled(read.targetPolicies, seed),
        },
      }
      expect(planOf(manifest, mixed, purpose)).toEqual(planOf(manifest, organization, purpose))
      const reordered: Manifest = {
        ...manifest,
        policies: shuffled(
          manifest.policies.map((policy) => ({
            ...policy,
            targets: shuffled(policy.targets, seed),
            eachAccountIn: shuffled(policy.eachAccountIn, seed),
          })),
          seed,
        ),
      }
      const { changes, digest, blocked } = planOf(reordered, organization, purpose)
      const plan = planOf(manifest, organization, purpose)
      expect({ changes, digest }).toEqual({ changes: plan.changes, digest: plan.digest })
      expect(blocked.map(({ message }) => message).sort()).toEqual(plan.blocked.map(({ message }) => message).sort())
    }),
    runs,
  )
})

test('digests are equal where organization, manifest and changes are, and nowhere else', () => {
  const pairs = organizations.chain((organization) =>
    fc.record({
      organization: fc.constant(organization),
      other: fc.record({
        attachments: fc.subarray(organization.attachments, {
          minLength: Math.max(0, organization.attachments.length - 1),
        }),
        policies: fc.constant(organization.policies),
      }),
      manifest: manifests(organization),
      wanted: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(pairs, ({ organization, other, manifest, wanted }) => {
      const one = planOf(manifest, organization)
      const two = planOf({ ...manifest, digest: wanted ? manifest.digest : 'another' }, { ...organization, ...other })
      const decisive = ({ organization: { id }, manifest: { digest }, changes }: typeof one) =>
        JSON.stringify([id, digest, changes])
      expect(one.digest === two.digest).toBe(decisive(one) === decisive(two))
    }),
    runs,
  )
})

const tagsOf = (policies: Policy[], id: string) => {
  const tags = policies.find((policy) => policy.id === id)?.tags
  return tags && { tags }
}

// Knowledge is taken away, each fact together with its data.
const forgetting = (organization: Organization) =>
  fc
    .record({
      types: fc.boolean(),
      lists: fc.subarray(organization.read.policyLists),
      targets: fc.subarray(organization.read.policyTargets),
      contents: fc.subarray(organization.policies.map(({ id }) => id)),
      tags: fc.subarray(organization.policies.map(({ id }) => id)),
      accounts: fc.boolean(),
      units: fc.boolean(),
    })
    .map(({ types, lists, targets, contents, tags, accounts, units }): Organization => {
      const known = organization.policies.filter(({ id, type }) => lists.includes(type) || targets.includes(id))
      return {
        ...organization,
        enabledTypes: types ? organization.enabledTypes : null,
        policies: known.map(({ content, tags: tagged, ...policy }) => ({
          ...policy,
          ...(contents.includes(policy.id) && { content }),
          ...(tags.includes(policy.id) && { tags: tagged }),
        })),
        organizationalUnits: units ? organization.organizationalUnits : [],
        accounts: accounts
          ? organization.accounts
          : // Their states come with their names: otherwise a suspended account would look like any other.
            organization.accounts.filter(({ state }) => state !== 'ACTIVE').map((one) => ({ ...one, parentId: null })),
        attachments: organization.attachments.filter(({ policyId }) => targets.includes(policyId)),
        read: {
          policyLists: lists,
          policyTargets: targets,
          targetPolicies: [],
          accounts,
          organizationalUnits: units,
        },
      }
    })

// Where the slots of a target were not read AWS decides: the reference leaves them out as well. Tags that nobody read
// tell nothing to a person who applies; enforcement, which nobody watches, needs them before it makes a policy anew.
test('who knows less concludes less: nothing is planned that full knowledge would not plan', () => {
  const cases = situations.chain((situation) =>
    forgetting(situation.organization).map((partly) => ({ ...situation, partly })),
  )
  fc.assert(
    fc.property(cases, purposes, ({ organization, manifest, partly }, purpose) => {
      const tags = purpose === 'apply' ? organization.policies : []
      const policies = partly.policies.map((one) => ({ ...one, ...tagsOf(tags, one.id) }))
      const reference = { ...organization, read: { ...organization.read, targetPolicies: [] } }
      const known = new Set(keys(planOf(manifest, reference, purpose).changes))
      expect(keys(planOf(manifest, { ...partly, policies }, purpose).changes).filter((key) => !known.has(key))).toEqual(
        [],
      )
    }),
    { numRuns: 300 },
  )
})

test('who knows nothing plans nothing', () => {
  fc.assert(
    fc.property(situations, purposes, ({ organization, manifest }, purpose) => {
      const unread: Organization = {
        ...organization,
        ...{ root: null, enabledTypes: null, policies: [], organizationalUnits: [], accounts: [], attachments: [] },
        read: { policyLists: [], policyTargets: [], targetPolicies: [], accounts: false, organizationalUnits: false },
        unread: ['ListRoots was denied'],
      }
      const { changes, blocked } = planOf(manifest, unread, purpose)
      expect(changes).toEqual([])
      expect(blocked.map(({ code }) => code)).toContain('not-read')
    }),
    runs,
  )
})
