import { isMembers, type Members } from '../members.ts'
import { composeYaml } from '../yaml/compose.ts'
import type { Path } from '../yaml/path.ts'
import { nodeAt } from '../yaml/place.ts'
import { toValue } from '../yaml/value.ts'

/** What of a CloudFormation template is judged here; the rest is CloudFormation's. */
export interface Template {
  /** Parameters by name, and whether each has a default. */
  parameters: ReadonlyMap<string, { hasDefault: boolean }>
  outputs: ReadonlySet<string>
  /** Paths of what StackSets with service-managed permissions cannot deploy. */
  macros: Path[]
  nestedStacks: Path[]
  /** Offset in the text at which a path begins. */
  offsetOf: (path: Path) => number
}

/** A template of the largest size has fewer; more is no template. */
const mostTokens = 1_000_000

/**
 * A template, YAML or JSON, as far as it can be understood; null where it cannot: CloudFormation has the last word, and reads
 * YAML that is not quite ours. Its tags (!Ref) are left alone. Never throws.
 */
export function readTemplate(text: string): Template | null {
  try {
    const composed = composeYaml(text, { bytes: 0, tokens: mostTokens })
    if ('what' in composed || composed.errors.some(({ code }) => code !== 'TAG_RESOLVE_FAILED')) return null
    const { value, aliases, isBroken } = toValue(composed.document.contents, mostTokens)
    if (isBroken || !isMembers(value)) return null
    const offsetOf = (path: Path) => nodeAt(composed.document.contents, path, 'key', aliases)?.range?.[0] ?? 0
    return { ...partsOf(value), offsetOf }
  } catch (error) {
    // not instanceof: in tests the library's errors come from another realm
    if (Reflect.get(Object(error), 'name') !== 'RangeError') throw error
    return null
  }
}

function partsOf(template: Members): Omit<Template, 'offsetOf'> {
  const { Transform, Parameters, Outputs, Resources } = template
  const parameters = Object.entries(membersOf(Parameters)).map(([name, one]): [string, { hasDefault: boolean }] => [
    name,
    { hasDefault: Object.hasOwn(membersOf(one), 'Default') },
  ])
  const nested = Object.entries(membersOf(Resources)).filter(([, one]) => stacks.has(String(membersOf(one).Type)))
  return {
    parameters: new Map(parameters),
    outputs: new Set(Object.keys(membersOf(Outputs))),
    macros: isEmpty(Transform) ? [] : [['Transform']],
    nestedStacks: nested.map(([name]) => ['Resources', name]),
  }
}

const stacks = new Set(['AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet'])

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

const membersOf = (value: unknown): Members => (isMembers(value) ? value : {})
