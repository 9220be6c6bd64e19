import { visit } from 'jsonc-parser'
import { quote } from '../text/quote.ts'
import type { Path } from '../yaml/path.ts'

/** What is to be replaced before AWS gets the text. */
export interface Placeholder {
  offset: number
  path: Path
  message: string
  hint: string
}

/**
 * Policy variables, which AWS fills in, and what people write where something is to be filled in: ${OrgId}, {{OrgId}},
 * <my-org-id>, [ORG_ID], o-xxxxxxxxxx. Only what no policy could mean; a sample account id could be somebody's.
 */
const blank =
  /\$\{[^{}]*\}|\{\{[^{}]*\}\}|<[A-Za-z][\w .:/-]*>|\[[A-Z][A-Z0-9_-]+(?:\/\*)?\]|\[(?:INSERT|YOUR|ENTER|REPLACE)\b[^[\]]*\]|\b(?:o|ou|r|p|vpc|vpce)-[xX]{4,}(?:-[xX]{4,})?\b|\b[xX]{12}\b/g

/** IAM User Guide, "IAM policy elements: Variables and tags": a key with a colon, or a letter that is escaped so. */
const variable = /^\$\{\s*(?:[*?$]|[\w.-]+(?:\/[\w.-]+)*:[^:{}][^{}]*)\}$/

/** What every placeholder and variable has; looked for first, since most policies have none. */
const trace = /[$<]|\{\{|\[[A-Z]|[xX]{4}/

/** A text as a pattern: nobody knows here what variables and placeholders stand for. */
export const asPattern = (text: string): string => (trace.test(text) ? text.replace(blank, '*') : text)

/** The same, placeholders left as they are. */
export const withoutVariables = (text: string): string =>
  trace.test(text) ? text.replace(blank, (found) => (variable.test(found) ? '*' : found)) : text

/** Each placeholder of a policy once, where it stands first: in a key or in a value. */
export function placeholders(text: string): Placeholder[] {
  if (!trace.test(text) && !text.includes('\\u')) return []
  const found = new Map<string, { offset: number; path: Path; times: number }>()
  const look = (value: unknown, offset: number, path: () => Path) => {
    if (typeof value !== 'string' || !trace.test(value)) return
    const escapes = text.slice(offset, offset + value.length + 2).includes('\\')
    for (const { 0: written, index } of value.matchAll(blank)) {
      if (variable.test(written)) continue
      const before = found.get(written)
      if (before !== undefined) before.times++
      else found.set(written, { offset: escapes ? offset : offset + 1 + index, path: path(), times: 1 })
    }
  }
  visit(text, {
    onObjectProperty: (key, offset, _, __, ___, path) => look(key, offset, () => [...path(), key]),
    onLiteralValue: (value, offset, _, __, ___, path) => look(value, offset, path),
  })
  return [...found].map(([written, { offset, path, times }]) => ({
    offset,
    path,
    message: `the placeholder ${quote(written)} is not filled in${timesMore(times - 1)}`,
    hint: 'Write what it stands for: AWS fills in policy variables only, like aws:PrincipalAccount.',
  }))
}

const timesMore = (times: number): string =>
  times === 0 ? '' : `, here and in ${times} more place${times === 1 ? '' : 's'}`
