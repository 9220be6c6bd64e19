// Every policy type of the client with its limits: Organizations User Guide, "Quotas" (SCP values of 2026-05-15).
import * as sdk from '@aws-sdk/client-organizations'
import type { OrganizationDocument } from '../../emulator/index.ts'
import * as given from './support.ts'

const { OTHER, PROD, ROOT } = given

afterAll(given.stopAll)

interface Limits {
  attachments: number
  characters: number
  policies: number
  fullAccess?: string
  statement?: object
}

const MANAGEMENT: Limits = { attachments: 10, characters: 10_000, policies: 1_000 }

const LIMITS: Record<sdk.PolicyType, Limits> = {
  SERVICE_CONTROL_POLICY: {
    attachments: 10,
    characters: 10_240,
    policies: 10_000,
    fullAccess: 'p-FullAWSAccess',
    statement: {},
  },
  RESOURCE_CONTROL_POLICY: {
    attachments: 5,
    characters: 5_120,
    policies: 2_000,
    fullAccess: 'p-RCPFullAWSAccess',
    statement: { Principal: '*' },
  },
  TAG_POLICY: MANAGEMENT,
  BACKUP_POLICY: MANAGEMENT,
  AISERVICES_OPT_OUT_POLICY: { ...MANAGEMENT, attachments: 5, characters: 2_500 },
  CHATBOT_POLICY: { ...MANAGEMENT, attachments: 5 },
  DECLARATIVE_POLICY_EC2: MANAGEMENT,
  SECURITYHUB_POLICY: MANAGEMENT,
  SECURITYHUB_CSPM_POLICY: MANAGEMENT,
  INSPECTOR_POLICY: MANAGEMENT,
  UPGRADE_ROLLOUT_POLICY: MANAGEMENT,
  BEDROCK_POLICY: MANAGEMENT,
  S3_POLICY: MANAGEMENT,
  NETWORK_SECURITY_DIRECTOR_POLICY: MANAGEMENT,
  GUARDDUTY_POLICY: MANAGEMENT,
}

const TYPES = Object.values(sdk.PolicyType).map((type) => ({ type, ...LIMITS[type] }))

const contentOf = (statement: object | undefined): string =>
  statement === undefined
    ? '{"tags":{"team":{"tag_value":{"@@assign":["a","b"]}}}}'
    : JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', ...statement }],
      })

const create = (Type: sdk.PolicyType, Content: string, Name = 'New') =>
  new sdk.CreatePolicyCommand({ Name, Description: '', Type, Content })

/** The document with `count` policies of the type, which no other policy has. */
function full(type: string, count: number): OrganizationDocument {
  const numbered = (index: number) => ({ id: `p-${`${index}`.padStart(8, '0')}`, name: `N${index}`, type })
  return { ...given.organization(), policies: Array.from({ length: count }, (_, index) => numbered(index)) }
}

describe.each(TYPES)('$type', ({ type, attachments, characters, policies, fullAccess, statement }) => {
  const content = contentOf(statement)
  const own = fullAccess === undefined ? 0 : 1

  async function enabled() {
    const client = given.clientOf(await given.startLoaded())
    if (type !== 'SERVICE_CONTROL_POLICY')
      await client.send(new sdk.EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: type }))
    return client
  }

  test(`${characters} characters, of JSON`, async () => {
    const client = await enabled()
    const texts = [content.padEnd(characters), content.padEnd(characters + 1), 'nonsense', '[]', '"text"', '{"a":']
    const answers: (string | undefined)[] = []
    for (const text of texts) {
      const { name, reason } = await given.refusal(client.send(create(type, text)))
      answers.push(reason ?? name)
    }
    const malformed = 'MalformedPolicyDocumentException'
    expect(answers).toEqual(['none', 'POLICY_CONTENT_LIMIT_EXCEEDED', malformed, malformed, malformed, malformed])
  })

  test(`${own} to ${attachments} on each target`, async () => {
    const client = await enabled()
    const attached = async () => {
      const page = await client.send(new sdk.ListPoliciesForTargetCommand({ TargetId: OTHER, Filter: type }))
      return page.Policies?.map(({ Id = '' }) => Id) ?? []
    }
    expect(await attached()).toEqual(fullAccess === undefined ? [] : [fullAccess])
    let last: sdk.AttachPolicyRequest = { PolicyId: undefined, TargetId: OTHER }
    for (let index = own; index <= attachments; index += 1) {
      const { Policy } = await client.send(create(type, content, `P${index}`))
      last = { PolicyId: Policy?.PolicySummary?.Id, TargetId: OTHER }
      if (index < attachments) await client.send(new sdk.AttachPolicyCommand(last))
    }
    expect((await given.refusal(client.send(new sdk.AttachPolicyCommand(last)))).reason).toBe(
      'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
    )
    expect(await attached()).toHaveLength(attachments)
    const detach = (PolicyId: string) => client.send(new sdk.DetachPolicyCommand({ PolicyId, TargetId: OTHER }))
    for (const id of await attached()) await given.refusal(detach(id))
    expect(await attached()).toHaveLength(own)
  })

  test(`${policies} in the organization`, async () => {
    const room = policies - own
    const client = given.clientOf(await given.start({ organization: full(type, room - 1) }))
    const answers = [
      await given.refusal(client.send(create(type, content, 'the last'))),
      await given.refusal(client.send(create(type, content, 'one more'))),
    ]
    expect(answers.map(({ reason }) => reason)).toEqual([undefined, 'POLICY_NUMBER_LIMIT_EXCEEDED'])
  })

  test("switched off everything is detached, switched on again only AWS's own policy is back", async () => {
    const client = await enabled()
    const { Policy } = await client.send(create(type, content))
    const PolicyId = Policy?.PolicySummary?.Id
    await client.send(new sdk.AttachPolicyCommand({ PolicyId, TargetId: PROD }))
    await client.send(new sdk.DisablePolicyTypeCommand({ RootId: ROOT, PolicyType: type }))
    const targets = async (id: string | undefined) => {
      const { Targets } = await client.send(new sdk.ListTargetsForPolicyCommand({ PolicyId: id }))
      return Targets?.length
    }
    expect(await targets(PolicyId)).toBe(0)
    if (fullAccess !== undefined) expect(await targets(fullAccess)).toBe(0)
    await client.send(new sdk.EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: type }))
    expect(await targets(PolicyId)).toBe(0)
    if (fullAccess !== undefined) expect(await targets(fullAccess)).toBe(7)
    expect((await client.send(new sdk.DescribePolicyCommand({ PolicyId }))).Policy?.Content).toBe(content)
  })
})
