import { basename, dirname, join, relative, resolve } from 'node:path'
import {
  type Compiled,
  compileLock,
  compileManifest,
  renderLock,
  resolveNames,
  type Unresolved,
  unlockedNames,
  withPolicies,
} from '../compile/index.ts'
import type { Deployment } from '../core/deployment.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Organization } from '../core/organization/organization.ts'
import { type Problem, problem } from '../core/problem.ts'
import { commitOf } from '../local/commit.ts'
import { readBelow, writeWhole } from '../local/files.ts'
import { problemsText } from '../render/problems.ts'
import type { LockDocument } from '../schemas/types/lock.ts'
import { type Context, Refusal, refuse } from './context.ts'
import type { Flags } from './flags.ts'

/** A manifest as it stands on the disk, compiled against a lock. */
export interface Loaded {
  compiled: Compiled
  lock: LockDocument | null
  lockFile: string
  /** The same manifest against another lock. */
  recompile: (lock: LockDocument | null, rest?: Recompiling) => Compiled
}

interface Recompiling {
  /** Copies of remote files that are not written yet. */
  copies?: ReadonlyMap<string, Uint8Array>
  /** The lock is of an organization that was made for this run. */
  isImitated?: boolean
}

/** What a lock lacks or has in vain is said, or not: by whoever makes the lock anew. */
interface Loading {
  isRelocking?: boolean
}

/** Reads and compiles the manifest. Throws Refusal where it, or its lock, has errors. */
export async function loadManifest(context: Context, flags: Flags, loading: Loading = {}): Promise<Loaded> {
  const loaded = await readManifest(context, flags, loading)
  const { resources } = loaded.compiled
  const problems = withoutContent(loaded.compiled)
  if (isStopped(problems, flags)) throw new Refusal(problems, resources)
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  context.say(problemsText(warnings, context.paint))
  return loaded
}

/** Its problems, in which a policy that only the remote knows is an error: nothing but "holdfast lock" fetches it. */
function withoutContent({ remote, problems }: Compiled): Problem[] {
  const lines = new Set(remote.flatMap(({ kind, isLocked, line }) => (kind === 'policy' && !isLocked ? line : [])))
  return problems.map((one) => {
    if (one.code !== 'not-vendored' || !lines.has(one.line ?? 0)) return one
    const { acknowledged: _, ...unknown } = one
    return { ...unknown, severity: 'error' }
  })
}

/** Reads and compiles the manifest, whatever is wrong with it. */
export async function readManifest(context: Context, flags: Flags, { isRelocking }: Loading = {}): Promise<Loaded> {
  const file = resolve(context.folder, flags.manifest ?? 'manifest.yaml')
  const folder = dirname(file)
  const lockFile = flags.lock ? resolve(context.folder, flags.lock) : resolve(folder, 'manifest.lock.yaml')
  const name = basename(file)
  const readBeside = (path: string) => readBelow(dirname(lockFile), path)
  const found = compileLock({ read: readBeside, file: basename(lockFile) })
  const commit = await commitOf(folder)
  const recompile: Loaded['recompile'] = (found, { copies, isImitated = false } = {}) => {
    const lock = found && isRelocking ? { ...found, policies: undefined } : found
    const beside = {
      read: (path: string) => copies?.get(path) ?? readBeside(path),
      folder: relative(folder, dirname(lockFile)),
    }
    const read = (path: string) => readBelow(folder, path)
    const compiled = compileManifest({ read, file: name, lock, beside, commit, now: context.clock.now(), isImitated })
    const seen = relative(context.folder, folder)
    const said = compiled.problems.filter(({ code }) => !isRelocking || !mended.has(code))
    return {
      ...compiled,
      problems: placed(said, seen),
      unresolved: placed(compiled.unresolved, seen),
      remote: placed(compiled.remote, seen),
      ids: placed(compiled.ids, seen),
    }
  }
  const compiled = recompile(found.lock)
  const lockProblems = placed(found.problems, relative(context.folder, dirname(lockFile)))
  return {
    compiled: { ...compiled, problems: [...lockProblems, ...compiled.problems] },
    lock: found.lock,
    lockFile,
    recompile,
  }
}

/** What "holdfast lock" itself mends, or tells of when it has fetched. */
const mended = new Set(['not-vendored', 'vendored-file-changed'])

export const isStopped = (problems: Problem[], { strict }: Flags): boolean =>
  problems.some(
    ({ severity, acknowledged }) =>
      acknowledged === undefined && (severity === 'error' || (strict && severity === 'warning')),
  )

/** Problems tell files as seen from where the user stands. */
const placed = <Found extends { file?: string }>(found: Found[], folder: string): Found[] =>
  found.map((one) => (one.file && folder ? { ...one, file: join(folder, one.file) } : one))

interface Resolved {
  manifest: Manifest
  deployment: Deployment | null
}

interface Resolution {
  /** The organization in which names that the lock lacks are looked up. */
  tree: (names: Unresolved[]) => Promise<Organization>
  /** Whether the lock may be written; not that of an organization that was made for this run. */
  keep: boolean
}

/** The compiled manifest with every name resolved. */
export const resolveManifest = async (...of: Parameters<typeof resolveDeployment>): Promise<Manifest> =>
  (await resolveDeployment(...of)).manifest

/** The compiled manifest, and what is deployed with it, with every name resolved. Names that the lock lacks are looked up and, where allowed, locked. */
export async function resolveDeployment(
  context: Context,
  flags: Flags,
  loaded: Loaded,
  resolution: Resolution,
): Promise<Resolved> {
  const { compiled, lock, lockFile, recompile } = loaded
  const isFrozen = flags.frozen ?? Boolean(context.env.CI)
  if (compiled.manifest) {
    if (resolution.keep && !isFrozen && lock) keepLock(context, loaded, withPolicies(lock, compiled.policies))
    return { manifest: compiled.manifest, deployment: compiled.deployment }
  }
  const lockName = relative(context.folder, lockFile)
  if (resolution.keep && isFrozen) {
    const unlocked = lock ? unlockedNames(compiled.unresolved, lock, lockName) : [missingLock(lockName)]
    throw new Refusal(
      unlocked.map((problem) => ({ ...problem, severity: 'error' })),
      compiled.resources,
    )
  }
  const organization = await resolution.tree(compiled.unresolved)
  const resolved = resolveNames(compiled.unresolved, organization, lock)
  if (!resolved.lock || resolved.problems.some(({ severity }) => severity === 'error')) {
    throw new Refusal(resolved.problems, compiled.resources)
  }
  const again = recompile(resolved.lock, { isImitated: !resolution.keep })
  if (!again.manifest) throw new Refusal(again.problems, again.resources)
  const found = lock ? resolved.lock : { ...resolved.lock, policies: compiled.policies }
  if (resolution.keep) keepLock(context, loaded, withPolicies(found, compiled.policies))
  return { manifest: again.manifest, deployment: again.deployment }
}

/** Writes a lock that has grown. */
function keepLock(context: Context, { lock, lockFile }: Loaded, grown: LockDocument): void {
  const text = renderLock(grown)
  if (lock && renderLock(lock) === text) return
  writeWhole(lockFile, text, 0o644)
  context.say(`Wrote ${relative(context.folder, lockFile)}: review it and commit it.\n`)
}

const missingLock = (lockName: string): Problem =>
  problem(
    'not-locked',
    { file: lockName },
    `${lockName} is missing`,
    'Run "holdfast lock" with access to the organization, and commit what it writes',
  )

/** A file that a flag names. Throws Refusal with the way out. */
export function readFlagFile(context: Context, path: string): Uint8Array {
  const file = resolve(context.folder, path)
  const bytes = readBelow(dirname(file), basename(file))
  if (typeof bytes !== 'string') return bytes
  const [code, why] = unusable[bytes]
  throw refuse(code, `${path} ${why}`, 'Check the path that was given')
}

const unusable = {
  missing: ['missing-file', 'does not exist'],
  outside: ['outside-folder', 'is a link that leads out of its folder'],
  unreadable: ['unreadable-file', 'cannot be read as a file'],
  'too-large': ['too-large-file', 'is larger than 10 MB'],
} as const
