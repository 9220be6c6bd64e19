import type { Calls } from '../core/ports.ts'
import { type Measured, total } from './figures.ts'

const begin = '<!-- figures: written by npm run bench -- --save -->'
const end = '<!-- end of figures -->'

/** Figures that are the same on every machine, as a table. */
function table(measured: Measured): string {
  const rows = Object.entries(measured).flatMap(([name, inputs]) =>
    Object.entries(inputs).flatMap(([input, { calls, throttled, writes, seconds }]) =>
      calls === undefined
        ? []
        : `| ${name} | ${[
            Number(input),
            total(calls as Calls),
            Number(writes),
            total(throttled as Calls),
            Number(seconds),
          ]
            .map((number) => number.toLocaleString('en-US'))
            .join(' | ')} |`,
    ),
  )
  return ['| case | accounts | calls | writes | too fast | seconds |', '|---|--:|--:|--:|--:|--:|', ...rows].join('\n')
}

/** The page with the table of these figures in it. */
export function withFigures(page: string, measured: Measured): string {
  const [before, rest = ''] = page.split(begin)
  const after = rest.split(end)[1] ?? ''
  return `${before}${begin}\n${table(measured)}\n${end}${after}`
}
