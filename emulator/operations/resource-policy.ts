import { isObject, optional, required, text, type Wire } from '../checks.ts'
import { invalid, refuse, violated } from '../errors.ts'
import { letters } from '../ids.ts'
import { read, write } from '../operation.ts'
import { mergedTags, tagList } from '../tags.ts'
import { resourcePolicyView } from '../views.ts'

/** Service model, shape ResourcePolicyContent. */
const LONGEST = 40_000

const PRINCIPAL = /^(\*|\d{12}|arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/.+))$/

const areTexts = (value: unknown): boolean =>
  value !== undefined && [value].flat().every((one) => typeof one === 'string')

/** NotAction and NotResource are refused since 2026-06-30 (User Guide, "Update a resource-based delegation policy"). */
function checkStatement(statement: unknown): void {
  const { Effect, Action, Resource, Principal } = isObject(statement) ? statement : {}
  const isSound = (Effect === 'Allow' || Effect === 'Deny') && areTexts(Action) && areTexts(Resource)
  if (!isSound) invalid('INVALID_RESOURCE_POLICY_JSON')
  const named = [isObject(Principal) ? Principal.AWS : Principal].flat()
  if (!named.every((one) => typeof one === 'string' && PRINCIPAL.test(one))) invalid('INVALID_PRINCIPAL')
  const foreign = [Action].flat().some((action) => !/^organizations:./i.test(String(action)))
  if (foreign) invalid('UNSUPPORTED_ACTION_IN_RESOURCE_POLICY')
}

function parsed(content: string): Wire {
  try {
    const document: unknown = JSON.parse(content)
    if (isObject(document)) return document
  } catch {
    // Refused below like every other text that is no policy.
  }
  return invalid('INVALID_RESOURCE_POLICY_JSON')
}

/** Tags are taken only with a new policy. */
const putResourcePolicy = write(
  { Content: required(text({ min: 1, max: LONGEST })), Tags: optional(tagList) },
  (organization, { Content: content, Tags }) => {
    if (organization.featureSet !== 'ALL') violated('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE')
    const { Statement } = parsed(content)
    if (Statement === undefined) invalid('INVALID_RESOURCE_POLICY_JSON')
    for (const statement of [Statement].flat()) checkStatement(statement)
    const before = organization.resourcePolicy
    if (before !== undefined && Tags !== undefined) invalid('TARGET_NOT_SUPPORTED')
    const after = { id: `rp-${letters(8)}`, tags: mergedTags(new Map(), Tags ?? []), ...before, content }
    organization.resourcePolicy = after
    return { ResourcePolicy: resourcePolicyView(organization, after) }
  },
  { masked: ['Content'] },
)

const describeResourcePolicy = read({}, (organization) => {
  const policy = organization.resourcePolicy ?? refuse('ResourcePolicyNotFoundException')
  return { ResourcePolicy: resourcePolicyView(organization, policy) }
})

const deleteResourcePolicy = write({}, (organization) => {
  if (organization.resourcePolicy === undefined) refuse('ResourcePolicyNotFoundException')
  organization.resourcePolicy = undefined
  return undefined
})

export const resourcePolicyOperations = {
  PutResourcePolicy: putResourcePolicy,
  DescribeResourcePolicy: describeResourcePolicy,
  DeleteResourcePolicy: deleteResourcePolicy,
}
