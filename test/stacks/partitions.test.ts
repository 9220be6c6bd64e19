import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestOf, policy } from '../support/manifest.ts'

import { fullDeploymentOf, synthesize, temporaryFolder } from '../support/stacks.ts'

// Each partition is rendered with everything that a manifest can ask for, and read as text.

const policies = [
  policy('deny', ['r-ab12', 'ou-ab12-11111111', '222222222222'], { evict: true, prune: true }),
  policy('data', ['r-ab12'], { type: 'RESOURCE_CONTROL_POLICY' }),
]
const folder = temporaryFolder()

const cases = [
  { partition: 'aws', home: 'eu-west-1', region: 'us-east-1', suffix: 'amazonaws.com' },
  { partition: 'aws-cn', home: 'cn-north-1', region: 'cn-northwest-1', suffix: 'amazonaws.com.cn' },
  { partition: 'aws-us-gov', home: 'us-gov-east-1', region: 'us-gov-west-1', suffix: 'amazonaws.com' },
  { partition: 'aws-eusc', home: 'eusc-de-east-1', region: 'eusc-de-east-1', suffix: 'amazonaws.eu' },
]

/** Principals of services are the same in every partition, but for those that name a region. */
const principals = /^(events|scheduler|lambda|cloudwatch|delivery\.logs)\.amazonaws\.com$/

test.each(cases)(
  '$partition: nothing stands in the templates that is foreign there',
  ({ partition, home, region, suffix }) => {
    const manifest = manifestOf(policies, {
      region: home,
      delegatedAdministrators: ['333333333333'],
      fullAwsAccess: 'restore',
    })
    synthesize(fullDeploymentOf(manifest), join(folder, partition))
    const output = join(folder, partition, 'cdk.out')
    const templates = readdirSync(output).filter((name) => name.endsWith('.template.json'))
    expect(templates).toEqual(
      expect.arrayContaining(['holdfast-management.template.json', 'holdfast-stack-sets.template.json']),
    )
    const text = templates.map((name) => readFileSync(join(output, name), 'utf8')).join('\n')
    const found = (pattern: RegExp) => [...new Set(text.match(pattern) ?? [])]
    expect(found(/arn:aws[\w-]*:/g)).toEqual([`arn:${partition}:`])
    expect(found(/\b(?:us|eu|ap|cn|us-gov|eusc|ca|sa|me|af|il|mx)(?:-[a-z]+){1,2}-\d\b/g).sort()).toEqual(
      [...new Set([home, region])].sort(),
    )
    const hosts = found(/[a-z0-9.-]+\.amazonaws\.[a-z.]+/g)
    expect(hosts).toContain(`logs.${region}.${suffix}`)
    const foreign = hosts.filter((host) => !principals.test(host) && host !== `logs.${region}.${suffix}`)
    expect(foreign).toEqual([])
  },
)
