// What is wrong with an organization document is said in one sentence.
import type { OrganizationDocument } from '../../emulator/index.ts'
import { startEmulator } from '../../emulator/index.ts'
import * as given from './support.ts'

const { BACKUP, DENY, EMPTY, MEMBER, PROD, ROOT } = given

type Change = (document: OrganizationDocument) => unknown
const unit = (id: string, name: string, ...inner: object[]) => ({ id, name, organizational_units: inner }) as never
const deep = (level: number): never =>
  unit(`ou-ab12-level000${level}`, 'deep', ...(level === 6 ? [] : [deep(level + 1)]))

const units = (document: OrganizationDocument) => document.root.organizational_units ?? []
const policies = (document: OrganizationDocument) => document.policies ?? []

const MISTAKES: [string, Change, string][] = [
  [
    'an unknown policy',
    ({ root }) => Object.assign(root, { policies: ['p-nothere0'] }),
    `The policy p-nothere0 is attached to ${ROOT} but not among the policies.`,
  ],
  [
    'a policy of a type that is off',
    ({ root }) => Object.assign(root, { policies: [BACKUP] }),
    `The policy ${BACKUP} is attached to ${ROOT} but its type BACKUP_POLICY is not enabled in the root.`,
  ],
  [
    'an account twice',
    ({ root }) => root.accounts?.push({ id: MEMBER, name: 'again' }),
    `The id ${MEMBER} is used twice in the organization document.`,
  ],
  ['an OU id twice', (document) => units(document).push({ id: PROD, name: 'Again' }), `The id ${PROD} is used twice`],
  [
    'a policy id twice',
    (document) => policies(document).push({ id: DENY, name: 'Again', type: 'TAG_POLICY' }),
    `The id ${DENY} is used twice`,
  ],
  [
    'two OUs of one name',
    (document) => units(document).push({ id: 'ou-ab12-again000', name: 'Prod' }),
    `Two organizational units under ${ROOT} have the name "Prod".`,
  ],
  [
    'two policies of one name',
    (document) => policies(document).push({ id: 'p-again000', name: 'Deny', type: 'SERVICE_CONTROL_POLICY' }),
    'Two policies of type SERVICE_CONTROL_POLICY have the name "Deny".',
  ],
  [
    'more policies than a target holds',
    (document) => {
      for (let index = 10; index <= 20; index += 1)
        policies(document).push({ id: `p-many00${index}`, name: `${index}`, type: 'SERVICE_CONTROL_POLICY' })
      document.root.policies = policies(document).flatMap(({ id }) => (id.startsWith('p-many') ? [id] : []))
    },
    `More than 10 policies of type SERVICE_CONTROL_POLICY are attached to ${ROOT}.`,
  ],
  [
    'OUs six levels deep',
    (document) => units(document).push(deep(1)),
    'nested deeper than the 5 levels that AWS allows.',
  ],
  [
    'an account id as a number',
    ({ root }) => root.accounts?.push({ id: 1 as never, name: 'x' }),
    'root.accounts[1].id must be an account id of twelve digits, as text.',
  ],
  [
    'no name',
    (document) => units(document).push({ id: EMPTY } as never),
    'root.organizational_units[2] lacks the member "name".',
  ],
  ['a misspelt member', ({ root }) => Object.assign(root, { acounts: [] }), 'root has an unknown member "acounts".'],
  [
    'an unknown type',
    ({ root }) => Object.assign(root, { policy_types: ['SCP'] }),
    'root.policy_types[0] must be one of SERVICE_CONTROL_POLICY, ',
  ],
  [
    'a joining time in prose',
    ({ root }) => root.accounts?.push({ id: '999999999999', name: 'x', joined: 'yesterday' }),
    'root.accounts[1].joined must be an ISO 8601 time.',
  ],
  ['no root', (document) => Reflect.deleteProperty(document, 'root'), 'lacks the member "root".'],
]

test.each(MISTAKES)('%s', async (_what, change, sentence) => {
  const document = given.organization()
  change(document)
  await expect(startEmulator({ organization: document })).rejects.toThrow(sentence)
})
