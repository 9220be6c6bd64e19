import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { exampleOrganization, has, holdfast, userFolder } from '../support/cli.ts'

/** The AWS CLI as a person would use it, against `holdfast emulate` with `holdfast up` beside it. */
const withAwsCli = has('aws') ? describe : describe.skip

withAwsCli('with the AWS CLI', () => {
  const command = join(resolve(__dirname, '../..'), 'dist/cli/main.js')
  const user = userFolder()
  const children: ChildProcess[] = []
  let env: Record<string, string> = {}
  let timeline = ''

  /** Starts a command that stays, and resolves with what it says when it is ready. */
  const start = (args: string[]) =>
    new Promise<string>((ready) => {
      const child = spawn(process.execPath, [command, ...args], {
        cwd: user.folder,
        env: { PATH: process.env.PATH ?? '', ...env },
      })
      children.push(child)
      child.stdout.on('data', (chunk) => {
        timeline += chunk
        const line = /^ready.*$/m.exec(timeline)
        if (line) ready(line[0])
      })
    })
  const aws = (...args: string[]): Record<string, never> => {
    const text = execFileSync('aws', ['organizations', ...args, '--output', 'json'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    return text ? JSON.parse(text) : {}
  }
  const policyNamed = (name: string): { Id: string } | undefined => {
    const found: { Id: string; Name: string }[] =
      aws('list-policies', '--filter', 'SERVICE_CONTROL_POLICY').Policies ?? []
    return found.find(({ Name }) => Name === name)
  }
  const targetsOf = (id: string | undefined): string[] => {
    const targets: { TargetId: string }[] = aws('list-targets-for-policy', '--policy-id', id ?? '').Targets ?? []
    return targets.map(({ TargetId }) => TargetId).sort()
  }
  /** Asks until it is so, at most forty times. */
  const eventually = async (ask: () => unknown, wanted: unknown) => {
    for (let time = 1; time < 40; time++) {
      if (JSON.stringify(ask()) === JSON.stringify(wanted)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(ask()).toEqual(wanted)
  }

  beforeAll(async () => {
    const ready = await start(['emulate', '--organization', exampleOrganization])
    env = {
      AWS_ENDPOINT_URL: ready.replace('ready ', ''),
      AWS_ACCESS_KEY_ID: 'mallory',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    expect((await holdfast(['apply', '--yes'], { ...user, env })).code).toBe(0)
    timeline = ''
    await start(['up'])
  }, 60_000)
  afterAll(() => {
    for (const child of children) child.kill()
    user.remove()
  })

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
    await eventually(() => timeline.includes('CRITICAL: FullAWSAccess'), true)
    const now: { Id: string }[] =
      aws('list-policies-for-target', '--target-id', 'ou-ab12-sandbox0', '--filter', 'SERVICE_CONTROL_POLICY')
        .Policies ?? []
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
    const hold = (hold: boolean) =>
      fetch(`${env.AWS_ENDPOINT_URL}/_holdfast/delivery`, { method: 'POST', body: JSON.stringify({ hold }) })
    await hold(true)
    aws('disable-policy-type', '--root-id', 'r-ab12', '--policy-type', 'SERVICE_CONTROL_POLICY')
    aws('delete-policy', '--policy-id', id)
    await hold(false)
    await eventually(() => names.map((name) => policyNamed(name) && targetsOf(policyNamed(name)?.Id)), before)
    expect(policyNamed('deny-root-user')?.Id).not.toBe(id)
  }, 90_000)
})
