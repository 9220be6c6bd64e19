/** Whether a pattern of IAM, in which `*` is any text and `?` any character, covers the whole text; linear in practice. */
export function covers(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let position = 0
  while (position < text.length) {
    if (pattern[at] === '*') {
      star = at
      at += 1
      resume = position
    } else if (pattern[at] === '?' || pattern[at] === text[position]) {
      at += 1
      position += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      position = resume
    } else return false
  }
  return [...pattern.slice(at)].every((rest) => rest === '*')
}
