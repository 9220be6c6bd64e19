import { type Context, exit } from '../../cli/context.ts'
import { holdfast } from '../../cli/holdfast.ts'
import { systemClock } from '../../loop/clock.ts'
import { plain } from '../../render/paint.ts'

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
