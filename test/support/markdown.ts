// What GitHub would make of a text, as CommonMark says it of fences and code spans, written without a look at render/.

/** The lines of a text that are not in a fence. Throws where a fence is left open. */
export function outsideFences(markdown: string): string[] {
  const outside: string[] = []
  let open: string | null = null
  for (const line of markdown.split('\n')) {
    const [, marks = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (open === null) {
      const info = line.trimStart().slice(marks.length)
      if (marks !== '' && !(marks.startsWith('`') && info.includes('`'))) open = marks
      else outside.push(line)
    } else if (marks.startsWith(open) && line.trim() === marks) open = null
  }
  if (open !== null) throw new Error('A fence is left open')
  return outside
}

/** A line without its code spans. */
export function withoutCode(line: string): string {
  const runs = [...line.matchAll(/`+/g)]
  let left = ''
  let from = 0
  for (const run of runs) {
    if (run.index < from) continue
    const end = runs.find((other) => other.index > run.index && other[0].length === run[0].length)
    if (!end) continue
    left += line.slice(from, run.index)
    from = end.index + end[0].length
  }
  return left + line.slice(from)
}
