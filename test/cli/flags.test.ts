import { commandHelp, commands, help } from '../../cli/commands.ts'
import { UsageError } from '../../cli/context.ts'
import { flagsHelp, parseFlags, type Takes } from '../../cli/flags.ts'
import { transcript } from '../support/command.ts'

const elsewhere: Takes = { flags: ['format', 'throttle'] }
const here: Takes = { ...elsewhere, formats: ['text', 'json', 'sarif'] }

test('a command may have formats of its own', () => {
  expect(parseFlags(['--format', 'sarif'], here)).toMatchObject({ flags: { format: 'sarif' }, words: [] })
  expect(flagsHelp(here)).toMatch(/^ {2}--format text\|json\|sarif +how the answer/m)
  expect(flagsHelp(elsewhere)).toMatch(/^ {2}--format text\|json +how the answer/m)
})

test('words stand before, between and behind flags', () => {
  const takes: Takes = { flags: ['format'], words: ['POLICY', 'TARGET'] }
  expect(parseFlags(['a', '--format', 'json', 'b'], takes)).toEqual({ flags: { format: 'json' }, words: ['a', 'b'] })
  expect(parseFlags([], takes).words).toEqual([])
})

test.each([
  { args: ['--format', 'sarif'], takes: elsewhere, says: '--format takes text or json, not "sarif"' },
  { args: ['--format', 'xml'], takes: here, says: '--format takes text or json or sarif, not "xml"' },
  { args: ['a'], takes: { ...here, words: ['POLICY', 'TARGET'] }, says: 'It takes POLICY and TARGET, not "a"' },
  {
    args: ['a', 'b', 'c'],
    takes: { ...here, words: ['POLICY', 'TARGET'] },
    says: 'It takes POLICY and TARGET, not "a" "b" "c"',
  },
  { args: ['--throttle', 'text'], takes: here, says: '--throttle takes aws, not "text"' },
])('$args: $says', ({ args, takes, says }) => {
  expect(() => parseFlags(args, takes)).toThrow(new UsageError(says))
})

test('several commands that begin alike have a page of help', async () => {
  const said = await transcript('.', ['audit', '--help'])
  expect(said).toContain('Usage: holdfast audit COMMAND')
  expect(said).not.toContain('exit code')
})

test('help fits a terminal, and tells what stands for the policy itself', () => {
  const pages = [help(), ...Object.entries(commands).map(([name, command]) => commandHelp(name, command))]
  expect(pages.flatMap((page) => page.split('\n')).filter((line) => line.length > 80)).toEqual([])
  expect(help('audit').match(/^ {2}\S+ \S+/gm)).toEqual(['  audit verify', '  audit export', '  audit reidentify'])
  expect(pages.join('')).toContain('TARGET by path or id; "policy" stands for')
})
