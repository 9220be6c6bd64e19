import { join } from 'node:path'
import { loadDeployment } from '../../stacks/load.ts'
import { decision } from '../support/iam.ts'
import {
  deploymentOf,
  ofType,
  ownDeployment,
  referred,
  synthesize,
  type Template,
  temporaryFolder,
} from '../support/stacks.ts'

const folder = temporaryFolder()
let template: Template
beforeAll(() => {
  const deployment = deploymentOf()
  const audit = { ...deployment.audit, pseudonymEpoch: 2 }
  template = synthesize({ ...deployment, audit }, folder)['holdfast-management'] as Template
})

const keys = () => ofType(template, 'AWS::KMS::Key').filter(([, { Properties }]) => Properties.KeySpec === 'HMAC_256')

test('each epoch has a key, which stays, and the newest makes pseudonyms', () => {
  expect(keys().map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(Array(2).fill('RetainExceptOnCreate'))
  const aliases = ofType(template, 'AWS::KMS::Alias').map(([, { Properties }]) => Properties.AliasName)
  expect(aliases).toEqual(expect.arrayContaining(['alias/holdfast-pseudonyms-k1', 'alias/holdfast-pseudonyms-k2']))
  const newest = keys().at(-1)?.[0]
  const enforcing = ofType(template, 'AWS::Lambda::Function')
    .map(([, { Properties }]) => Properties.Environment.Variables)
    .filter(({ HOLDFAST_GENERATION }) => HOLDFAST_GENERATION)
  expect(enforcing.length).toBeGreaterThan(2)
  for (const variables of enforcing) {
    expect(referred(variables.HOLDFAST_PSEUDONYM_KEY_ID)).toBe(newest)
    expect(variables.HOLDFAST_PSEUDONYM_EPOCH).toBe('2')
    expect(variables.HOLDFAST_IDENTITIES_BUCKET).toBe('holdfast-identities-999999999999-eu-west-1')
  }
  const roles = JSON.stringify(ofType(template, 'AWS::IAM::Role'))
  expect(roles.split('kms:GenerateMac').length - 1).toBe(enforcing.length)
  expect(roles).not.toContain(`"${keys()[0]?.[0]}"`)
})

test.each([
  ['arn:aws:iam::999999999999:role/holdfast-reidentification', 'allowed'],
  ['arn:aws:iam::999999999999:role/Admin', 'not allowed'],
  ['arn:aws:iam::444444444444:role/holdfast-reidentification', 'not allowed'],
])('%s and a key of pseudonyms: %s', (principal, expected) => {
  for (const [, { Properties }] of keys())
    expect(decision(Properties.KeyPolicy, { principal, action: 'kms:GenerateMac' })).toBe(expected)
})

test('a manifest says for how long raw values are kept, and under which key pseudonyms are made', () => {
  expect(ownDeployment().audit).toMatchObject({ identitiesDays: 550, pseudonymEpoch: 1 })
  const { deployment } = loadDeployment(join(__dirname, '../compile/cases/valid-every-key/manifest.yaml'), null)
  expect(deployment?.audit).toMatchObject({ identitiesDays: 90, pseudonymEpoch: 2 })
})
