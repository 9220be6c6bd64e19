import { Composer, type Document, Lexer, Parser, type ScalarTag, type YAMLParseError, type YAMLWarning } from 'yaml'
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
  let excess: Excess | null = null
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
  const documents: Document.Parsed[] = []
  for (const document of composer.compose(tokens(), true, text.length)) if (documents.push(document) === 2) break
  const [document, second] = documents
  if (excess !== null || document === undefined) return excess ?? { what: 'tokens', offset: 0 }
  const errors = [...document.errors, ...document.warnings].map((error) => ({
    code: codeOf(error, text),
    offset: error.pos[0],
  }))
  if (second !== undefined) errors.push({ code: 'MULTIPLE_DOCS', offset: second.range[0] })
  return { document, errors, unquotedDigits }
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
