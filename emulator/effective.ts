// How management policies inherit: Organizations User Guide, "Understanding management policy inheritance" and "Inheritance
// operators". Policies of one target act in the order of their ids, which AWS does not tell.
import { isObject, type Wire } from './wire.ts'

const OPERATORS = ['@@assign', '@@append', '@@remove'] as const
type Operator = (typeof OPERATORS)[number]

const CONTROL = '@@operators_allowed_for_child_policies'

interface Node {
  value: unknown
  members: Map<string, Node>
  /** What policies further down may do here and below. */
  allowed: readonly Operator[]
}

const node = (allowed: readonly Operator[]): Node => ({ value: undefined, members: new Map(), allowed })

const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat())

const RESULT: Readonly<Record<Operator, (before: unknown, given: unknown) => unknown>> = {
  '@@assign': (_, given) => given,
  '@@append': (before, given) => [...new Set([...list(before), ...list(given)])],
  '@@remove': (before, given) => list(before).filter((one) => !list(given).includes(one)),
}

const isOperator = (key: string): key is Operator => (OPERATORS as readonly string[]).includes(key)

/** Values without operator are taken as assigned. */
function apply(at: Node, document: Wire): void {
  for (const [key, given] of Object.entries(document)) {
    if (isOperator(key)) at.value = at.allowed.includes(key) ? RESULT[key](at.value, given) : at.value
    else if (!key.startsWith('@@')) applyMember(at, key, given)
  }
}

function applyMember(at: Node, key: string, given: unknown): void {
  const inner = at.members.get(key) ?? node(at.allowed)
  if (isObject(given)) apply(inner, given)
  else if (inner.allowed.includes('@@assign')) inner.value = given
  at.members.set(key, inner)
}

/** A policy can take from what those above it left, and give nothing back. */
function restrict(at: Node, document: Wire, inherited: readonly Operator[] | undefined): void {
  const control = list(document[CONTROL])
  const own = control.length === 0 || control.includes('@@all') ? undefined : control
  const left = own === undefined ? inherited : OPERATORS.filter((one) => own.includes(one))
  if (left !== undefined) at.allowed = at.allowed.filter((one) => left.includes(one))
  for (const [key, inner] of at.members) restrict(inner, isObject(document[key]) ? document[key] : {}, left)
}

function plain({ value, members }: Node): unknown {
  if (members.size === 0) return value
  const shown = [...members].map(([key, inner]) => [key, plain(inner)] as const)
  return Object.fromEntries(shown.filter(([, inner]) => inner !== undefined))
}

/** What comes of the documents: one list for each target from the root down to the account. */
export function effective(levels: readonly (readonly Wire[])[]): unknown {
  const top = node(OPERATORS)
  for (const documents of levels) {
    for (const document of documents) apply(top, document)
    for (const document of documents) restrict(top, document, undefined)
  }
  return plain(top) ?? {}
}
