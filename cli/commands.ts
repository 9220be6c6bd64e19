import { wrap } from '../render/words.ts'
import { type Context, unlessAborted } from './context.ts'
import { emulation, type Flags, flagsHelp, labelled, type Takes } from './flags.ts'

export interface Command extends Takes {
  /** What it does, in one line. */
  help: string
  /** Resolves with the exit code. */
  run: (context: Context, flags: Flags, words: string[]) => Promise<number>
}

// Each command is imported when it is run: `emulate` needs no SDK, and `plan` no emulator.

/** A command that changes nothing ends at once with Ctrl-C. */
const atOnce =
  (run: Command['run']): Command['run'] =>
  (context, flags, words) =>
    unlessAborted(context, run(context, flags, words))

const emulated: Takes['flagHelp'] = { organization: 'the organization to emulate' }

export const commands: Readonly<Record<string, Command>> = {
  up: {
    help: 'the main job on an embedded organization, with a live timeline',
    flags: ['manifest', 'lock', ...emulation, 'once', 'strict'],
    flagHelp: { ...emulated, faults: "one of holdfast's calls in ten meets a passing fault, drawn by this number" },
    run: async (context, flags) => (await import('./up.ts')).up(context, flags),
  },
  validate: {
    help: 'everything that can be known offline about the manifest',
    flags: ['manifest', 'lock', 'format', 'strict'],
    formats: ['text', 'json', 'sarif'],
    run: async (context, flags) => (await import('./validate.ts')).validate(context, flags),
  },
  lock: {
    help: 'resolves names to ids, fetches remote files, and shows what moved',
    flags: ['manifest', 'lock', 'organization', 'update', 'strict'],
    run: atOnce(async (context, flags) => (await import('./lock.ts')).lock(context, flags)),
  },
  plan: {
    help: 'the difference to the organization',
    flags: ['manifest', 'lock', 'organization', 'format', 'frozen', 'strict', 'detailed-exitcode'],
    formats: ['text', 'json', 'markdown'],
    run: atOnce(async (context, flags) => (await import('./plan.ts')).plan(context, flags)),
  },
  apply: {
    help: 'carries out the plan',
    flags: ['manifest', 'lock', 'format', 'frozen', 'strict', 'expect', 'yes', 'standalone'],
    run: async (context, flags) => (await import('./apply.ts')).apply(context, flags),
  },
  status: {
    help: 'whether the organization is as the manifest says',
    flags: ['manifest', 'lock', 'organization', 'format', 'frozen', 'strict', 'exit-code', 'wait', 'timeout'],
    run: atOnce(async (context, flags) => (await import('./status.ts')).status(context, flags)),
  },
  suspend: {
    help: 'break-glass: stops enforcing a policy at a target, for hours',
    flags: ['manifest', 'lock', 'reason', 'ticket', 'minutes', 'end', 'list'],
    words: ['POLICY', 'TARGET'],
    wordsHelp: 'POLICY by name or id. TARGET by path or id; "policy" stands for the\ncontent and tag of the policy.',
    run: async (context, flags, words) => (await import('./suspend.ts')).suspend(context, flags, words),
  },
  snapshot: {
    help: 'prints the live organization as an organization file',
    flags: ['format'],
    run: atOnce(async (context, flags) => (await import('./snapshot.ts')).snapshot(context, flags)),
  },
  doctor: {
    help: 'what the account lacks for holdfast to work, and how to mend it',
    flags: ['manifest', 'lock', 'format', 'strict'],
    run: atOnce(async (context, flags) => (await import('./doctor.ts')).doctor(context, flags)),
  },
  'audit verify': {
    help: 'whether the audit trail is as it was sealed',
    flags: [
      ...(['manifest', 'lock', 'directory', 'bucket', 'trust', 'from', 'to', 'retention-days', 'object-lock'] as const),
      ...(['cross-check', 'repo', 'format', 'strict'] as const),
    ],
    run: atOnce(async (context, flags) => (await import('./audit-verify.ts')).auditVerify(context, flags)),
  },
  'audit export': {
    help: 'files for an auditor: what was in force, for whom and when',
    flags: [
      ...(['manifest', 'lock', 'directory', 'bucket', 'from', 'to', 'out', 'trust'] as const),
      ...(['retention-days', 'object-lock', 'at', 'account', 'policy', 'format'] as const),
    ],
    flagHelp: {
      at: 'a question instead: was --policy in force for --account at this time?',
      account: 'an account by its pseudonym, or by its id where the key is at hand',
    },
    run: atOnce(async (context, flags) => (await import('./audit-export.ts')).auditExport(context, flags)),
  },
  'audit reidentify': {
    help: 'what is behind pseudonyms of records; it is recorded',
    flags: ['manifest', 'lock', 'directory', 'bucket', 'reason', 'ticket'],
    flagHelp: { reason: 'why, for the record: ten characters at least' },
    words: ['PSEUDONYM...'],
    wordsHelp: 'PSEUDONYM as it stands in a record, like acct_k1_ and 26 characters.',
    run: async (context, flags, words) =>
      (await import('./audit-reidentify.ts')).auditReidentify(context, flags, words),
  },
  emulate: {
    help: 'an AWS organization on this machine, for the AWS CLI and tests',
    flags: emulation,
    flagHelp: emulated,
    run: async (context, flags) => (await import('./emulate.ts')).emulate(context, flags),
  },
}

/** All commands, or those that begin with a word. */
export const help = (first?: string): string =>
  `holdfast keeps the guardrails of an AWS organization attached.

Usage: holdfast ${first ? `${first} ` : ''}COMMAND [flags]

${Object.entries(commands)
  .filter(([name]) => first === undefined || name.startsWith(`${first} `))
  .map(([name, command]) => labelled(name, 16, command.help))
  .join('')}
"holdfast COMMAND --help" tells its flags.
`

export const commandHelp = (name: string, command: Command): string =>
  `${wrap(`holdfast ${name}: ${command.help}`, 80, '')}\n\n${usage(name, command)}${flagsHelp(command)}`

const usage = (name: string, { words, wordsHelp }: Command): string =>
  words ? `Usage: holdfast ${name} ${words.join(' ')} [flags]\n${wordsHelp ? `${wordsHelp}\n` : ''}\n` : ''
