import { type Context, exit } from '../../cli/context.ts'
import { holdfast } from '../../cli/holdfast.ts'
import { systemClock } from '../../loop/clock.ts'
import { plain } from '../../render/paint.ts'
import type { Ended } from './cli.ts'

/** A command in this process: the same as the built one in a process of its own, without the time that starting one takes. */
export async function ran(
  args: string[],
  { folder, env = {} }: { folder: string; env?: Record<string, string> },
): Promise<Ended> {
  const said = { stdout: '', stderr: '' }
  const context: Context = {
    ...{ folder, env, clock: systemClock, isTerminal: false, paint: plain, ask: undefined },
    out: (text) => {
      said.stdout += text
    },
    say: (text) => {
      said.stderr += text
    },
    fetch: () => Promise.reject(new Error('no test leaves this machine')),
    signal: new AbortController().signal,
  }
  return { code: await holdfast(args, context), ...said }
}

/** What a command said in a folder, as somebody without a terminal sees it, and how it ended. */
export async function transcript(
  folder: string,
  args: string[],
  world: Partial<Context> = {},
  heard: (text: string) => void = () => {},
): Promise<string> {
  let said = ''
  const hear = (text: string) => {
    said += text
    heard(text)
  }
  const context: Context = {
    ...{ folder, env: {}, clock: systemClock, out: hear, say: hear, isTerminal: false, paint: plain, ask: undefined },
    fetch: () => Promise.reject(new Error('no test leaves this machine')),
    signal: new AbortController().signal,
    ...world,
  }
  const code = await holdfast(args, context)
  const ended = code === exit.ok ? '' : `exit code ${code}\n`
  return `$ holdfast ${args.join(' ')}\n${said}${ended}`
}
