import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { createApp } from '../../stacks/app.ts'
import { manifestOf, policy } from '../support/manifest.ts'

import { fullDeploymentOf, temporaryFolder, writeBundles } from '../support/stacks.ts'

/** What of cdk-nag's findings stays as it is, and why: by rule, with what it found in brackets, and by construct. */
const accepted: { rule: RegExp; construct: RegExp; reason: string }[] = [
  {
    rule: /^AwsSolutions-SQS3$/,
    construct: /\/(RuleDeadLetters|DeadLetters)$/,
    reason: 'It is the dead-letter queue of rules, which cdk-nag does not look at; and alarms watch it.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason:
      'Reads of AWS Organizations alone: most know no resource. permissions.test.ts sees that nothing else has it.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:organizations::111111111111:(policy|ou|account)\/o-exampleorg\/.*\]$/,
    construct: /^holdfast-management\/(PolicyDrift|AccountEnrolment|Sweep)\/Role$/,
    reason:
      'Policies are made, and accounts join, after the deployment: their ids are not known. One organization, one type.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:s3:::holdfast-evidence-[\w-]+\/(records|digests)\/\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason:
      'Objects are named by time; they can be put there, and read where they are compared, and not be changed or deleted.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:ssm:us-east-1:111111111111:parameter\/holdfast\/suspend\/\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason: 'Suspensions are named by policy and target; they are read.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:logs:us-east-1:111111111111:log-group:\/aws\/lambda\/holdfast-[\w-]+:\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason: 'Log streams of the function’s own log group: Lambda names them.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:cloudformation:eu-west-1:111111111111:stackset\/holdfast-\*\]$/,
    construct: /^holdfast-stack-sets\/StackOutputs\/Role$/,
    reason: 'CloudFormation puts an id behind the name of a stack set. Its stacks are listed, and nothing else.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:iam::\*:role\/holdfast-stack-outputs-reader\]$/,
    construct: /^holdfast-stack-sets\/StackOutputs\/Role$/,
    reason: 'The role of that name in whichever account has the stack; a condition keeps it in the organization.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:s3:::holdfast-evidence-[\w-]+\/(records|digests|bundles|keys)\/\*\]$/,
    construct: /^holdfast-seal\/Seal\/Role$/,
    reason: 'Objects are named by time: what was recorded is read, and what seals it is added.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:logs:eu-west-1:999999999999:log-group:\/aws\/lambda\/holdfast-seal:\*\]$/,
    construct: /^holdfast-seal\/Seal\/Role$/,
    reason: 'Log streams of the function’s own log group: Lambda names them.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:s3:::holdfast-identities-[\w-]+\/\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason: 'Objects are named by day; they can be put there and not be read, changed or deleted.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:kms:eu-west-1:999999999999:key\/\*\]$/,
    construct: /^holdfast-management\/\w+\/Role$/,
    reason:
      'The key of another account has no id yet; a condition names its bucket, and its own policy admits the role.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:logs:eu-west-1:111111111111:log-group:\/aws\/lambda\/holdfast-[\w-]+:\*\]$/,
    construct: /^holdfast-stack-sets\/StackOutputs\/Role$/,
    reason: 'Log streams of the function’s own log group: Lambda names them.',
  },
]

interface Finding {
  rule: string
  construct: string
}

const folder = temporaryFolder()
let findings: Finding[]

beforeAll(() => {
  const everything = manifestOf(
    [
      policy('a', ['r-ab12', 'ou-ab12-11111111', '222222222222'], { evict: true, prune: true }),
      policy('b', ['r-ab12'], { type: 'RESOURCE_CONTROL_POLICY' }),
      policy('c', [], { state: 'absent' }),
    ],
    { delegatedAdministrators: ['222222222222'], fullAwsAccess: 'restore' },
  )
  const outdir = join(folder, 'cdk.out')
  const app = createApp(fullDeploymentOf(everything), { outdir, bundles: writeBundles(join(folder, 'functions')) })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  // With findings it throws after it has written them down.
  expect(() => app.synth()).toThrow()
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'))
  findings = report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, construct: constructPath })),
    ),
  )
})

const isAbout =
  ({ rule, construct }: Finding) =>
  (one: (typeof accepted)[number]) =>
    one.rule.test(rule) && one.construct.test(construct)

test('cdk-nag finds nothing that nobody gave a reason for', () => {
  expect(findings.length).toBeGreaterThan(0)
  expect(findings.filter((finding) => !accepted.some(isAbout(finding)))).toEqual([])
})

test('each reason is one for something', () => {
  expect(accepted.filter((row) => !findings.some((finding) => isAbout(finding)(row)))).toEqual([])
})

interface Report {
  pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[]
}
