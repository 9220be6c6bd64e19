import { isMembers, type Members } from '../members.ts'
import type { Path } from '../yaml/path.ts'

/** The statements of a policy document, each with its path; what is no statement is left out. */
export function statementsOf(document: unknown): { statement: Members; path: Path }[] {
  if (!isMembers(document)) return []
  const { Statement } = document
  const all = Array.isArray(Statement)
    ? Statement.map((statement: unknown, index) => ({ statement, path: ['Statement', index] }))
    : [{ statement: Statement, path: ['Statement'] }]
  return all.flatMap(({ statement, path }) => (isMembers(statement) ? [{ statement, path }] : []))
}

/** What stands under a key that takes one value or a list, each with its path below the statement. */
export const itemsOf = (statement: Members, key: string): { item: unknown; path: Path }[] => {
  const value = statement[key]
  if (value === undefined) return []
  return Array.isArray(value)
    ? value.map((item: unknown, index) => ({ item, path: [key, index] }))
    : [{ item: value, path: [key] }]
}

/** The same, what is no text left out. */
export function textsOf(statement: Members, key: string): string[] {
  const value = statement[key]
  const items: unknown[] = Array.isArray(value) ? value : [value]
  return items.filter((item) => typeof item === 'string')
}
