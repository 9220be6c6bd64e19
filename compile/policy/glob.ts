/** Whether a pattern with * and ? takes a text. Where the text is a pattern itself, its * is taken by a * only, its ? by both. */
export function matches(pattern: string, text: string, isPattern = false): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let index = 0
  while (index < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++
      resume = index
    } else if (at < pattern.length && takes(pattern[at], text[index], isPattern)) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

const takes = (letter: string | undefined, other: string | undefined, isPattern: boolean) =>
  letter === '?' ? !(isPattern && other === '*') : letter === other

/** Whether a pattern takes every text that another takes. No where it cannot be told by walking along both. */
export function covers(pattern: string, other: string): boolean {
  return matches(pattern, other, true)
}

const wildcard = /[*?]/

/** Whether some text is taken by both patterns. */
export function overlap(one: string, other: string): boolean {
  if (!wildcard.test(one)) return matches(other, one)
  if (!wildcard.test(other)) return matches(one, other)
  // rest[j]: whether what is left of one, from i on, and of other, from j on, can take the same text
  let rest: boolean[] = []
  for (let i = one.length; i >= 0; i--) {
    const next = rest
    rest = []
    for (let j = other.length; j >= 0; j--) {
      const left = one[i]
      const right = other[j]
      if (left === undefined && right === undefined) rest[j] = true
      else if (left === '*' && (next[j] || (right !== undefined && rest[j + 1]))) rest[j] = true
      else if (right === '*' && (rest[j + 1] || (left !== undefined && next[j]))) rest[j] = true
      else rest[j] = next[j + 1] === true && (left === '?' || right === '?' || left === right)
    }
  }
  return rest[0] === true
}

/** Whether some ARN is taken by both: the six parts of an ARN are compared one by one. */
export function overlapOfArns(one: string, other: string): boolean {
  const parts = partsOf(one)
  const others = partsOf(other)
  // nobody writes half an ARN; a single * stands for all of it
  if (parts.length < 6 || others.length < 6) return overlap(one, other)
  return parts.every((part, index) => overlap(part, others[index] ?? ''))
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
