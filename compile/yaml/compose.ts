import { Composer, type Document, Lexer, Parser, type ScalarTag, type YAMLParseError, type YAMLWarning } from 'yaml'
import { mostProblems } from '../problems.ts'
import { createGuard, type Excess, type Limits } from './guard.ts'

export interface Composed {
  document: Document.Parsed
  /** Code and offset of each thing that is not YAML; the codes are the library's, and NO_END_OF_FLOW. */
  errors: { code: string; offset: number }[]
  /** Whether there are twelve digits without quotes anywhere. */
  unquotedDigits: boolean
}

/** The tree of a YAML 1.2 text, with what is wrong with it; or what there is too much of. */
export function composeYaml(text: string, limits: Limits): Composed | Excess {
  let unquotedDigits = false
  // Twelve digits are an account id. As a number they would lose leading zeros, and other readers of the file even take
  // them as octal.
  const accountId: ScalarTag = {
    default: true,
    tag: 'tag:yaml.org,2002:str',
    test: /^\d{12}$/,
    resolve: (source) => {
      unquotedDigits = true
      return source
    },
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    customTags: (tags) => [accountId, ...tags],
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
  })
  boundErrors(composer)
  let excess: Excess | null = null
  let second: number | null = null
  const guard = createGuard(limits)
  const parser = new Parser()
  function* tokens() {
    for (const token of new Lexer().lex(text)) {
      excess = guard(token)
      if (excess !== null) return
      yield* parser.next(token)
    }
    yield* parser.end()
  }
  /** One document, and no more of what stands around it than anybody reads about. */
  function* parts() {
    let documents = 0
    let marks = 0
    for (const part of tokens()) {
      if (part.type === 'document' && ++documents === 2) second = part.offset
      if (second !== null || (around.has(part.type) && ++marks > mostProblems)) return
      yield part
    }
  }
  const [document] = composer.compose(parts(), true, text.length)
  if (excess !== null || document === undefined) return excess ?? { what: 'tokens', offset: 0 }
  const errors = [...document.errors, ...document.warnings].map((error) => ({
    code: codeOf(error, text),
    offset: error.pos[0],
  }))
  if (second !== null) errors.push({ code: 'MULTIPLE_DOCS', offset: second })
  return { document, errors, unquotedDigits }
}

/** Parts of a file outside of its document; each can be an error. */
const around = new Set<string>(['directive', 'doc-end', 'error'])

/** The library keeps an error for each character if need be. It has no setting for less, so that its own collector is bounded. */
function boundErrors(composer: Composer): void {
  const collect: (...error: unknown[]) => void = Reflect.get(composer, 'onError')
  let count = 0
  Reflect.set(composer, 'onError', (...error: unknown[]) => {
    if (++count <= mostProblems) collect(...error)
  })
}

/** The library's code, except for two things that it only calls wrong indentation, or a missing character. */
function codeOf({ code, message, pos }: YAMLParseError | YAMLWarning, text: string): string {
  if (/ end with a [\]}]$/.test(message)) return 'NO_END_OF_FLOW'
  if (code !== 'BAD_INDENT') return code
  // spaces first, then the tab
  const tab = / *\t/y
  tab.lastIndex = pos[0]
  return tab.test(text) ? 'TAB_AS_INDENT' : code
}
