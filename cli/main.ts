#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { CallError } from '../aws/call.ts'
import type { Problem } from '../core/problem.ts'
import { FileError } from '../local/files.ts'
import { systemClock } from '../loop/clock.ts'
import { coloured, plain } from '../render/paint.ts'
import { problemsDocument, problemsText } from '../render/problems.ts'
import { safe } from '../render/safe.ts'
import { type Command, commandHelp, commands, help } from './commands.ts'
import { type Context, exit, Refusal, UsageError } from './context.ts'
import { type Flags, parseFlags } from './flags.ts'

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
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(text),
    isTerminal,
    paint: isTerminal && !process.env.NO_COLOR ? coloured : plain,
    signal: interruption.signal,
    ask: isTerminal && process.stdin.isTTY ? (question) => ask(question, interruption) : undefined,
  }
  const [name = '', ...args] = process.argv.slice(2)
  if (['', 'help', '--help', '-h'].includes(name)) {
    context.out(help())
    return name ? exit.ok : exit.usage
  }
  if (name === '--version') {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    context.out(`${version}\n`)
    return exit.ok
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    context.say(`There is no command ${JSON.stringify(name)}.\n\n${help()}`)
    return exit.usage
  }
  return run(name, command, args, context)
}

async function run(name: string, command: Command, args: string[], context: Context): Promise<number> {
  let flags: Flags = {}
  try {
    flags = parseFlags(args, command)
    if (flags.help) {
      context.out(commandHelp(name, command))
      return exit.ok
    }
    return await command.run(context, flags)
  } catch (error) {
    if (error instanceof UsageError) {
      context.say(`${error.message}\n\n${commandHelp(name, command)}`)
      return exit.usage
    }
    if (context.signal.aborted) return exit.interrupted
    const { problems, resources, trace } = explained(error, context.folder)
    if (flags.format === 'json') context.out(`${JSON.stringify(problemsDocument(problems, resources), null, 2)}\n`)
    else context.say(problemsText(problems, context.paint))
    for (const line of trace) context.say(`${safe(line)}\n`)
    return exit.failed
  }
}

interface Explained {
  problems: Problem[]
  resources: number
  /** Where it happened, for those who repair it. */
  trace: string[]
}

/** What a person can do about an error; what nobody foresaw is told whole. */
function explained(error: unknown, folder: string): Explained {
  const one = (code: string, message: string, hint?: string, trace: string[] = []): Explained => ({
    problems: [{ code, severity: 'error', message, ...(hint && { hint }) }],
    resources: 0,
    trace,
  })
  if (error instanceof Refusal) return { problems: error.problems, resources: error.resources, trace: [] }
  if (error instanceof CallError) return one('aws-call-failed', error.message)
  if (error instanceof FileError) return one(error.code, error.message.replace(`${folder}/`, ''), error.hint)
  const { message, stack = '' } = error instanceof Error ? error : { message: String(error) }
  const hint = 'This is a mistake in holdfast: please report it with what you did, and the lines below'
  return one('unexpected', message, hint, stack.split('\n'))
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
