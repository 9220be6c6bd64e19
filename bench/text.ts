import type { Case } from './cases.ts'
import type { Row } from './figures.ts'

const columns = { input: 20, figure: 12, number: 10 }

const cells = (input: string, figure: string, numbers: string[], mark = '') =>
  `${input.padEnd(columns.input)}${figure.padEnd(columns.figure)}${numbers
    .map((text) => text.padStart(columns.number))
    .join('')}  ${mark}`.trimEnd()

const number = (value: number | null): string => (value === null ? '' : value.toLocaleString('en-US'))

function change({ now, saved }: Row): string {
  if (saved === null) return 'new'
  if (now === saved) return '='
  if (saved === 0) return `+${number(now)}`
  const percent = (now / saved - 1) * 100
  return `${percent > 0 ? '+' : ''}${percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)}%`
}

/** The figures of one case, in 80 columns. */
export function caseText(name: string, { about, input }: Pick<Case, 'about' | 'input'>, rows: Row[]): string {
  const lines = wrapped(`${name}: ${about}`)
  lines.push(cells(`  ${input}`, '', ['now', 'saved', 'change', 'limit']))
  for (const [at, row] of rows.entries()) {
    const isFirst = rows[at - 1]?.input !== row.input
    const numbers = [number(row.now), number(row.saved), change(row), number(row.limit)]
    lines.push(cells(isFirst ? `  ${row.input}` : '', row.figure, numbers, row.mark ? '<--' : ''))
  }
  return `${lines.join('\n')}\n\n`
}

const words = {
  beyond: 'beyond its budget',
  differs: 'not the saved count',
  worse: 'worse than saved',
}

/** What stands out, one line each, and a sentence. */
export function summaryText(rows: Row[]): string {
  const marked = rows.flatMap((row) => (row.mark ? [{ ...row, mark: row.mark }] : []))
  const lines = marked.flatMap((row) => [
    ...wrapped(
      `${row.case}, ${row.input}: ${row.figure} ${number(row.now)} is ${words[row.mark]}, ${
        row.mark === 'beyond' ? `${number(row.limit)} (${row.source})` : number(row.saved)
      }`,
    ),
    ...Object.entries(row.operations ?? {}).map(([name, [now, saved]]) => `  ${name} ${now}, saved ${saved}`),
  ])
  const count = (mark: Row['mark']) => marked.filter((row) => row.mark === mark).length
  const sums = `${rows.length} figures: ${count('beyond')} beyond their budget, ${count('differs')} counts differ, ${count('worse')} worse than saved`
  return `${[...lines, sums].join('\n')}\n`
}

function wrapped(text: string, width = 80): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(lines.length === 0 ? word : `  ${word}`)
  }
  return lines
}
