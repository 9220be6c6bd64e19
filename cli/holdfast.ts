import { CallError } from '../aws/call.ts'
import { type Code, type Problem, problem } from '../core/problem.ts'
import { FileError } from '../local/files.ts'
import { jsonText } from '../render/json.ts'
import { refusalMarkdown } from '../render/markdown-plan.ts'
import { problemsDocument, problemsText } from '../render/problems.ts'
import { safe } from '../render/safe.ts'
import { problemsSarif } from '../render/sarif.ts'
import { type Command, commandHelp, commands, help } from './commands.ts'
import { type Context, exit, Refusal, UsageError } from './context.ts'
import { type Flags, parseFlags } from './flags.ts'
import { version } from './version.ts'

/** The whole command, from its arguments to its exit code; the process is the caller's. */
export async function holdfast([name = '', ...args]: string[], context: Context): Promise<number> {
  if (['', 'help', '--help', '-h'].includes(name)) {
    context.out(help())
    return name ? exit.ok : exit.usage
  }
  if (name === '--version') {
    context.out(`${version()}\n`)
    return exit.ok
  }
  const [whole = name, rest = args] = named(name, args)
  const several = rest === args ? undefined : name
  if (several && ['help', '--help', '-h'].some((one) => whole === `${name} ${one}`)) {
    context.out(help(several))
    return exit.ok
  }
  const command = Object.hasOwn(commands, whole) ? commands[whole] : undefined
  if (!command) {
    context.say(`There is no command ${JSON.stringify(whole)}.\n\n${help(several)}`)
    return exit.usage
  }
  return run(whole, command, rest, context)
}

/** Some commands have names of two words. */
function named(name: string, [word = '', ...rest]: string[]): [string, string[]] | [] {
  const isFirst = Object.keys(commands).some((one) => one.startsWith(`${name} `))
  return isFirst ? [`${name} ${word}`.trim(), rest] : []
}

async function run(name: string, command: Command, args: string[], context: Context): Promise<number> {
  let flags: Flags = {}
  try {
    const { flags: given, words } = parseFlags(args, command)
    flags = given
    if (flags.help) {
      context.out(commandHelp(name, command))
      return exit.ok
    }
    return await command.run(context, flags, words)
  } catch (error) {
    if (error instanceof UsageError) {
      context.say(`${error.message}\n\n${commandHelp(name, command)}`)
      return exit.usage
    }
    if (context.signal.aborted) return exit.interrupted
    const { problems, resources, trace } = explained(error, context.folder)
    if (flags.format === 'json') context.out(jsonText(problemsDocument(problems, resources)))
    else if (flags.format === 'sarif') context.out(jsonText(problemsSarif(problems, version())))
    else context.say(problemsText(problems, context.paint))
    if (flags.format === 'markdown') context.out(refusalMarkdown(problems))
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
  const one = (code: Code, message: string, hint: string, trace: string[] = []): Explained => ({
    problems: [problem(code, {}, message, hint)],
    resources: 0,
    trace,
  })
  if (error instanceof Refusal) return { problems: error.problems, resources: error.resources, trace: [] }
  if (error instanceof CallError) return one('aws-call-failed', error.message, 'Correct the cause, then run it again')
  if (error instanceof FileError) return one(error.code, error.message.replace(`${folder}/`, ''), error.hint)
  const { message, stack = '' } = error instanceof Error ? error : { message: String(error) }
  const hint = 'This is a mistake in holdfast: please report it with what you did, and the lines below'
  return one('unexpected', message, hint, stack.split('\n'))
}
