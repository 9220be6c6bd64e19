// Markdown of which text of others is a part. Such text stands in code alone, where Markdown means nothing and GitHub neither
// links nor notifies, and it comes through `safe`, so that it has no line breaks of its own.

/** A line of code within a line. */
export function code(line: string): string {
  const text = tamed(line)
  const ticks = '`'.repeat(longestRun(text) + 1)
  const pad = text.includes('`') ? ' ' : ''
  return `${ticks}${pad}${text}${pad}${ticks}`
}

/** Lines of code, which nothing in them can end. */
export function fence(lines: string[], language: string): string {
  const text = tamed(lines.join('\n'))
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${ticks}${language}\n${text}\n${ticks}\n`
}

/** What keeps code in is longer than any run in it, and must not fill the comment. */
const tamed = (text: string): string => text.replace(/`{20,}/g, `${'`'.repeat(19)}…`)

const longestRun = (text: string): number =>
  [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0)

/** What is shown on a click; the summary is a text of ours. */
export const details = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n</details>\n`

/** The first items, as many as have so many characters together, each on a line of its own. */
export function fitting(items: string[], characters: number): string[] {
  let room = characters
  const end = items.findIndex((item) => {
    room -= item.length + 1
    return room < 0
  })
  return end < 0 ? items : items.slice(0, end)
}
