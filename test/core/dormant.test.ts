import type { ManifestPolicy } from '../../core/manifest.ts'
import type { Policy } from '../../core/organization/organization.ts'
import { policy } from '../support/manifest.ts'
import { active, eachIn, existing, organizationOf, type PlanInput, planOf, prod, rcp, root } from '../support/plan.ts'

// What CfCT left out silently, and a first plan must not call a detachment.

const strange = { tags: {} }
const byId = { targets: [{ id: prod, path: prod }] }
const byName = { targets: [{ id: prod, path: 'Workloads:Prod' }] }
const account = { targets: [{ id: active, path: 'payments-prod' }] }
const accountId = { targets: [{ id: active, path: active }] }
const everyAccount = { targets: [], eachAccountIn: eachIn(prod) }

const at = (name: string) => `deny was never attached to ${name} and begins to act there`
const missing = /^deny is not attached to /

interface Case {
  what: string
  current?: Partial<Policy>
  wanted: Partial<ManifestPolicy>
  purpose?: PlanInput['purpose']
  says: string | RegExp
}

const cases: Case[] = [
  {
    what: 'an account by its name',
    wanted: account,
    says: `CfCT ignored accounts of an SCP: ${at(`payments-prod (${active})`)}`,
  },
  { what: 'an account by its id', wanted: accountId, says: `CfCT ignored accounts of an SCP: ${at(active)}` },
  { what: 'an OU by its id', wanted: byId, says: `CfCT ignored ids of OUs of an SCP: ${at(prod)}` },
  {
    what: 'an account of an RCP',
    current: { ...strange, type: rcp },
    wanted: { ...account, type: rcp },
    says: `CfCT ignored accounts of an RCP: ${at(`payments-prod (${active})`)}`,
  },
  {
    what: 'an account that each_account_in means as well',
    wanted: { ...account, eachAccountIn: eachIn(prod) },
    says: /^CfCT ignored accounts/,
  },
  { what: 'an OU by its name', wanted: byName, says: missing },
  { what: 'an account that each_account_in alone means', wanted: everyAccount, says: missing },
  { what: 'a policy that is marked as ours', current: {}, wanted: account, says: missing },
  { what: 'a policy whose tags were not read', current: { tags: undefined }, wanted: account, says: missing },
  { what: 'a sweep', wanted: account, purpose: 'enforce', says: missing },
]

test.each(cases)('$what', ({ current = strange, wanted, purpose, says }) => {
  const one = existing('deny', current)
  const organization = { ...organizationOf([one]), enabledTypes: [one.type] }
  const scps = organization.attachments.filter(() => one.type !== rcp)
  const { changes, findings } = planOf({
    organization: { ...organization, attachments: scps },
    wanted: [policy('deny', [], { ...wanted })],
    ...(purpose && { purpose }),
  })
  const [attach] = changes.filter(({ action }) => action === 'attach')
  expect(attach?.reason.text).toEqual(typeof says === 'string' ? says : expect.stringMatching(says))
  const isDormant = attach?.reason.text.startsWith('CfCT')
  expect(attach?.reason.code).toBe(isDormant ? 'dormant-under-cfct' : 'not-attached')
  expect(findings.map(({ code }) => code)).toStrictEqual(isDormant ? ['dormant-under-cfct'] : [])
})

test('a policy that does not exist is no dormant one', () => {
  const { changes, findings } = planOf({ organization: organizationOf([]), wanted: [policy('deny', [active])] })
  expect(changes.map(({ reason }) => reason.code)).toStrictEqual(['policy-missing', 'not-attached'])
  expect(findings).toStrictEqual([])
})

test('the finding names three policies and counts the rest, each once', () => {
  const names = ['d', 'b', 'a', 'c', 'e']
  const findingFor = (names: string[], targets: string[]) =>
    planOf({
      organization: organizationOf(names.map((name) => existing(name, strange))),
      wanted: names.map((name) => policy(name, targets)),
    }).findings
  const finding = (message: string) => ({
    code: 'dormant-under-cfct',
    severity: 'warning',
    message: `CfCT ignored accounts and ids of OUs: ${message} where the manifest always wanted it`,
    hint: expect.stringContaining('like new guardrails'),
  })
  expect(findingFor(['a'], [active])).toStrictEqual([finding('a will begin to act at a target')])
  const three = findingFor(['c', 'a', 'b'], [active, root])
  expect(three).toStrictEqual([finding('a, b, c will begin to act at 3 targets')])
  expect(findingFor(names, [active])).toStrictEqual([finding('a, b, c and 2 more will begin to act at 5 targets')])
})
