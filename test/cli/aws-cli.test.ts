import { awsCli } from '../support/aws-cli.ts'
import { has } from '../support/cli.ts'

const withAwsCli = has('aws') ? describe : describe.skip

withAwsCli('with the AWS CLI', () => {
  const { aws, policyNamed, targetsOf, timeline, hold, holdfast, eventually, begin, end } = awsCli()
  beforeAll(begin, 60_000)
  afterAll(end)

  test.each([
    ['deny-leave-organization', 'r-ab12'],
    ['deny-root-user', 'ou-ab12-workload'],
    ['protect-payment-data', '444455556666'],
  ])(
    '%s detached from %s is attached again',
    async (name, target) => {
      const id = policyNamed(name)?.Id ?? ''
      const before = targetsOf(id)
      aws('detach-policy', '--policy-id', id, '--target-id', target)
      await eventually(() => targetsOf(id), before)
    },
    60_000,
  )

  test('foreign policies and those of Control Tower stay as they are; FullAWSAccess is reported as critical', async () => {
    const attached: { Id: string; Name: string }[] =
      aws('list-policies-for-target', '--target-id', 'ou-ab12-sandbox0', '--filter', 'SERVICE_CONTROL_POLICY')
        .Policies ?? []
    const guardrail = attached.find(({ Name }) => Name.startsWith('aws-guardrails-'))?.Id
    aws('detach-policy', '--policy-id', String(guardrail), '--target-id', 'ou-ab12-sandbox0')
    aws('detach-policy', '--policy-id', 'p-FullAWSAccess', '--target-id', 'ou-ab12-sandbox0')
    await eventually(() => timeline().includes('CRITICAL: FullAWSAccess'), true)
    const now: { Id: string }[] =
      aws('list-policies-for-target', '--target-id', 'ou-ab12-sandbox0', '--filter', 'SERVICE_CONTROL_POLICY')
        .Policies ?? []
    const status = await holdfast('status', '--exit-code')
    expect([status.code, status.stdout]).toEqual([
      2,
      expect.stringMatching(/^As the manifest says, but for 1 critical/),
    ])
    expect(guardrail).toBeDefined()
    expect(now.map(({ Id }) => Id)).not.toContain(guardrail)
    expect(now.map(({ Id }) => Id)).not.toContain('p-FullAWSAccess')
  }, 60_000)

  test('content and name come back', async () => {
    const id = policyNamed('deny-root-user')?.Id ?? ''
    const content = () => aws('describe-policy', '--policy-id', id).Policy
    const before = content()
    aws('update-policy', '--policy-id', id, '--content', '{"Version":"2012-10-17","Statement":[]}')
    await eventually(content, before)
    aws('update-policy', '--policy-id', id, '--name', 'harmless')
    await eventually(content, before)
  }, 60_000)

  test('the policy type comes back with every attachment, and a policy that is deleted then comes back anew', async () => {
    const names = ['deny-leave-organization', 'deny-root-user']
    const before = names.map((name) => targetsOf(policyNamed(name)?.Id))
    aws('disable-policy-type', '--root-id', 'r-ab12', '--policy-type', 'SERVICE_CONTROL_POLICY')
    await eventually(() => names.map((name) => targetsOf(policyNamed(name)?.Id)), before)

    const id = policyNamed('deny-root-user')?.Id ?? ''
    await hold(true)
    aws('disable-policy-type', '--root-id', 'r-ab12', '--policy-type', 'SERVICE_CONTROL_POLICY')
    aws('delete-policy', '--policy-id', id)
    await hold(false)
    await eventually(() => names.map((name) => policyNamed(name) && targetsOf(policyNamed(name)?.Id)), before)
    expect(policyNamed('deny-root-user')?.Id).not.toBe(id)
  }, 90_000)
})
