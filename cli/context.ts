import type { Clock } from '../core/ports.ts'
import { type Code, type Problem, problem } from '../core/problem.ts'
import type { Paint } from '../render/paint.ts'

/** The world of a command: everything that it reads from the process and prints to. */
export interface Context {
  /** Folder in which the command runs. */
  folder: string
  env: Record<string, string | undefined>
  clock: Clock
  /** How files on other machines are had over https. */
  fetch: (url: string, options: RequestInit) => Promise<Response>
  /** Standard output: the answer, alone. */
  out: (text: string) => void
  /** Standard error: everything that is said beside the answer. */
  say: (text: string) => void
  /** Whether a person sits at standard output. */
  isTerminal: boolean
  paint: Paint
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal
  /** Asks the person at the terminal, whose Ctrl-C or Ctrl-D is an empty answer; undefined where there is none. */
  ask: ((question: string) => Promise<string>) | undefined
}

/**
 * Work that nobody needs to wait for when the user ends the command, because it only reads: sleeps, retries and calls
 * under way are left alone. Rejects then.
 */
export const unlessAborted = <Value>({ signal }: Context, work: Promise<Value>): Promise<Value> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason)
      else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    }),
  ])

/** What a command ends with. */
export const exit = { ok: 0, failed: 1, differs: 2, usage: 64, interrupted: 130 } as const

/** The command was called in a way that it does not know. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The command cannot go on, for reasons that its user can mend. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly problems: Problem[]
  readonly resources: number
  constructor(problems: Problem[], resources = 0) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
    this.resources = resources
  }
}

export const refuse = (code: Code, message: string, hint: string, about: Parameters<typeof problem>[1] = {}): Refusal =>
  new Refusal([problem(code, about, message, hint)])
