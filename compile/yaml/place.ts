import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Path } from './path.ts'
import { isMergeKey } from './value.ts'

type Aliases = ReadonlyMap<Alias, Node>

/**
 * The node at a path, or the key that leads to it; where the path ends early, the last node there is. An alias at the end
 * stays one: that is the place in the file where somebody wrote the value.
 */
export function nodeAt(root: Node | null, path: Path, what: 'key' | 'value', aliases: Aliases): Node | null {
  let node = root
  for (const [index, step] of path.entries()) {
    const inside = behind(node, aliases)
    const last = index === path.length - 1
    const found = isMap(inside) ? member(inside, String(step), aliases) : isSeq(inside) ? item(inside, step) : null
    if (found === null) return node
    if (last && what === 'key') return found.key ?? found.value
    // an empty value has no place of its own
    node = found.value ?? found.key
  }
  return node
}

interface Found {
  key: Node | null
  value: Node | null
}

const orNull = (node: unknown): Node | null => (isNode(node) ? node : null)

const behind = (node: Node | null, aliases: Aliases): Node | null =>
  isAlias(node) ? (aliases.get(node) ?? null) : node

const item = (list: { items: unknown[] }, step: string | number): Found | null => {
  const value = orNull(list.items[Number(step)])
  return value === null ? null : { key: null, value }
}

const member = (map: YAMLMap, name: string, aliases: Aliases): Found | null => membersOf(map, aliases).get(name) ?? null

type Members = Map<string, Found>

/** Of each mapping once: what merges itself twice, again and again, would be walked through for ever. */
const indexes = new WeakMap<YAMLMap, Members>()

/** Members of a mapping by name, those that it merges behind its own. */
function membersOf(map: YAMLMap, aliases: Aliases): Members {
  const known = indexes.get(map)
  if (known !== undefined) return known
  const members: Members = new Map()
  const add = (name: string, found: Found) => void (members.has(name) || members.set(name, found))
  for (const { key, value } of map.items) {
    const plain = orNull(key) === null ? null : behind(key as Node, aliases)
    if (isScalar(plain) && !isMergeKey(key)) add(String(plain.value), { key: orNull(key), value: orNull(value) })
  }
  for (const { key, value } of map.items) {
    if (!isMergeKey(key)) continue
    const from = behind(orNull(value), aliases)
    for (const source of isSeq(from) ? from.items : [from]) {
      const merged = behind(orNull(source), aliases)
      if (isMap(merged)) for (const [name, found] of membersOf(merged, aliases)) add(name, found)
    }
  }
  indexes.set(map, members)
  return members
}
