import { sha256 } from '../../core/digest.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import type { Remote } from '../manifest/files.ts'
import { type Place, problem } from '../problems.ts'
import type { ReadFile } from '../text/read.ts'
import { brief, readVendored, shownUrl, type Vendored, vendorFile } from './vendor.ts'

/** A remote file as it is today, or why it could not be had. */
export type Fetched = { remote: Remote } & ({ bytes: Uint8Array } | { why: string; hint: string })

export interface Vendoring {
  /** What the lock says from now on. */
  vendored: Vendored
  /** Copies that have to be written, by their path from the folder of the lock. */
  copies: Map<string, Uint8Array>
  /** Copies that nobody needs any more. */
  unneeded: string[]
  /** Locked files whose new content is taken. */
  taken: { url: string; before: string; after: string }[]
  problems: Problem[]
}

interface Known {
  lock: LockDocument | null
  /** Reads below the folder of the lock. */
  read: ReadFile
  /** Whether somebody asked for the new content of what is locked. */
  isUpdating: boolean
}

/**
 * What becomes of the copies of remote files. Content that is locked stays, whatever the remote says today, until somebody
 * asks for the new one.
 */
export function vendorRemotes(fetched: Fetched[], { lock, read, isUpdating }: Known): Vendoring {
  const result: Vendoring = { vendored: {}, copies: new Map(), unneeded: [], taken: [], problems: [] }
  for (const one of fetched) {
    const { url, file, line, column } = one.remote
    const place = { file, line, column }
    const copy = readVendored(url, lock, read, place)
    const locked = lock?.vendor && Object.hasOwn(lock.vendor, url) ? lock.vendor[url] : undefined
    if (locked) result.vendored[url] = locked
    if ('why' in one) result.problems.push('bytes' in copy ? unchecked(one, place) : unreachable(one, place))
    else if (!locked || (isUpdating && sha256(one.bytes) !== locked.sha256)) {
      const taken = { file: vendorFile(url), sha256: sha256(one.bytes) }
      result.vendored[url] = taken
      result.copies.set(taken.file, one.bytes)
      if (locked) result.taken.push({ url, before: locked.sha256, after: taken.sha256 })
    } else if (sha256(one.bytes) === locked.sha256) {
      if (!('bytes' in copy)) result.copies.set(locked.file, one.bytes)
    } else if ('bytes' in copy) result.problems.push(changed(url, locked, sha256(one.bytes), place))
    else result.problems.push({ ...copy, hint: lost })
  }
  const needed = new Set(Object.values(result.vendored).map(({ file }) => file))
  const before = Object.values(lock?.vendor ?? {}).map(({ file }) => file)
  return { ...result, unneeded: before.filter((file) => !needed.has(file)).sort() }
}

const lost =
  'Restore it from git: the remote has other content by now. To take that, run "holdfast lock --update" and review it.'

function changed(url: string, locked: Vendored[string], now: string, place: Place): Problem {
  const message = `${shownUrl(url)} has changed since it was locked: its SHA-256 began with ${brief(locked.sha256)}, now with ${brief(now)}; the locked content stays`
  const hint = `Find out why. To take the new content, run "holdfast lock --update" and review ${locked.file} in git.`
  return problem('remote-file-changed', place, message, hint)
}

const unchecked = ({ remote, why }: { remote: Remote; why: string }, place: Place): Problem =>
  problem(
    'remote-file-unchecked',
    place,
    `whether ${shownUrl(remote.url)} has changed is not known: ${why}; the locked content stays`,
    'Run "holdfast lock" where it can be reached.',
  )

/** What only stack sets need guards nothing: it keeps nobody from locking the rest. */
function unreachable({ remote, why, hint }: { remote: Remote; why: string; hint: string }, place: Place): Problem {
  const found = problem('remote-file-unreachable', place, `${shownUrl(remote.url)} could not be fetched: ${why}`, hint)
  return remote.kind === 'policy' ? found : { ...found, severity: 'warning' }
}
