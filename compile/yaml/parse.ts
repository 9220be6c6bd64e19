import type { Problem } from '../../core/problem.ts'
import { mostProblems, type Place, problem } from '../problems.ts'
import { createLocator } from '../text/lines.ts'
import { quote } from '../text/quote.ts'
import { type Composed, composeYaml } from './compose.ts'
import { deepest, type Excess, type Limits } from './guard.ts'
import { formatPath, type Path } from './path.ts'
import { nodeAt } from './place.ts'
import { type Fault, toValue } from './value.ts'
import { yamlWords } from './words.ts'

/** A YAML document as a plain value that knows where each part of it stands in the file. */
export interface YamlFile {
  file: string
  value: unknown
  /** Where the value at a path begins, or its key. */
  at(path: Path, what?: 'key' | 'value'): Place
  /** The text of a scalar as it is written, where it stands without quotes. */
  unquoted(path: Path): string | null
  /** Whether there are twelve digits without quotes anywhere. */
  unquotedDigits: boolean
}

interface Parsed {
  yaml: YamlFile | null
  problems: Problem[]
}

/** YAML 1.2 text as a value; null with all syntax errors where there is one. Never throws, whatever the text. */
export function parseYaml(text: string, file: string, limits: Limits): Parsed {
  const locate = createLocator(text)
  const at: At = (offset) => ({ file, ...locate(offset) })
  try {
    const composed = composeYaml(text, limits)
    return 'what' in composed
      ? failed([excess(composed.what, at(composed.offset))])
      : convert(composed, file, limits, at)
  } catch (error) {
    // not instanceof: in tests the library's errors come from another realm
    if (Reflect.get(Object(error), 'name') !== 'RangeError') throw error
    // the library's parser is recursive: its stack ended before its limits did
    return failed([excess('depth', { file })])
  }
}

type At = (offset: number) => Place & { line: number }

const failed = (problems: Problem[]): Parsed => ({ yaml: null, problems })

function convert({ document, errors, unquotedDigits }: Composed, file: string, limits: Limits, at: At): Parsed {
  if (errors.length > 0) return failed(syntaxProblems(causes(errors), at))
  const { value, aliases, faults, isBroken } = toValue(document.contents, limits.tokens)
  const problems = faults.map((fault) => faultProblem(fault, at))
  // with a part missing, everything that is found from here on could be its consequence
  if (isBroken) return failed(problems)
  const yaml: YamlFile = {
    file,
    value,
    unquotedDigits,
    at: (path, what = 'value') => {
      const node = nodeAt(document.contents, path, what, aliases)
      return { ...at(node?.range?.[0] ?? 0), ...(path.length > 0 ? { path: formatPath(path) } : {}) }
    },
    unquoted: (path) => {
      const node = nodeAt(document.contents, path, 'value', aliases)
      return node !== null && 'type' in node && node.type === 'PLAIN' && 'source' in node ? String(node.source) : null
    },
  }
  return { yaml, problems }
}

/** After one of these YAML means something else than the writer did: other errors that follow may be its consequence. */
const misleading = new Set(['TAB_AS_INDENT', 'BLOCK_IN_FLOW'])

function causes(errors: Composed['errors']): Composed['errors'] {
  const first = [...errors].sort((one, other) => one.offset - other.offset).find(({ code }) => misleading.has(code))
  if (first === undefined) return errors
  // each line with a tab is a mistake of its own
  const isTab = ({ code }: { code: string }) => code === 'TAB_AS_INDENT' && first.code === code
  return errors.filter((error) => error === first || error.offset < first.offset || isTab(error))
}

/** One mistake often makes a row of errors; the first of each row is the one to read. */
function syntaxProblems(errors: Composed['errors'], at: At): Problem[] {
  const problems: Problem[] = []
  let last = { line: -1, code: '' }
  for (const { code, offset } of errors.slice(0, mostProblems)) {
    const place = at(offset)
    const row = place.line === last.line || (code === last.code && place.line <= last.line + 2)
    last = { line: place.line, code }
    if (row) continue
    if (code === 'RESOURCE_EXHAUSTION') return [excess('depth', place)]
    const { says, hint } = yamlWords(code)
    problems.push(problem('yaml-syntax', place, `not valid YAML: ${says}`, hint))
  }
  return problems
}

function faultProblem({ what, text, node }: Fault, at: At): Problem {
  const place = at(node.range?.[0] ?? 0)
  if (what === 'too-deep') return excess('depth', place)
  if (what === 'too-much') return excess('tokens', place)
  if (what === 'repeated-key') {
    const message = `the key ${quote(text)} stands here a second time`
    return problem('repeated-key', place, message, 'Only one of them would count. Remove one, or merge the two.')
  }
  if (what === 'unknown-anchor') {
    const message = `nothing before this is marked with &${quote(text).slice(1, -1)}`
    return problem('yaml-syntax', place, message, 'Put text that begins with * in quotes, or add the anchor above.')
  }
  return problem('yaml-syntax', place, 'only mappings can be merged with <<', 'Name an anchor that marks a mapping.')
}

function excess(what: Excess['what'], place: Place): Problem {
  const hint = 'Check that it is the right file. Split what is really that large.'
  if (what === 'depth') return problem('too-deep', place, `more than ${deepest} levels are nested here`, hint)
  const things = what === 'anchors' ? 'anchors and aliases' : 'values, aliases expanded'
  return problem('too-much', place, `the file has too many ${things}`, hint)
}
