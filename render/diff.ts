import { structuredPatch } from 'diff'

/** Lines that come and go. With more, all of one text goes and all of the other comes: nobody reads it line by line. */
const mostEdits = 500

/**
 * The difference between two texts as a unified diff with three lines of context, a line each, without the file names above
 * it; nothing where they are the same.
 */
export function unifiedDiff(before: string[], after: string[]): string[] {
  const patch = structuredPatch('', '', text(before), text(after), '', '', { context: 3, maxEditLength: mostEdits })
  const hunks = patch?.hunks ?? [
    {
      ...{ oldStart: 1, oldLines: before.length, newStart: 1, newLines: after.length },
      lines: [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)],
    },
  ]
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ])
}

const text = (lines: string[]): string => lines.map((line) => `${line}\n`).join('')

/** A hunk without lines stands behind the line before it, as `patch` counts. */
const range = (start: number, lines: number): string => `${lines === 0 ? start - 1 : start},${lines}`
