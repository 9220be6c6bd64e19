import { execFileSync } from 'node:child_process'
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
    GIT_NO_LAZY_FETCH: '1',
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
  const prefix = git('rev-parse', '--show-prefix')?.toString().trim()
  if (prefix === undefined) return undefined
  const blobs = new Map<string, Buffer | 'unreadable' | 'too-large'>()
  const blob = (id: string) => {
    const known = blobs.get(id)
    if (known !== undefined) return known
    const size = Number(git('cat-file', '-s', id))
    const bytes = size > largest ? 'too-large' : (git('cat-file', 'blob', id) ?? 'unreadable')
    blobs.set(id, bytes)
    return bytes
  }
  return {
    at(commit) {
      if (git('cat-file', '-t', commit)?.toString().trim() !== 'commit') return undefined
      const listed = git('ls-tree', '-r', '-z', '--full-tree', commit, ...(prefix ? ['--', prefix] : []))
      const files = new Map(
        (listed?.toString() ?? '').split('\0').flatMap((line): [string, { mode: string; id: string }][] => {
          const [, mode = '', id = '', path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
          return path?.startsWith(prefix) ? [[path.slice(prefix.length), { mode, id }]] : []
        }),
      )
      const read = (path: string, links: number): ReturnType<CommittedFiles> => {
        const name = posix.normalize(path)
        if (name.startsWith('../') || posix.isAbsolute(name)) return 'outside'
        const file = files.get(name)
        if (!file) return 'missing'
        if (file.mode === '160000' || links > mostLinks) return 'unreadable'
        const bytes = blob(file.id)
        if (file.mode !== '120000' || typeof bytes === 'string') return bytes
        return read(posix.join(posix.dirname(name), bytes.toString()), links + 1)
      }
      return (path) => read(path, 0)
    },
  }
}
