// The members of a request to the emulator's own endpoints, as tables.
import { isObject } from './checks.ts'
import { mistake } from './mistake.ts'

export interface Field {
  is: (value: unknown) => boolean
  words: string
}

const DAY = 24 * 60 * 60 * 1000

export const whole = (least: number, most: number): Field['is'] => {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1

export const SEED: Field = { is: whole(0, 2 ** 32 - 1), words: 'a whole number from 0 to 4294967295' }
export const SHARE: Field = { is: isShare, words: 'a number from 0 to 1' }
export const DURATION: Field = { is: whole(0, DAY), words: 'whole milliseconds up to a day' }

/** The members that the table has, and no others, each as the table says. Throws the first mistake as one sentence. */
export function checkFields(body: unknown, fields: Readonly<Record<string, Field>>): Record<string, unknown> {
  if (!isObject(body)) throw mistake('The body must be an object.')
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) throw mistake(`The body has an unknown member ${JSON.stringify(name.slice(0, 100))}.`)
    if (!field.is(value)) throw mistake(`${name} must be ${field.words}.`)
  }
  return body
}
