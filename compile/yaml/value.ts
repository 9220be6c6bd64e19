import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { mostProblems } from '../problems.ts'
import { deepest } from './guard.ts'

/** One thing that is wrong with a document whose syntax is right. */
export interface Fault {
  what: 'repeated-key' | 'unknown-anchor' | 'wrong-merge' | 'too-deep' | 'too-much'
  text: string
  node: Node
}

interface Converted {
  value: unknown
  /** What each alias stands for. */
  aliases: Map<Alias, Node>
  /** The first 1,000. */
  faults: Fault[]
  /** Whether a part of the value is missing. */
  isBroken: boolean
}

/** Any other file of that many values would have tens of megabytes; one with aliases costs nothing to write. */
const mostRepeated = 1_000_000

const isNode = (node: unknown): node is Node => isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)

/** Whether a key is YAML's merge key: << without quotes. */
export const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

/**
 * The plain value of a parsed YAML document. We convert ourselves: the library compares each key with each other one and
 * looks for each anchor through the whole document, both too slow for what an attacker writes, and it stops at the first
 * fault. At most `most` values come out, aliases expanded; no more than a million of them out of aliases.
 */
export function toValue(contents: Node | null, most: number): Converted {
  const aliases = new Map<Alias, Node>()
  const faults: Fault[] = []
  const anchors = new Map<string, { node: Node; value: unknown; size: number }>()
  let size = 0
  let repeated = 0
  let stopped = false
  let isBroken = false

  function report(fault: Fault): void {
    if (fault.what !== 'repeated-key') isBroken = true
    if (faults.length < mostProblems) faults.push(fault)
  }

  function stop(what: 'too-deep' | 'too-much', node: Node): null {
    if (!stopped) report({ what, text: '', node })
    stopped = true
    return null
  }

  function convert(node: unknown, depth: number, parent: Node): unknown {
    if (stopped) return null
    if (++size > most) return stop('too-much', parent)
    if (depth > deepest) return stop('too-deep', parent)
    if (!isNode(node)) return null
    if (isAlias(node)) return expand(node)
    const before = size
    const value = isMap(node) ? mapping(node, depth) : isSeq(node) ? list(node.items, depth, node) : node.value
    // known from its end on, so that nothing can contain itself
    if (node.anchor !== undefined) anchors.set(node.anchor, { node, value, size: size - before })
    return value
  }

  const list = (items: unknown[], depth: number, parent: Node): unknown[] =>
    items.map((item) => convert(item, depth + 1, parent))

  function expand(alias: Alias): unknown {
    const anchor = anchors.get(alias.source)
    if (anchor === undefined) {
      report({ what: 'unknown-anchor', text: alias.source, node: alias })
      return null
    }
    size += anchor.size
    repeated += anchor.size
    if (size > most || repeated > mostRepeated) return stop('too-much', alias)
    aliases.set(alias, anchor.node)
    return anchor.value
  }

  function mapping(map: YAMLMap, depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>()
    const merged: { from: unknown; node: Node }[] = []
    for (const { key, value } of map.items) {
      if (stopped) break
      const name = keyText(convert(key, depth + 1, map))
      const member = convert(value, depth + 1, map)
      const node = isNode(key) ? key : map
      if (isMergeKey(key)) merged.push({ from: member, node })
      else if (members.has(name)) report({ what: 'repeated-key', text: name, node })
      else members.set(name, member)
    }
    for (const { from, node } of merged) merge(members, from, node)
    return Object.fromEntries(members)
  }

  /** Members of the merged mappings that the mapping has not itself. */
  function merge(members: Map<string, unknown>, from: unknown, node: Node): void {
    for (const source of Array.isArray(from) ? from : [from]) {
      if (stopped) return
      if (source === null || typeof source !== 'object' || Array.isArray(source))
        report({ what: 'wrong-merge', text: '', node })
      else for (const [name, member] of Object.entries(source)) if (!members.has(name)) members.set(name, member)
    }
  }

  const value = contents === null ? null : convert(contents, 0, contents)
  return { value, aliases, faults, isBroken }
}

const keyText = (key: unknown): string => (typeof key === 'object' && key !== null ? JSON.stringify(key) : String(key))
