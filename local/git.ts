import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { posix } from 'node:path'

/** Files of a folder as a commit has them; reads like the folder itself. */
export type CommittedFiles = (path: string) => Uint8Array | 'missing' | 'outside' | 'unreadable' | 'too-large'

export interface Repository {
  /** The folder's files at a commit; undefined: the repository does not have it. The caller sees that it is the name of one. */
  at: (commit: string) => CommittedFiles | undefined
}

const largest = 10_000_000

/** How often a link may lead to another one. */
const mostLinks = 8

/**
 * A folder in a git repository, through git's own objects: nothing is checked out, so that neither hooks nor filters run, and
 * nothing is fetched. Undefined where it is in none.
 */
export function repositoryAt(folder: string): Repository | undefined {
  const variables = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = {
    ...Object.fromEntries(variables),
    // Else a ref of the repository puts another object in place of the one that is asked for.
    GIT_NO_REPLACE_OBJECTS: '1',
    // Older gits know the second alone.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  }
  const git = (...words: string[]): Buffer | undefined => {
    try {
      return execFileSync('git', words, { cwd: folder, env, maxBuffer: 100_000_000, timeout: 60_000, stdio: 'pipe' })
    } catch {
      return undefined
    }
  }
  const prefix = git('rev-parse', '--show-prefix')?.toString().replace(/\n$/, '')
  if (prefix === undefined) return undefined
  const kept = new Map<string, Buffer | undefined>()
  /** Git itself does not see whether an object that it reads is the one of that name. */
  const object = (type: 'commit' | 'tree' | 'blob', id: string): Buffer | undefined => {
    if (kept.has(id)) return kept.get(id)
    const bytes = git('cat-file', type, id)
    const isIt = bytes && idOf(type, bytes, id.length === 40 ? 'sha1' : 'sha256') === id
    kept.set(id, isIt ? bytes : undefined)
    return kept.get(id)
  }
  const entryAt = (tree: string, names: string[]): Entry | 'missing' | 'unreadable' => {
    let entry: Entry = { mode: '40000', id: tree }
    for (const name of names) {
      if (entry.mode !== '40000') return 'missing'
      const bytes = object('tree', entry.id)
      if (!bytes) return 'unreadable'
      const next = entriesOf(bytes, tree.length / 2).get(name)
      if (!next) return 'missing'
      entry = next
    }
    return entry
  }
  const blob = (id: string) =>
    Number(git('cat-file', '-s', id)) > largest ? 'too-large' : (object('blob', id) ?? 'unreadable')
  return {
    at(commit) {
      const [, tree] = /^tree ([0-9a-f]+)\n/.exec(object('commit', commit)?.toString('latin1') ?? '') ?? []
      if (tree === undefined) return undefined
      const read = (path: string, links: number): ReturnType<CommittedFiles> => {
        const name = posix.normalize(path)
        if (name.startsWith('../') || posix.isAbsolute(name)) return 'outside'
        const file = entryAt(tree, `${prefix}${name}`.split('/'))
        if (typeof file === 'string') return file
        if (['40000', '160000'].includes(file.mode) || links > mostLinks) return 'unreadable'
        const bytes = blob(file.id)
        if (file.mode !== '120000' || typeof bytes === 'string') return bytes
        return read(posix.join(posix.dirname(name), bytes.toString()), links + 1)
      }
      return (path) => read(path, 0)
    },
  }
}

interface Entry {
  mode: string
  id: string
}

const idOf = (type: string, bytes: Buffer, algorithm: string): string =>
  createHash(algorithm).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')

/** A tree of git by name: mode, blank, name, NUL and the bytes of the id, one after the other. */
function entriesOf(tree: Buffer, idLength: number): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (let at = 0; at < tree.length; ) {
    const end = tree.indexOf(0, at)
    const [, mode = '', name = ''] = /^(\d+) (.*)$/s.exec(tree.toString('utf8', at, end)) ?? []
    at = end + 1 + idLength
    entries.set(name, { mode, id: tree.toString('hex', end + 1, at) })
  }
  return entries
}
