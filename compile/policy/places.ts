import { type Node, parseTree } from 'jsonc-parser'
import type { Path } from '../yaml/path.ts'

/** The offset of a path's last step that is there in a JSON text; of a member, that of its key. Parsed at the first call. */
export function createPlaces(text: string): (path: Path) => number {
  let tree: Node | undefined
  const members = new WeakMap<Node, Map<unknown, Node>>()

  function child(node: Node, step: string | number): Node | undefined {
    if (typeof step === 'number') return node.type === 'array' ? node.children?.[step] : undefined
    if (node.type !== 'object') return undefined
    const known =
      members.get(node) ?? new Map(node.children?.map((property) => [property.children?.[0]?.value, property]))
    members.set(node, known)
    return known.get(step)
  }

  return (path) => {
    tree ??= parseTree(text)
    let found = tree
    for (const step of path) {
      const below = found?.type === 'property' ? found.children?.[1] : found
      const next = below && child(below, step)
      if (next === undefined) break
      found = next
    }
    return found?.offset ?? 0
  }
}
