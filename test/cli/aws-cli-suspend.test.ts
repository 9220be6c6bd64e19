import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deadLettersOf, nameOf } from '../../core/deployed.ts'
import { awsCli } from '../support/aws-cli.ts'
import { has } from '../support/cli.ts'

// The runbook, with the AWS CLI as a person uses it at three in the morning, beside enforcement.

const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8')

/** The shell commands below a heading. */
const commandsOf = (heading: string): string => {
  const section = runbook.split(/^#+ /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  const commands = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block).join('')
  if (!commands) throw new Error(`The runbook has no commands below "${heading}"`)
  return commands
}

const functions = ['policy-drift', 'account-enrolment', 'sweep', 'evidence'] as const

test('each alarm has its section', () => {
  const alarms = [
    ...[...functions, 'rules' as const].map(deadLettersOf),
    ...functions.flatMap((name) => ['waiting', 'errors', 'throttles'].map((what) => `${nameOf(name)}-${what}`)),
    ...['holdfast-sweep-missing', 'holdfast-evidence-missing', 'holdfast-enforcement-failing'],
    ...['holdfast-seal-missing', 'holdfast-seal-errors'],
  ]
  expect([...runbook.matchAll(/^### (holdfast-.*)$/gm)].map(([, name]) => name).sort()).toEqual(alarms.sort())
})

test('the page is in bash', () => {
  for (const [, block = ''] of runbook.matchAll(/^```sh\n(.*?)^```/gms)) execFileSync('bash', ['-n'], { input: block })
})

const withAwsCli = has('aws') ? describe : describe.skip

withAwsCli('with the AWS CLI', () => {
  const { run, policyNamed, targetsOf, timeline, holdfast, eventually, begin, end } = awsCli()
  beforeAll(begin, 120_000)
  afterAll(end)

  const target = 'ou-ab12-workload'
  const idOf = (name: string) => policyNamed(name)?.Id ?? ''
  const asWritten = (heading: string, id: string) => {
    const commands = commandsOf(heading).replaceAll('p-examplepol', id).replaceAll('ou-exam-ple12345', target)
    return run(`POLICY=${id} TARGET=${target}\n${commands}`)
  }

  test('one policy at one target: it stays away, all else comes back, and removing the parameter restores it', async () => {
    const id = idOf('deny-root-user')
    const before = targetsOf(id)
    asWritten('One policy at one target', id)
    await eventually(() => timeline().includes('CRITICAL: deny-root-user at Workloads'), true)
    await eventually(() => timeline().includes('Suspended until'), true)
    const [other] = before.filter((one) => one !== target)
    run(`aws organizations detach-policy --policy-id ${id} --target-id ${other}`)
    await eventually(() => timeline().includes('RESTORED'), true)
    expect(targetsOf(id)).toEqual(before.filter((one) => one !== target))
    expect((await holdfast('status')).stdout).toMatch(/^Suspensions +1$/m)
    expect(asWritten('How to see it, and how to come back', id)).toContain(`/holdfast/suspend/${id}/${target}`)
    await eventually(() => targetsOf(id), before)
  }, 180_000)

  test('one policy everywhere: its content stays empty until the suspension is removed; a broken one removes it as well', async () => {
    const id = idOf('protect-config')
    const content = () =>
      run(`aws organizations describe-policy --policy-id ${id} --query Policy.Content --output text`)
    const before = content()
    asWritten('One policy everywhere', id)
    await eventually(() => timeline().includes('CRITICAL: protect-config itself'), true)
    await eventually(
      () => timeline().includes('protect-config differs') || timeline().split('Suspended until').length > 2,
      true,
    )
    expect(content()).toContain('"Statement":[]')
    const name = `/holdfast/suspend/${id}/policy`
    run(`aws ssm put-parameter --name ${name} --type String --overwrite --value '{"reason": "no ticket at all"}'`)
    await eventually(() => timeline().includes('it has no ticket'), true)
    await eventually(content, before)
  }, 180_000)

  test.each(['All of it', 'Dead letters'])(
    'the commands of "%s" are such that the AWS CLI takes them',
    (heading) => {
      // It takes or refuses what each says, and calls nobody.
      const checking = `aws() { case "$*" in *UUID*) echo one;; *QueueUrl*) echo https://queue;; *QueueArn*) echo arn:aws:sqs:x:1:q;;
      esac; command aws "$@" --generate-cli-skeleton input > /dev/null; }\n`
      run(checking + commandsOf(heading).replaceAll('policy-drift account-enrolment sweep', 'sweep'))
      expect(() => run(`${checking}aws sqs start-message-move-task --sauce x 2> /dev/null`)).toThrow()
    },
    180_000,
  )
})
