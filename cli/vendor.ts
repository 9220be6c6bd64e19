import { dirname, resolve } from 'node:path'
import { inParallel } from '../aws/parallel.ts'
import { type Fetched, type Remote, shownUrl, type Vendoring, vendorRemotes } from '../compile/index.ts'
import { problem } from '../core/problem.ts'
import { makeFolderBelow, readBelow, removeFile, writeWhole } from '../local/files.ts'
import { count } from '../render/words.ts'
import { type Context, Refusal } from './context.ts'
import { fetchRemote, type Reach } from './fetch.ts'
import type { Flags } from './flags.ts'
import type { Loaded } from './manifest.ts'
import { Unreachable } from './unreachable.ts'

/** More than this would be gigabytes in memory, and hours where hosts do not answer. */
const mostRemote = 300

/** Longest that one file may take, in milliseconds. */
const longest = 20_000

const reachOf = (context: Context): Reach => ({
  https: context.fetch,
  // S3's client is loaded by who needs it.
  object: async (place, signal) => (await import('../aws/object.ts')).readObject(place, context.env, signal),
})

/** Fetches the remote files that the manifest names, and says what becomes of them. Writes nothing. */
export async function vendor(context: Context, flags: Flags, { compiled, lock, lockFile }: Loaded): Promise<Vendoring> {
  const tooMany = compiled.remote[mostRemote]
  if (tooMany) {
    const message = `the manifest names ${compiled.remote.length} remote files; ${mostRemote} are fetched`
    throw new Refusal([problem('too-much', placeOf(tooMany), message, 'Commit some of them beside the manifest.')])
  }
  const fetched = new Map<Remote, Fetched>()
  const reach = reachOf(context)
  await inParallel(compiled.remote, async (remote) => {
    const bounds = { most: remote.most, region: compiled.region, signal: AbortSignal.timeout(longest) }
    fetched.set(remote, await oneOf(remote, () => fetchRemote(remote.url, bounds, reach)))
  })
  const inOrder = compiled.remote.flatMap((remote) => fetched.get(remote) ?? [])
  const folder = dirname(lockFile)
  return vendorRemotes(inOrder, { lock, read: (path) => readBelow(folder, path), isUpdating: Boolean(flags.update) })
}

const placeOf = ({ file, line, column }: Remote) => ({ file, line, column })

async function oneOf(remote: Remote, get: () => Promise<Uint8Array>): Promise<Fetched> {
  try {
    return { remote, bytes: await get() }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return { remote, why: error.message, hint: error.hint }
  }
}

/** Writes the copies that are new. Throws FileError. */
export function writeCopies({ copies }: Vendoring, lockFile: string): void {
  if (copies.size === 0) return
  const folder = dirname(lockFile)
  makeFolderBelow(folder, 'vendor')
  for (const [file, bytes] of copies) writeWhole(resolve(folder, file), bytes, 0o644)
}

/** Removes the copies that no lock names any more. */
export function removeCopies({ unneeded }: Vendoring, lockFile: string): void {
  const folder = dirname(lockFile)
  for (const file of unneeded) if (readBelow(folder, file) !== 'outside') removeFile(resolve(folder, file))
}

/** What was fetched, taken and removed. */
export function vendoringText({ vendored, copies, taken, unneeded }: Vendoring): string {
  const lines: string[] = []
  const urls = new Map(Object.entries(vendored).map(([url, { file }]) => [file, url]))
  if (copies.size > 0) lines.push(`${count(copies.size, 'remote file')} written:`)
  for (const [file, { length }] of copies) {
    const url = urls.get(file) ?? ''
    lines.push(`  ${file}, ${count(length, 'byte')}`, `    from ${shownUrl(url)}`)
    const change = taken.find((one) => one.url === url)
    if (change) lines.push(`    was  ${change.before}`, `    is   ${change.after}`)
  }
  if (unneeded.length > 0) lines.push(`${count(unneeded.length, 'copy', 'copies')} no longer needed, removed:`)
  return [...lines, ...unneeded.map((file) => `  ${file}`)].map((line) => `${line}\n`).join('')
}
