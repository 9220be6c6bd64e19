import { type Finding, ifKnown, ok, type Subject, some, unknownOf, warning } from './finding.ts'

/** Tags by which tools mark what they manage, and what they say. */
const marks: { key: RegExp; value: RegExp; tool: (value: string) => string }[] = [
  { key: /^aws:cloudformation:stack-name$/, value: /./, tool: (stack) => `the CloudFormation stack ${stack}` },
  { key: /^accelerator/i, value: /^/, tool: () => 'Landing Zone Accelerator' },
  { key: /./, value: /^AWSAccelerator/, tool: () => 'Landing Zone Accelerator' },
  {
    key: /^(managed|created|provisioned|deployed)[-_ ]?(by|with)$|^(iac|tool|provisioner|automation)$/i,
    value: /terraform|opentofu|pulumi|cloudformation|cdk|ansible|accelerator|formation/i,
    tool: (value) => value,
  },
  { key: /terraform|opentofu|pulumi/i, value: /^(?!(false|no)$)/i, tool: () => 'Terraform or its like' },
]

/** Two tools that write the same policies undo each other's work. */
export function otherTools({ facts }: Subject): Finding {
  const seen = [...tagged(facts.tags), ...stackSets(facts.stackSets), ...parameters(facts.acceleratorParameters)]
  if (seen.length > 0) {
    return warning(
      `somebody else may manage the same policies: ${some(seen)}`,
      "Take the manifest's policies out of that tool, or end it, before the first apply.",
    )
  }
  return (
    unknownOf(facts.tags, facts.stackSets, facts.acceleratorParameters) ??
    ok('no trace of another tool that manages the same policies')
  )
}

function tagged(fact: Subject['facts']['tags']): string[] {
  const tools = new Map<string, string[]>()
  for (const { policy, tags } of ifKnown(fact) ?? []) {
    for (const [key, value] of Object.entries(tags)) {
      const mark = marks.find((one) => one.key.test(key) && one.value.test(value))
      if (mark) tools.set(mark.tool(value), [...(tools.get(mark.tool(value)) ?? []), policy])
    }
  }
  return [...tools].map(([tool, policies]) => `${tool} (tag on ${some([...new Set(policies)])})`)
}

/** What CfCT names its stack sets: manifest_parser.py, "CustomControlTower-{}". */
function stackSets(fact: Subject['facts']['stackSets']): string[] {
  const [first] = (ifKnown(fact) ?? []).filter((name) => name.startsWith('CustomControlTower-'))
  return first ? [`CfCT (stack set ${first})`] : []
}

function parameters(fact: Subject['facts']['acceleratorParameters']): string[] {
  const [first] = ifKnown(fact) ?? []
  return first ? [`Landing Zone Accelerator (parameter ${first})`] : []
}
