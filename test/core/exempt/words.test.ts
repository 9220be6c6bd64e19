import { exceptingCondition } from '../../../core/exempt/condition.ts'
import { ratificationOf } from '../../../core/exempt/ratify.ts'
import { duesOf, timeLeft } from '../../../core/exempt/tell.ts'
import { decide, type Statement } from '../../support/iam.ts'
import { exemption, manifestOf, policy } from '../../support/manifest.ts'
import { account, active, eachIn, existing, organizationOf, planOf, prod, rcp, root, scp } from '../../support/plan.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

test.each([
  [0, '0 min'],
  [1, '1 min'],
  [59 * minute, '59 min'],
  [hour, '1 h'],
  [hour + 1, '1 h 1 min'],
  [day, '1 day'],
  [2 * day + 3 * hour + minute, '2 days 3 h'],
  [-5, '0 min'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(timeLeft(milliseconds)).toBe(text)
})

test.each([
  ['before it begins', -1, []],
  ['as it begins', 0, ['begun']],
  ['a day and a moment before its end', 9 * day - 1, ['begun']],
  ['a day before its end', 9 * day, ['begun', 'reminded']],
  ['at its end', 10 * day, ['ended']],
  ['a week later', 17 * day, []],
])('%s these are due: %s', (_, now, dues) => {
  expect(duesOf(exemption('EX-1', 'deny', prod, 0, 10 * day), now)).toEqual(dues)
})

test('one that lasts a day or less needs no reminder', () => {
  expect(duesOf(exemption('EX-1', 'deny', prod, 0, day), day - 1)).toEqual(['begun'])
})

test.each([
  [scp, active, '{"StringNotEquals": {"aws:PrincipalAccount": "222222222222"}}'],
  [rcp, active, '{"StringNotEquals": {"aws:ResourceAccount": "222222222222"}}'],
  [scp, prod, `{"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-a/*/${prod}/*"}}`],
  [rcp, prod, `{"ForAllValues:StringNotLike": {"aws:ResourceOrgPaths": "o-a/*/${prod}/*"}}`],
] as const)('what a %s needs to spare %s', (type, target, condition) => {
  expect(exceptingCondition(type, target, 'o-a')).toBe(condition)
})

describe.each([
  [scp, 'Principal'],
  [rcp, 'Resource'],
] as const)('a %s that has the condition', (type, side) => {
  const denied = (target: string, context: Record<string, string | string[]>, beside: Statement['condition'] = {}) => {
    const excepting = JSON.parse(exceptingCondition(type, target, 'o-a'))
    const condition = { ...beside, ...excepting }
    for (const [operator, keys] of Object.entries(beside)) condition[operator] = { ...keys, ...excepting[operator] }
    const statement = { sid: '', effect: 'Deny' as const, actions: ['*'], resources: ['*'], principals: '*', condition }
    return (
      decide({ principal: 'arn:aws:iam::1:role/x', action: 'a:B', resources: ['*'], context }, [statement]) === 'deny'
    )
  }
  const [account, paths] = [`aws:${side.toLowerCase()}account`, `aws:${side.toLowerCase()}orgpaths`]

  test('spares the account, nobody else, and nothing of which the account is not known', () => {
    expect(denied(active, { [account]: active })).toBe(false)
    expect(denied(active, { [account]: '999999999999' })).toBe(true)
    expect(denied(active, {})).toBe(true)
  })

  test('spares what is below the OU at any depth, and nothing beside or above it', () => {
    const at = (...units: string[]) =>
      denied(prod, { [paths]: [`o-a/r-ab12/${units.map((one) => `${one}/`).join('')}`] })
    expect([at(prod), at('ou-ab12-above', prod), at(prod, 'ou-ab12-below')]).toEqual([false, false, false])
    expect([at(), at('ou-ab12-above'), at(`${prod}9`), denied(prod, {})]).toEqual([true, true, true, true])
    expect(denied(prod, { [paths]: [`o-other/r-ab12/${prod}/`] })).toBe(true)
  })

  test('only spares, where the statement has the operator already', () => {
    const beside = { StringNotEquals: { 'aws:PrincipalTag/team': 'platform' } }
    const tag = 'aws:principaltag/team'
    expect(denied(active, { [account]: '999999999999', [tag]: 'web' }, beside)).toBe(true)
    expect(denied(active, { [account]: active, [tag]: 'web' }, beside)).toBe(false)
    expect(denied(active, { [account]: '999999999999', [tag]: 'platform' }, beside)).toBe(false)
  })
})

const one = { parameter: '/holdfast/suspend/p-1/policy', written: 10 * day, reason: 'x', ticket: 'T', approvers: ['b'] }
const manifest = manifestOf([], { ratified: [one] })

test.each([
  ['the same write', one.parameter, 10 * day, true],
  ['the same minute', one.parameter, 10 * day + 59_999, true],
  ['a write before', one.parameter, 10 * day - minute, false],
  ['a later write', one.parameter, 10 * day + minute, false],
  ['another parameter', `${one.parameter}x`, 10 * day, false],
])('%s: ratified %s %i %s', (_, name, written, isRatified) => {
  expect(ratificationOf(manifest, { name, written })).toBe(isRatified ? one : undefined)
})

const each = (except: string[] = []) => policy('each', [], { eachAccountIn: eachIn(root, { except }) })
const organization = organizationOf(
  [existing('deny'), existing('each')],
  [
    ['deny', prod],
    ['deny', active],
  ],
)
const findings = (wanted: ReturnType<typeof policy>[], name: string, target: string, now = 1) =>
  planOf({ organization, wanted, settings: { exemptions: [exemption('EX-1', name, target, 0, 10)] }, now })
    .findings.filter(({ code }) => code.startsWith('exemption'))
    .map(({ severity, code, message, hint }) => [severity, code, `${message} > ${hint}`])

test('where the policy acts from above as well, a plan says so and how the policy would spare it', () => {
  const wanted = [policy('deny', [prod, active])]
  expect(findings(wanted, 'deny', active)).toEqual([
    [
      'warning',
      'exemption-inherited',
      expect.stringMatching(
        /EX-1: deny is attached to Workloads:Prod .* above .*"aws:PrincipalAccount": "222222222222"/,
      ),
    ],
  ])
  expect(findings(wanted, 'deny', prod)).toEqual([])
  expect(findings(wanted, 'deny', active, 10)).toEqual([])
})

test('where the organization shows that the policy is not meant for the account, a plan says so', () => {
  expect(findings([each()], 'each', active)).toEqual([])
  expect(findings([each([active])], 'each', active)).toEqual([['warning', 'exemption-nowhere', expect.anything()]])
  const elsewhere = organizationOf([existing('each')])
  const unread = { ...elsewhere, organizationalUnits: [], accounts: [account(active, prod)] }
  const settings = { exemptions: [exemption('EX-1', 'each', active, 0, 10)] }
  expect(planOf({ organization: unread, wanted: [each([active])], settings, now: 1 }).findings).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ code: 'exemption-nowhere' })]),
  )
})

test('a plan that leaves a place alone has another digest than one for which the policy lies there', () => {
  const settings = { exemptions: [exemption('EX-1', 'deny', prod, 0, 10)] }
  const [lying, missing] = [organization, organizationOf([existing('deny')], [['deny', active]])].map((one) =>
    planOf({ organization: one, wanted: [policy('deny', [prod, active])], settings, now: 1 }),
  )
  expect([lying?.changes, missing?.changes]).toEqual([[], []])
  expect(lying?.digest).not.toBe(missing?.digest)
})
