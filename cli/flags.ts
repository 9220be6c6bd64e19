import { type ParseArgsConfig, parseArgs } from 'node:util'
import { wrap } from '../render/words.ts'
import { UsageError } from './context.ts'

interface Flag {
  type: 'boolean' | 'string'
  /** What stands for the value in the help. */
  value?: string
  /** Allowed values, which then stand for the value in the help. */
  among?: readonly string[]
  help: string
}

/** Every flag of every command; help and parsing are made from it. */
const flags = {
  manifest: { type: 'string', value: 'FILE', help: 'the manifest, default manifest.yaml' },
  lock: { type: 'string', value: 'FILE', help: 'the lock, default manifest.lock.yaml beside it' },
  organization: {
    type: 'string',
    value: 'FILE',
    help: 'a file or snapshot instead of the live organization',
  },
  format: { type: 'string', among: ['text', 'json'], help: 'how the answer is printed, default text' },
  update: { type: 'boolean', help: 'take the new content of remote files that changed' },
  strict: { type: 'boolean', help: 'warnings count as errors' },
  frozen: { type: 'boolean', help: 'lock no new names; default where CI is set' },
  'detailed-exitcode': { type: 'boolean', help: 'exit with 2 where there are changes' },
  'exit-code': { type: 'boolean', help: 'exit with 2 where the organization differs' },
  expect: { type: 'string', value: 'DIGEST', help: 'apply the plan that was reviewed, and no other' },
  yes: { type: 'boolean', help: 'apply without asking, but remove nothing' },
  wait: { type: 'boolean', help: 'wait until the organization is as the manifest says' },
  timeout: { type: 'string', value: 'SECONDS', help: 'how long to wait, default 600' },
  reason: {
    type: 'string',
    value: 'TEXT',
    help: 'why, for those who are told and for the record: ten characters at least',
  },
  ticket: { type: 'string', value: 'ID', help: 'where more about it is found' },
  minutes: { type: 'string', value: 'N', help: 'how long, default and most 240' },
  end: { type: 'boolean', help: 'end the suspension now' },
  list: { type: 'boolean', help: 'show all suspensions' },
  standalone: { type: 'boolean', help: 'apply though it cannot be read whether an enforcer is deployed' },
  once: { type: 'boolean', help: 'end when the main job is done, also on a terminal' },
  port: { type: 'string', value: 'PORT', help: 'port of the emulator, default 0: any that is free' },
  throttle: {
    type: 'string',
    among: ['aws'],
    help: "the emulator keeps to AWS's rates, default: no limits",
  },
  'stale-reads': {
    type: 'string',
    value: 'DURATION',
    help: 'reads are behind by so much (500ms, 20s, 2m), default: fresh',
  },
  faults: {
    type: 'string',
    value: 'SEED',
    help: 'one call in ten meets a passing fault, drawn by this number',
  },
  delivery: {
    type: 'string',
    value: 'HOW',
    help: 'how events come: any of delay=5s..60s duplicates=0.1 loss=0.05 reorder=30s history=5m seed=1, with commas between',
  },
  account: { type: 'string', value: 'ID', help: "the emulator's account, default 123456789012" },
  directory: { type: 'string', value: 'DIR', help: 'the audit trail is in this directory' },
  bucket: { type: 'string', value: 'NAME', help: "the audit trail is in this bucket, in the manifest's region" },
  trust: { type: 'string', value: 'FILE', help: 'what you know of the seal: organization, genesis, keys, anchors' },
  from: { type: 'string', value: 'TIME', help: 'from this time on (UTC): 2026-11-01 or 2026-11-01T08:30Z' },
  to: { type: 'string', value: 'TIME', help: 'before this time' },
  at: { type: 'string', value: 'TIME', help: 'at this time (UTC)' },
  policy: { type: 'string', value: 'NAME', help: 'a policy by its name, or SCP/NAME and RCP/NAME' },
  out: { type: 'string', value: 'DIR', help: 'the folder into which the files are written' },
  'retention-days': { type: 'string', value: 'N', help: 'days that each object must be locked' },
  'object-lock': { type: 'string', among: ['governance', 'compliance'], help: 'how each object must be locked' },
  'cross-check': {
    type: 'string',
    value: 'cloudtrail|DIR',
    help: 'compare with the event history of CloudTrail, or with its log files',
  },
  repo: { type: 'string', value: 'DIR', help: 'compile the recorded commits of this git repository again' },
  help: { type: 'boolean', help: 'this help' },
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof flags

/** The flags that say what is to be emulated. */
export const emulation: readonly FlagName[] = [
  ...(['organization', 'port', 'account', 'throttle'] as const),
  ...(['stale-reads', 'faults', 'delivery'] as const),
]

/** The flags of one call, by name. */
export type Flags = { readonly [Name in FlagName]?: (typeof flags)[Name]['type'] extends 'boolean' ? boolean : string }

/** What a command takes. */
export interface Takes {
  flags: readonly FlagName[]
  /**
   * What stands for the words that it takes beside flags; it may be called without any, or with all of them. A last one with
   * three points behind it may be many.
   */
  words?: readonly string[]
  /** What these words are, in lines of the help. */
  wordsHelp?: string
  /** What a flag means here, where it is not what it means elsewhere. */
  flagHelp?: { readonly [Name in FlagName]?: string }
  /** Values of --format, where they are others than elsewhere. */
  formats?: readonly string[]
}

/** A flag as a command takes it. */
const flagOf = (name: FlagName, { flagHelp, formats }: Takes): Flag => ({
  ...flags[name],
  ...(flagHelp?.[name] && { help: flagHelp[name] }),
  ...(name === 'format' && formats && { among: formats }),
})

export interface Parsed {
  flags: Flags
  words: string[]
}

/** Reads the flags and words that a command takes. Throws UsageError for what it does not. */
export function parseFlags(args: string[], takes: Takes): Parsed {
  const options: ParseArgsConfig['options'] = {}
  for (const name of [...takes.flags, 'help' as const]) options[name] = { type: flags[name].type }
  const { values, positionals } = parsed(args, options, takes)
  for (const name of takes.flags) {
    const { among } = flagOf(name, takes)
    const value = values[name]
    if (among && typeof value === 'string' && !among.includes(value)) {
      throw new UsageError(`--${name} takes ${among.join(' or ')}, not ${JSON.stringify(value)}`)
    }
  }
  const { words = [] } = takes
  const isMore = positionals.length > words.length && !words.at(-1)?.endsWith('...')
  if (positionals.length !== 0 && (positionals.length < words.length || isMore) && !values.help)
    throw new UsageError(
      `It takes ${words.join(' and ')}, not ${positionals.map((word) => JSON.stringify(word)).join(' ')}`,
    )
  return { flags: values, words: positionals }
}

function parsed(args: string[], options: ParseArgsConfig['options'], { words = [] }: Takes) {
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: words.length > 0 })
    return { values: values as Flags, positionals }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error))
  }
}

/** A whole number from a flag, within bounds. Throws UsageError. */
export function numberFlag(
  values: Flags,
  name: 'port' | 'timeout' | 'minutes' | 'retention-days',
  fallback: number,
  most: number,
): number {
  const text = values[name]
  if (text === undefined) return fallback
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > most)
    throw new UsageError(`--${name} takes a whole number up to ${most}, not ${JSON.stringify(text)}`)
  return number
}

/** One line for each flag of a command. */
export const flagsHelp = (takes: Takes): string =>
  [...takes.flags, 'help' as const]
    .map((name) => {
      const { among, value = among?.join('|'), help } = flagOf(name, takes)
      return labelled(`--${name}${value ? ` ${value}` : ''}`, 24, help)
    })
    .join('')

/** A line of help behind what it is about; a label too long for its column stands alone. */
export function labelled(label: string, width: number, text: string): string {
  const indent = ' '.repeat(width + 3)
  const begin = label.length > width ? `  ${label}\n${indent}` : `  ${label.padEnd(width)} `
  return `${begin}${wrap(text, 80 - indent.length, '').replaceAll('\n', `\n${indent}`)}\n`
}
