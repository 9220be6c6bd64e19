import type { Target } from '../../core/manifest.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { own } from '../members.ts'
import { problem } from '../problems.ts'
import { hasControlCharacter, quote } from '../text/quote.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { Path } from '../yaml/path.ts'
import type { DraftResource, Written } from './draft.ts'

/** A name in the manifest that the lock has no id for. */
export interface Unresolved {
  kind: 'root' | 'organizational_unit' | 'account'
  name: string
  file: string
  line: number
  column: number
}

/** An id that the manifest gives directly. */
export interface Given {
  id: string
  file: string
  line: number
  column: number
}

/** A target as far as it is known: the id is null where the lock lacks it. */
export type Resolved = Omit<Target, 'id'> & { id: string | null; kind: Unresolved['kind'] }

/** A target of a resource, and where it is named. */
interface Named {
  target: Resolved
  at: Path
}

export interface Resolver {
  /** What deployment_targets names; a list that an alias repeats is resolved once, so that its mistakes are told once. */
  targetsOf: (resource: DraftResource) => { units: Named[]; accounts: Named[] }
  unit: (written: string, at: Path) => Resolved | null
  account: (written: string, at: Path) => Resolved | null
  unresolved: Unresolved[]
  problems: Problem[]
  /** Ids that the manifest gives directly, sorted. */
  ids: Given[]
}

export const rootId = /^r-[0-9a-z]{4,32}$/
export const unitId = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/
export const accountId = /^\d{12}$/

/** The path of an OU as the lock writes it: segments trimmed, empty ones left out, as CfCT reads it. */
export const unitPath = (written: string): string =>
  written
    .split(':')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '')
    .join(':')

/** Spellings of a target that cannot be meant, with the way out. */
const mistakes: { kind: 'unit' | 'account'; test: (written: string) => boolean; says: string; hint: string }[] = [
  {
    kind: 'unit',
    test: (written) => accountId.test(written),
    says: 'is the id of an account, not an OU',
    hint: 'Write it below accounts.',
  },
  {
    kind: 'account',
    test: (written) => unitId.test(written) || rootId.test(written),
    says: 'is the id of an OU or root, not an account',
    hint: 'Write it below organizational_units; for each account in it use holdfast.each_account_in.',
  },
  {
    kind: 'unit',
    test: (written) => written.startsWith('arn:'),
    says: 'is an ARN',
    hint: 'Write its last part, the id: ou-… or r-….',
  },
  {
    kind: 'account',
    test: (written) => written.startsWith('arn:'),
    says: 'is an ARN',
    hint: 'Write its last part: the twelve digits.',
  },
  {
    kind: 'unit',
    test: (written) => unitPath(written) === '',
    says: 'is not the path of an OU',
    hint: 'Write it like Workloads:Prod.',
  },
  {
    kind: 'account',
    test: (written) => written === '',
    says: 'is not the name of an account',
    hint: 'Write its name or its id.',
  },
  {
    kind: 'unit',
    test: (written) => unitPath(written).split(':').length > 5,
    says: 'has more levels than AWS nests OUs: five',
    hint: 'Write the path from below the root, like Workloads:Prod.',
  },
  {
    kind: 'unit',
    test: (written) => written.split(':').some((name) => name.length > 128),
    says: 'is longer than the name of an OU can be',
    hint: 'Write the path from below the root, like Workloads:Prod.',
  },
  {
    kind: 'account',
    test: (written) => written.length > 128,
    says: 'is longer than the name of an account can be',
    hint: 'Write its name or its id.',
  },
  {
    kind: 'account',
    test: (written) => /^\d{9,15}$/.test(written) && !accountId.test(written),
    says: 'has not twelve digits',
    hint: 'An account id is twelve digits in quotes; leading zeros count.',
  },
]

/** Finds ids for what the manifest calls its targets: given directly, or from the lock. What it lacks is collected. */
export function createResolver(yaml: YamlFile, lock: LockDocument | null): Resolver {
  const unresolved = new Map<string, Unresolved>()
  const problems: Problem[] = []
  const ids = new Map<string, Given>()

  function placeOf(at: Path) {
    const { file, line = 1, column = 1 } = yaml.at(at)
    return { file, line, column }
  }

  function byName(kind: Unresolved['kind'], path: string, id: string | undefined, at: Path): Resolved {
    const key = `${kind} ${path}`
    if (id === undefined && !unresolved.has(key)) unresolved.set(key, { kind, name: path, ...placeOf(at) })
    return { kind, id: id ?? null, path }
  }

  function given(kind: Unresolved['kind'], id: string, at: Path): Resolved {
    if (!ids.has(id)) ids.set(id, { id, ...placeOf(at) })
    return { kind, id, path: id }
  }

  function wrong(kind: 'unit' | 'account', written: string, at: Path): boolean {
    if (hasControlCharacter(written)) {
      const hint = 'Remove it: names with characters that are not seen cannot be reviewed.'
      problems.push(problem('control-character', yaml.at(at), `${quote(written)} has a control character`, hint))
      return true
    }
    const mistake = mistakes.find((candidate) => candidate.kind === kind && candidate.test(written))
    if (mistake === undefined) return false
    problems.push(problem('wrong-target', yaml.at(at), `${quote(written)} ${mistake.says}`, mistake.hint))
    return true
  }

  function unit(text: string, at: Path): Resolved | null {
    const written = text.trim()
    if (wrong('unit', written, at)) return null
    if (unitId.test(written)) return given('organizational_unit', written, at)
    if (rootId.test(written)) return root(written, at)
    const path = unitPath(written)
    if (path === 'Root') return byName('root', path, lock?.organization.root, at)
    if (path.toLowerCase() === 'root') {
      const hint = 'Did you mean "Root"? The case counts.'
      problems.push(problem('wrong-root', yaml.at(at), `${quote(path)} is not how the root is called`, hint))
      return null
    }
    return byName('organizational_unit', path, own(lock?.organizational_units, path), at)
  }

  function root(id: string, at: Path): Resolved | null {
    if (lock === null || lock.organization.root === id) return given('root', id, at)
    const message = `${quote(id)} is the root of another organization; the lock has ${lock.organization.root}`
    const hint = 'Write Root, or make a lock for the other organization.'
    problems.push(problem('organization-mismatch', yaml.at(at), message, hint))
    return null
  }

  function account(text: string, at: Path): Resolved | null {
    const written = text.trim()
    if (wrong('account', written, at)) return null
    if (accountId.test(written)) return given('account', written, at)
    return byName('account', written, own(lock?.accounts, written), at)
  }

  const known = new Map([unit, account].map((resolve) => [resolve, new Map<Written[], (Resolved | null)[]>()]))

  function named(written: Written[], resolve: typeof unit, path: Path): Named[] {
    const targets =
      known.get(resolve)?.get(written) ??
      written.map((text, index) => (text === null ? null : resolve(text, [...path, index])))
    known.get(resolve)?.set(written, targets)
    return targets.flatMap((target, index) => (target === null ? [] : [{ target, at: [...path, index] }]))
  }

  return {
    targetsOf: ({ path, units, accounts }) => ({
      units: named(units, unit, [...path, 'deployment_targets', 'organizational_units']),
      accounts: named(accounts, account, [...path, 'deployment_targets', 'accounts']),
    }),
    unit,
    account,
    get unresolved() {
      return [...unresolved.values()]
    },
    problems,
    get ids() {
      return [...ids.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
    },
  }
}
