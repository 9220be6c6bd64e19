import { incidentWithoutChange } from '../../core/event/incident.ts'
import { incidents } from '../../core/event/incidents.ts'
import { unseenIn } from '../../core/event/unseen.ts'
import type { ManifestPolicy } from '../../core/manifest.ts'
import type { Organization } from '../../core/organization/organization.ts'
import { type Action, change } from '../../core/plan/change.ts'
import { nameKey, type PolicyType } from '../../core/policy/type.ts'
import { manifestOf, policy } from '../support/manifest.ts'
import {
  account,
  active,
  eachIn,
  existing,
  organizationOf,
  prod,
  rcp,
  root,
  scp,
  suspended,
  without,
} from '../support/plan.ts'

// Whether a look that did not find an incident could not have found it.

const lost = (action: Action, targetId?: string, name = 'deny', type: PolicyType = scp) => {
  const target = targetId === undefined ? {} : { target: { id: targetId, path: targetId } }
  const one = change(action, { name, type, id: null }, 'enforce', { code: 'x', text: 'x' }, target)
  const { open } = incidents({
    ...{ plan: { changes: [one], blocked: [] }, outcomes: [], events: [], part: 'manifest', known: [] },
    ...{ isComplete: false, now: 0 },
  })
  if (!open[0]) throw new Error('an incident should be open')
  return open[0]
}
const obstacle = (part: string) => incidentWithoutChange('no-slot/x', 'refused', 'x', part, 0)

const named = [policy('deny', [prod]), policy('third', [prod], { type: rcp })]
const each = [policy('deny', [], { eachAccountIn: eachIn(prod) })]
const retired = [policy('deny', [prod], { state: 'absent' })]
const nothing = { policyLists: [], policyTargets: [], targetPolicies: [] }
const read = organizationOf([existing('deny')])
const unread = without(read, nothing)
const eachPart = nameKey({ type: scp, name: 'deny' })

interface Case {
  what: string
  incident: ReturnType<typeof lost>
  wanted?: ManifestPolicy[]
  organization?: Organization
  part?: string
  isUnseen: boolean
}

const cases: Case[] = [
  { what: 'an obstacle of the same part', incident: obstacle('manifest'), isUnseen: false },
  { what: 'an obstacle of another part', incident: obstacle(eachPart), wanted: each, isUnseen: true },
  {
    what: 'an obstacle of the first part',
    incident: obstacle('manifest'),
    wanted: each,
    part: eachPart,
    isUnseen: true,
  },
  { what: 'an obstacle of a part that is no more', incident: obstacle(eachPart), isUnseen: false },

  { what: 'a type that was read', incident: lost('enable-policy-type', undefined, ''), isUnseen: false },
  {
    what: 'a type that was not read',
    incident: lost('enable-policy-type', undefined, ''),
    organization: { ...read, enabledTypes: null },
    isUnseen: true,
  },
  {
    what: 'a type that nobody uses any more',
    incident: lost('enable-policy-type', undefined, '', rcp),
    wanted: each,
    organization: { ...read, enabledTypes: null },
    isUnseen: false,
  },

  { what: 'FullAWSAccess that is there', incident: lost('attach', prod, 'FullAWSAccess'), isUnseen: false },
  {
    what: 'FullAWSAccess that is there, in another part',
    incident: lost('attach', prod, 'FullAWSAccess'),
    part: eachPart,
    isUnseen: true,
  },
  {
    what: 'FullAWSAccess that is still missing',
    incident: lost('attach', prod, 'FullAWSAccess'),
    organization: { ...read, attachments: [] },
    isUnseen: true,
  },
  {
    what: 'FullAWSAccess that was not looked for',
    incident: lost('attach', prod, 'FullAWSAccess'),
    organization: { ...unread, attachments: [] },
    isUnseen: true,
  },

  { what: 'an attachment that was looked for', incident: lost('attach', prod), isUnseen: false },
  { what: 'an attachment that was not', incident: lost('attach', prod), organization: unread, isUnseen: true },
  {
    what: 'an attachment of a policy that was not found',
    incident: lost('attach', prod),
    organization: organizationOf([]),
    isUnseen: true,
  },
  { what: 'an attachment elsewhere', incident: lost('attach', root), organization: unread, isUnseen: false },
  {
    what: 'an attachment of another policy',
    incident: lost('attach', prod, 'other'),
    organization: unread,
    isUnseen: false,
  },
  {
    what: 'an attachment of another type',
    incident: lost('attach', prod, 'deny', rcp),
    organization: unread,
    isUnseen: false,
  },
  {
    what: 'an attachment of what is retired',
    incident: lost('attach', prod),
    wanted: retired,
    organization: unread,
    isUnseen: false,
  },
  {
    what: 'an attachment at what is gone',
    incident: lost('attach', prod),
    organization: { ...unread, gone: [prod] },
    isUnseen: false,
  },
  {
    what: 'an account that was looked at',
    incident: lost('attach', active),
    wanted: each,
    isUnseen: false,
  },
  {
    what: 'an account that was not',
    incident: lost('attach', active),
    wanted: each,
    organization: unread,
    isUnseen: true,
  },
  {
    what: 'an account that is meant by its name',
    incident: lost('attach', active),
    wanted: [policy('deny', [active])],
    organization: { ...without(unread, { accounts: false }), accounts: [] },
    isUnseen: true,
  },
  {
    what: 'an account that nobody means any more',
    incident: lost('attach', active),
    organization: { ...without(unread, { accounts: false }), accounts: [] },
    isUnseen: false,
  },
  {
    what: 'an account that was not read',
    incident: lost('attach', active),
    wanted: each,
    organization: { ...without(read, { accounts: false }), accounts: [] },
    isUnseen: true,
  },
  {
    what: 'an account of which only the name was read',
    incident: lost('attach', active),
    wanted: each,
    organization: { ...without(read, { accounts: false }), accounts: [{ ...account(active, prod), state: null }] },
    isUnseen: true,
  },
  {
    what: 'an account that is not in the whole list',
    incident: lost('attach', '444444444444'),
    wanted: each,
    organization: without(read, nothing),
    isUnseen: false,
  },
  {
    what: 'a suspended account',
    incident: lost('attach', suspended),
    wanted: each,
    organization: unread,
    isUnseen: false,
  },
  {
    what: 'an account elsewhere',
    incident: lost('attach', active),
    wanted: each,
    organization: { ...unread, accounts: [account(active, root)] },
    isUnseen: false,
  },

  { what: 'a content that was read', incident: lost('update-policy'), isUnseen: false },
  {
    what: 'a content that was not',
    incident: lost('update-policy'),
    organization: organizationOf([existing('deny', { content: undefined })]),
    isUnseen: true,
  },
  { what: 'a content of nothing', incident: lost('update-policy'), organization: organizationOf([]), isUnseen: true },
  {
    what: 'a content of what is retired',
    incident: lost('update-policy'),
    wanted: retired,
    organization: organizationOf([]),
    isUnseen: false,
  },
  { what: 'a tag that was read', incident: lost('tag-policy'), isUnseen: false },
  {
    what: 'a tag that was not',
    incident: lost('tag-policy'),
    organization: organizationOf([existing('deny', { tags: undefined })]),
    isUnseen: true,
  },
  { what: 'a tag of nothing', incident: lost('tag-policy'), organization: organizationOf([]), isUnseen: true },
  { what: 'a name that was looked for', incident: lost('create-policy'), isUnseen: false },
  { what: 'a name that was not', incident: lost('create-policy'), organization: unread, isUnseen: true },
  { what: 'another name that was not', incident: lost('rename-policy'), organization: unread, isUnseen: true },
]

test.each(cases)(
  '$what: unseen $isUnseen',
  ({ incident, wanted = named, organization = read, part = 'manifest', isUnseen }) => {
    expect(unseenIn(manifestOf(wanted), organization, part)(incident)).toBe(isUnseen)
  },
)
