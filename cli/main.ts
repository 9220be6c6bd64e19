#!/usr/bin/env node
import { createInterface } from 'node:readline'
import { systemClock } from '../loop/clock.ts'
import { coloured, plain } from '../render/paint.ts'
import { type Context, exit } from './context.ts'
import { holdfast } from './holdfast.ts'

// Support ends in January 2027; until then it works, and the warning would stand in every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** The only place that ends the process. */
async function main(): Promise<number> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruption.abort()
      // A second one ends it at once.
      process.once(signal, () => process.exit(exit.interrupted))
    })
  }
  // A reader that went away, like `head`, is an interruption: what was begun is ended and recorded first.
  process.stdout.on('error', () => interruption.abort())
  const isTerminal = Boolean(process.stdout.isTTY)
  const context: Context = {
    folder: process.cwd(),
    env: process.env,
    clock: systemClock,
    fetch,
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(text),
    isTerminal,
    paint: isTerminal && !process.env.NO_COLOR ? coloured : plain,
    signal: interruption.signal,
    ask: isTerminal && process.stdin.isTTY ? (question) => ask(question, interruption) : undefined,
  }
  return holdfast(process.argv.slice(2), context)
}

/** In its raw mode the terminal gives Ctrl-C to readline and not to the process. */
function ask(question: string, interruption: AbortController): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const interrupt = () => lines.close()
  interruption.signal.addEventListener('abort', interrupt)
  lines.once('SIGINT', () => interruption.abort())
  return new Promise((answer) => {
    lines.once('close', () => {
      interruption.signal.removeEventListener('abort', interrupt)
      // The cursor stands behind the question.
      if (interruption.signal.aborted) process.stdout.write('\n')
      answer('')
    })
    lines.question(question, (text) => {
      answer(text)
      lines.close()
    })
  })
}

const code = await main()
// A pipe may still hold a part of the answer.
process.stdout.write('', () => process.exit(code))
