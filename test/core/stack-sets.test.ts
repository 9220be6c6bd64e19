import type { StackSet } from '../../core/deployment.ts'
import { reachOfStackSets } from '../../core/plan/stack-sets.ts'
import { account, active, organizationOf, prod, root, suspended, without } from '../support/plan.ts'
import { stackSet } from '../support/stack-set.ts'

// Whom a stack set reaches, beside whom CfCT reached with the same entry of a manifest.

const management = '111111111111'
const below = 'ou-ab12-33333333'
const [nested, top] = ['444444444444', '555555555555']

const given = organizationOf([])
const organization = {
  ...given,
  organizationalUnits: [...given.organizationalUnits, { id: below, name: 'Below', parentId: prod }],
  accounts: [...given.accounts, account(nested, below), account(top, root), account(management, root)],
}
const managementInProd = {
  ...organization,
  accounts: organization.accounts.map((one) => (one.id === management ? { ...one, parentId: prod } : one)),
}

const byName = (id: string) => ({ id, path: `name of ${id}` })
const byId = (id: string) => ({ id, path: id })

test.each<[string, Partial<StackSet>, typeof organization, number, string[], string[]]>([
  ['an OU: child OUs are included', { units: [byName(prod)] }, organization, 2, [nested], []],
  ['an OU and the one in it: nothing differs', { units: [byName(prod), byName(below)] }, organization, 2, [], []],
  ['an OU by its id, which CfCT ignored', { units: [byId(prod)] }, organization, 2, [active, nested], []],
  ['the root: all but the management account', { units: [byName(root)] }, organization, 3, [], []],
  ['the root by its id', { units: [byId(root)] }, organization, 3, [active, nested, top], []],
  ['an account that is named', { accounts: [top] }, organization, 1, [], []],
  ['an account that is closed', { accounts: [suspended, top] }, organization, 1, [], []],
  ['the management account, named', { inManagementAccount: true }, organization, 1, [], []],
  ['named and in an OU: once', { units: [byName(prod)], accounts: [nested] }, organization, 2, [], []],
  ['the management account in an OU', { units: [byName(prod)] }, managementInProd, 2, [nested], [management]],
  [
    'the management account in an OU, and named',
    { units: [byName(prod)], inManagementAccount: true },
    managementInProd,
    3,
    [nested],
    [],
  ],
])('%s', (_, rest, there, accounts, gains, loses) => {
  const [reach] = reachOfStackSets([stackSet(rest)], there)
  const ids = (those: { id: string }[] = []) => those.map(({ id }) => id)
  expect([reach?.accounts, ids(reach?.gains), ids(reach?.loses)]).toEqual([accounts, gains, loses])
})

test('nothing is concluded where the accounts were not read', () => {
  const unread = without(organization, { accounts: false })
  expect(reachOfStackSets([stackSet({ units: [byName(prod)] })], unread)).toEqual([
    { name: 'network', regions: ['eu-west-1'], accounts: null, gains: [], loses: [] },
  ])
})
