import type { Manifest } from '../core/manifest.ts'
import { ownerTags } from '../core/policy/ownership.ts'
import type { OrganizationDocument } from '../emulator/index.ts'
import { management, manifestOf, policy } from '../test/support/world.ts'

// What is measured: one manifest, on organizations of three sizes.

/** Accounts, and the OUs among which they are spread. */
export const sizes = [
  { accounts: 100, units: 100 },
  { accounts: 1_000, units: 200 },
  { accounts: 10_000, units: 500 },
] as const

export type Size = (typeof sizes)[number]

const rootId = 'r-ab12'
const padded = (at: number, length: number) => String(at).padStart(length, '0')

export const unitId = (at: number): string => `ou-ab12-${padded(at, 8)}`
export const accountId = (at: number): string => String(200_000_000_000 + at)

const range = <Item>(length: number, item: (at: number) => Item): Item[] => Array.from({ length }, (_, at) => item(at))

/** Policies named by OUs, each on as many of them; 500 attachments fit on 100 OUs, whose slots are ten. */
export const named = { policies: 20, targets: 25 }

const onUnits = (policies: number, targets: number, units: number) =>
  range(policies, (at) =>
    policy(`guardrail-${padded(at, 2)}`, [], {
      targets: range(targets, (place) => (at * targets + place) % units).map((unit) => ({
        id: unitId(unit),
        path: `Unit ${unit}`,
      })),
    }),
  )

/** Twenty policies on 25 OUs each, and one on every account. */
export const manifestFor = ({ units }: Size): Manifest =>
  manifestOf([
    ...onUnits(named.policies, named.targets, units),
    policy('every-account', [], { eachAccountIn: [{ id: rootId, path: 'Root', joinedAfter: null, except: [] }] }),
  ])

/** Twenty policies on ten OUs each, of 25: what docs/decisions/0008 counts a plan of. */
export const plannedManifest = (): Manifest => manifestOf(onUnits(20, 10, 25))

/** Somebody else's, on the root. */
export const foreign = { id: 'p-foreign0', name: 'foreign', type: 'SERVICE_CONTROL_POLICY' }

export const policyId = ({ policies }: Manifest, name: string): string =>
  `p-policy${padded(
    policies.findIndex((one) => one.name === name),
    2,
  )}`

/** Many of theirs, attached nowhere. */
export const crowd = range(50, (at) => ({ ...foreign, id: `p-crowd${padded(at, 4)}`, name: `crowd-${at}` }))

/** An organization in which a manifest is carried out, but for what `lacks` says; by default all of it is. */
export function organizationFor(
  manifest: Manifest,
  { accounts, units }: Size,
  lacks: { policies?: true; attachments?: (name: string) => boolean; crowded?: true } = {},
): OrganizationDocument {
  const ours = lacks.policies ? [] : manifest.policies
  const attached = new Map<string, string[]>()
  const attach = (target: string, name: string) =>
    attached.set(target, [...(attached.get(target) ?? ['p-FullAWSAccess']), policyId(manifest, name)])
  for (const { name, targets, eachAccountIn } of ours.filter(({ name }) => !lacks.attachments?.(name))) {
    for (const { id } of targets) attach(id, name)
    if (eachAccountIn.length > 0) for (const at of range(accounts, Number)) attach(accountId(at), name)
  }
  const policiesOf = (id: string) => attached.get(id) ?? ['p-FullAWSAccess']
  const joined = '2024-01-01T00:00:00Z'
  return {
    kind: 'holdfast.organization',
    version: 1,
    organization: { id: manifest.organization.id, management_account: management },
    root: {
      id: rootId,
      policies: ['p-FullAWSAccess', foreign.id],
      accounts: [{ id: management, name: 'management', joined }],
      organizational_units: range(units, (unit) => ({
        id: unitId(unit),
        name: `Unit ${unit}`,
        policies: policiesOf(unitId(unit)),
        accounts: range(accounts / units, (place) => (unit * accounts) / units + place).map((at) => ({
          ...{ id: accountId(at), name: `account-${at}`, joined, policies: policiesOf(accountId(at)) },
        })),
      })),
    },
    policies: [
      foreign,
      ...(lacks.crowded ? crowd : []),
      ...ours.map(({ name, type, description, content }) => ({
        ...{ id: policyId(manifest, name), name, type, description, content, tags: ownerTags(name) },
      })),
    ],
  }
}
