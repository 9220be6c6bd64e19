import { wrap } from './words.ts'

const width = 78

/** What others wrote may fill lines of its own: these are indented, so that none of them looks like one of ours. */
export const paragraph = (text: string): string => wrap(text, width, '  ')

/** Label and value, for what is there. */
export const facts = (rows: [label: string, value: string | null | undefined][]): string[] =>
  rows.flatMap(([label, value]) => (value ? [paragraph(`${label}: ${value}`)] : []))

/** A command stands on a line of its own, and is whole. */
export interface Step {
  text: string
  command?: string
}

export const nextSteps = (steps: Step[]): string[] =>
  steps.length === 0
    ? []
    : [
        '',
        'Next steps:',
        ...steps.flatMap(({ text, command }) => [paragraph(`- ${text}`), ...(command ? [`    ${command}`] : [])]),
      ]
