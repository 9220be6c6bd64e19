import fc from 'fast-check'
import { digest } from '../../core/digest.ts'
import type { EachAccountIn, Manifest, ManifestPolicy } from '../../core/manifest.ts'
import type { Account, Organization, OrganizationalUnit, Policy } from '../../core/organization/organization.ts'
import { awsQuotas } from '../../core/policy/type.ts'
import { fullyRead } from './model.ts'

// Random organizations, and random manifests over them: small enough to be read when one of them breaks a property.

export const root = 'r-ab12'
export const managementAccount = '111111111111'
export const goneUnit = 'ou-ab12-gone0000'

type Type = Policy['type']
const types: Type[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']
const names = ['alpha', 'beta', 'gamma']
const contents = ['one', 'two'].map((sid) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: sid }] }))
const descriptions = ['', 'About it']
const day = Date.parse('2026-11-01T00:00:00Z')

const unitId = (at: number) => `ou-ab12-0000000${at}`
const accountId = (at: number) => `${at + 2}`.repeat(12)

/** OUs, each below the root or an earlier one, and accounts anywhere; the management account in the root. */
const tree: fc.Arbitrary<{ organizationalUnits: OrganizationalUnit[]; accounts: Account[] }> = fc
  .tuple(
    fc.array(fc.nat(3), { maxLength: 3 }),
    fc.array(
      fc.record({
        parent: fc.nat(3),
        state: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE'),
        joined: fc.constantFrom(null, day - 1, day, day + 1),
      }),
      { maxLength: 4 },
    ),
  )
  .map(([units, members]) => {
    const parent = (wish: number, count: number) => (wish < count ? unitId(wish) : root)
    return {
      organizationalUnits: units.map((wish, at) => ({
        id: unitId(at),
        name: `Unit ${at}`,
        parentId: parent(wish, at),
      })),
      accounts: [
        { id: managementAccount, name: 'management', parentId: root, state: 'ACTIVE', joined: day },
        ...members.map(({ parent: wish, state, joined }, at) => ({
          id: accountId(at),
          name: `account-${at}`,
          parentId: parent(wish, units.length),
          state,
          joined,
        })),
      ],
    }
  })

interface Wish {
  type: Type
  name: string
  /** How it is named in the organization. */
  as: 'missing' | 'itself' | 'renamed' | 'renamed before our eyes'
  content: string
  description: string
  tags: Record<string, string>
}

const wishes: fc.Arbitrary<Wish[]> = fc
  .tuple(
    ...types.flatMap((type) =>
      names.map((name) =>
        fc.record({
          type: fc.constant(type),
          name: fc.constant(name),
          as: fc.constantFrom('missing', 'itself', 'itself', 'renamed', 'renamed before our eyes'),
          content: fc.constantFrom(...contents),
          description: fc.constantFrom(...descriptions),
          tags: fc.constantFrom<Record<string, string>>({}, { holdfast: name }, { holdfast: name }, { owner: 'else' }),
        }),
      ),
    ),
  )
  .map((all) => all)

const policyId = ({ type, name }: { type: Type; name: string }) => `p-${type === types[0] ? 'scp' : 'rcp'}${name}00`

function policiesOf(wanted: Wish[]): Policy[] {
  const others = types.flatMap((type): Policy[] => {
    const common = { type, description: 'Not ours', content: contents[0], tags: {} }
    const prefix = type === types[0] ? '' : 'RCP'
    return [
      { ...common, id: `p-${prefix}FullAWSAccess`, name: `${prefix}FullAWSAccess`, awsManaged: true },
      // Its tag is a lie.
      {
        ...{ ...common, id: policyId({ type, name: 'tower' }), name: 'aws-guardrails-xyz', awsManaged: false },
        tags: { holdfast: names[0] ?? '' },
      },
      ...Array.from({ length: type === types[0] ? 9 : 4 }, (_, at) => ({
        ...common,
        id: policyId({ type, name: `foreign${at}` }),
        name: `foreign-${at}`,
        awsManaged: false,
      })),
    ]
  })
  const ours = wanted
    .filter(({ as }) => as !== 'missing')
    .map(({ type, name, as, content, description, tags }): Policy => {
      const current = as === 'itself' ? name : `${name}-old`
      return {
        ...{ id: policyId({ type, name }), name: current, type, description, awsManaged: false, content, tags },
        ...(as === 'renamed before our eyes' && { formerName: name }),
      }
    })
  return [...others, ...ours]
}

/** What is attached to one target of one type: at least one policy, at most as many as AWS allows. */
const attachedTo = (policies: Policy[], type: Type): fc.Arbitrary<string[]> => {
  const most = type === types[0] ? 10 : 5
  const ids = policies.filter((policy) => policy.type === type).map(({ id }) => id)
  const isOurs = (id: string) => names.some((name) => id === policyId({ type, name }))
  return fc.oneof(
    fc.subarray(
      ids.filter((id) => !id.includes('foreign')),
      { minLength: 1 },
    ),
    fc.subarray(ids, { minLength: most - 1, maxLength: most }),
    fc.subarray(
      ids.filter((id) => isOurs(id) || id.includes('foreign0')),
      { minLength: 1 },
    ),
  )
}

/** An organization, everything of which was read. */
export const organizations: fc.Arbitrary<Organization> = fc
  .tuple(tree, wishes.map(policiesOf), fc.constantFrom<Type[]>(types, types, types.slice(0, 1), types.slice(1), []))
  .chain(([{ organizationalUnits, accounts }, policies, enabledTypes]) => {
    const targets = [root, ...organizationalUnits.map(({ id }) => id), ...accounts.map(({ id }) => id)]
    const places = targets.flatMap((targetId) => enabledTypes.map((type) => ({ targetId, type })))
    return fc.tuple(...places.map(({ type }) => attachedTo(policies, type))).map((attached) =>
      fullyRead({
        id: 'o-exampleorg',
        managementAccount,
        root: { id: root, name: 'Root' },
        enabledTypes,
        policies,
        organizationalUnits,
        accounts,
        attachments: places.flatMap(({ targetId }, at) =>
          (attached[at] ?? []).map((id) => ({ policyId: id, targetId })),
        ),
        gone: [goneUnit],
        unread: [],
      }),
    )
  })

/** A manifest over an organization: any of the names, on any of the targets, with any of the settings. */
export const manifests = (organization: Organization): fc.Arbitrary<Manifest> => {
  const units = [root, ...organization.organizationalUnits.map(({ id }) => id)]
  const accounts = organization.accounts.map(({ id }) => id)
  const each: fc.Arbitrary<EachAccountIn> = fc
    .record({
      id: fc.constantFrom(...units),
      joinedAfter: fc.constantFrom(null, null, day),
      except: fc.subarray(accounts, { maxLength: 1 }),
    })
    .map((one) => ({ ...one, path: one.id }))
  const policy = (type: Type, name: string): fc.Arbitrary<ManifestPolicy> =>
    fc
      .record({
        type: fc.constant(type),
        name: fc.constant(name),
        description: fc.constantFrom(...descriptions),
        content: fc.constantFrom(...contents),
        state: fc.constantFrom<'present' | 'absent'>('present', 'present', 'present', 'absent'),
        mode: fc.constantFrom<'enforce' | 'notify'>('enforce', 'enforce', 'notify'),
        prune: fc.boolean(),
        evict: fc.constant(false),
        adopt: fc.boolean(),
        targets: fc.subarray([...units, ...accounts, goneUnit]),
        eachAccountIn: fc.array(each, { maxLength: 2 }),
      })
      .map((one) => ({ ...one, targets: one.targets.map((id) => ({ id, path: id })) }))
  return fc
    .tuple(...types.flatMap((type) => names.map((name) => fc.option(policy(type, name), { nil: undefined, freq: 3 }))))
    .map((policies) => {
      const body = {
        organization: { id: 'o-exampleorg', managementAccount, root },
        region: 'eu-west-1',
        delegatedAdministrators: [],
        fullAwsAccess: 'report' as const,
        quotas: awsQuotas,
        audit: { identifiers: 'pseudonym' as const },
        notifications: { identifiers: 'raw' as const },
        policies: policies.filter((policy) => policy !== undefined),
        exemptions: [],
        ratified: [],
      }
      return { ...body, commit: null, digest: digest(body) }
    })
}

export interface Situation {
  organization: Organization
  manifest: Manifest
}

export const situations: fc.Arbitrary<Situation> = organizations.chain((organization) =>
  manifests(organization).map((manifest) => ({ organization, manifest })),
)

/** The items in an order that a seed decides. */
export const shuffled = <Item>(items: Item[], seed: number): Item[] =>
  items
    .map((item, at) => ({ item, rank: Math.imul(at + 1, seed | 1) ^ (seed >>> 3) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item)
