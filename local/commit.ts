import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Commit that the folder stands at, where git knows it. */
export async function commitOf(folder: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder, timeout: 5_000 })
    return /^[0-9a-f]{40,64}$/.test(stdout.trim()) ? stdout.trim() : null
  } catch {
    return null
  }
}
