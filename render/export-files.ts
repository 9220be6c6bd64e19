import type { TableName, Tables } from '../core/audit/export/export.ts'
import { escapeHidden } from '../core/hidden.ts'
import type { ExportDocument } from '../schemas/types/export.ts'
import { type Cell, csv } from './csv.ts'

type Row<Name extends TableName> = Tables[Name][number]

interface Table<Name extends TableName> {
  /** Name of its files, without what tells the format. */
  file: string
  columns: readonly (keyof Row<Name> & string)[]
}

/** The tables of an export, their files, and their columns in CSV. */
export const tables: { readonly [Name in TableName]: Table<Name> } = {
  coverage: {
    file: 'coverage',
    columns: [
      ...(['account', 'path', 'policy', 'inForcePercent', 'notInForcePercent', 'unknownPercent'] as const),
      ...(['inForceSeconds', 'notInForceSeconds', 'unknownSeconds', 'notWantedSeconds'] as const),
      ...(['longestNotInForceSeconds', 'longestNotInForceFrom'] as const),
    ],
  },
  intervals: {
    file: 'intervals',
    columns: ['subject', 'policy', 'target', 'from', 'until', 'seconds', 'state', 'why', 'records'],
  },
  drift: {
    file: 'drift',
    columns: [
      ...(['policy', 'target', 'what', 'began', 'found', 'restored', 'over', 'secondsToDetect'] as const),
      ...(['secondsToRestore', 'eventName', 'event', 'principal', 'session', 'sourceIp', 'held'] as const),
      ...(['refused', 'isPlanned', 'records'] as const),
    ],
  },
  holes: {
    file: 'exemptions-and-suspensions',
    columns: [
      ...(['kind', 'id', 'policy', 'target', 'from', 'until', 'ended', 'state', 'isUsed', 'reason'] as const),
      ...(['ticket', 'principal', 'event', 'ratification', 'ratified', 'ratifiedBy', 'records'] as const),
    ],
  },
  changes: {
    file: 'changes',
    columns: [
      ...(['at', 'commit', 'manifest', 'generation', 'review', 'author', 'approvers', 'pullRequest'] as const),
      ...(['checks', 'records'] as const),
    ],
  },
  exceptions: { file: 'exceptions', columns: ['code', 'from', 'until', 'policy', 'target', 'text', 'records'] },
}

export const tableNames = Object.keys(tables) as TableName[]

/** A table as CSV, in pieces. */
export const tableCsv = (all: Tables, name: TableName): Generator<string> =>
  csv<Record<string, Cell>>(tables[name].columns, all[name] as unknown as Record<string, Cell>[])

/** The same as a JSON document, in pieces: a row on each line. */
export function* tableJson(
  all: Tables,
  name: TableName,
  { organization, period }: Pick<ExportDocument, 'organization' | 'period'>,
): Generator<string> {
  const rows = all[name]
  const head = { kind: `holdfast.export-${name}`, version: 1, summary: { rows: rows.length }, organization, period }
  yield `${escapeHidden(JSON.stringify(head)).slice(0, -1)},"rows":[`
  for (const [index, row] of rows.entries()) yield `${index > 0 ? ',' : ''}\n${escapeHidden(JSON.stringify(row))}`
  yield '\n]}\n'
}
