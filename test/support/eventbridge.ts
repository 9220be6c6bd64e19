/**
 * EventBridge's matching of a pattern, written from its User Guide ("Comparison operators") for tests of what is deployed; it
 * shares nothing with local/pattern. Throws where a pattern asks for something that is not here.
 */
export function takes(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as object).every(([key, asked]) => {
    const own: unknown =
      Object(event) === event && Object.hasOwn(event as object, key) ? Reflect.get(event as object, key) : undefined
    if (!Array.isArray(asked)) return takes(asked, own)
    const leaves = Array.isArray(own) ? own : [own]
    return asked.some((one: unknown) => leaves.some((leaf) => compare(one, leaf)))
  })
}

function compare(asked: unknown, leaf: unknown): boolean {
  if (Object(asked) !== asked) return asked === leaf
  const [[operator, operand] = [], ...others] = Object.entries(asked as object)
  if (others.length > 0) throw new Error(`Two operators: ${JSON.stringify(asked)}`)
  switch (operator) {
    case 'exists':
      return operand === (leaf !== undefined)
    case 'prefix':
      return typeof leaf === 'string' && leaf.slice(0, operand.length) === operand
    case 'wildcard':
      return typeof leaf === 'string' && glob(operand, leaf)
    default:
      throw new Error(`An operator that is not known here: ${operator}`)
  }
}

function glob(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] !== '*') return pattern[0] === text[0] && text !== '' && glob(pattern.slice(1), text.slice(1))
  return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) => glob(pattern.slice(1), text.slice(at)))
}
