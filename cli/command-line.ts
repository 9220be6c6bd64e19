import type { Flags } from './flags.ts'

/** A command, as a person types it, about the same manifest and with the same strictness as the one with these flags. */
export function commandLine(command: string, flags: Flags): string {
  const files = (['manifest', 'lock'] as const).flatMap((name) =>
    flags[name] ? [`--${name}`, shell(flags[name])] : [],
  )
  const switches = (['frozen', 'strict'] as const).flatMap((name) => (flags[name] ? [`--${name}`] : []))
  return ['holdfast', command, ...files, ...switches].join(' ')
}

/** A word for a shell of the kind that everybody has. */
export const shell = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
