import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

const command = join(resolve(__dirname, '../..'), 'dist/cli/main.js')

/**
 * Runs the built command on a terminal of its own, which `script` of util-linux makes, and types `answer`, or what it
 * resolves with, when `prompt` is there. The text comes without its line breaks.
 */
export async function typed(
  { folder, env = {} }: { folder: string; env?: Record<string, string> },
  args: string,
  prompt: string,
  answer: string | (() => Promise<string>),
): Promise<{ code: unknown; text: string }> {
  // exec: a shell in between would end by the signal itself
  const child = spawn('script', ['-qec', `exec ${process.execPath} ${command} ${args}`, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let text = ''
  let isAnswered = false
  child.stdout.on('data', (chunk) => {
    text += chunk
    if (isAnswered || !text.includes(prompt)) return
    isAnswered = true
    void Promise.resolve(typeof answer === 'string' ? answer : answer()).then((keys) => child.stdin.write(keys))
  })
  const code = await new Promise((done) => child.on('close', done))
  return { code, text: text.replace(/\s+/g, ' ') }
}
