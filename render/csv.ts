import { safe } from './safe.ts'

/** Longer cells are cut: spreadsheets take 32,767 characters. */
const longest = 2_000

export type Cell = string | number | boolean | null | readonly string[]

/**
 * A table as RFC 4180 has it, with a line of names first. Nothing in it is a formula to a spreadsheet, and nothing hides: text that
 * begins like one gets an apostrophe before it, and invisible characters become visible escapes. null is an empty cell; a list
 * has spaces between its items.
 */
export function* csv<Row extends object>(
  columns: readonly (keyof Row & string)[],
  rows: Iterable<Row>,
): Generator<string> {
  yield lineOf(columns)
  for (const row of rows) yield lineOf(columns.map((column) => row[column] as Cell))
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  const text = safe(typeof cell === 'string' ? cell : cell.join(' '), longest)
  const plain = isFormula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** Excel and LibreOffice calculate what begins so, in wide characters as well. */
const isFormula = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
