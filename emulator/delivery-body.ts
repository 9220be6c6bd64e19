// What a request about the delivery of events may say.
import type { DeliveryOptions } from './delivery.ts'
import { checkFields, DURATION, type Field, SEED, SHARE } from './fields.ts'
import { mistake } from './mistake.ts'

const isRange = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(DURATION.is) && value[0] <= value[1]

const DURATIONS: Field = {
  is: (value) => DURATION.is(value) || isRange(value),
  words: `${DURATION.words}, or the least and the most of them`,
}

const FIELDS: Readonly<Record<keyof DeliveryOptions, Field>> = {
  seed: SEED,
  delay: DURATIONS,
  duplicates: SHARE,
  reorder: DURATION,
  loss: SHARE,
  history: DURATIONS,
}

/** `hold` and the others are two things: what the body does not speak of is undefined. Throws the first mistake as one sentence. */
export function readDelivery(body: unknown): { hold: boolean | undefined; options: DeliveryOptions | undefined } {
  const hold: Field = { is: (value) => typeof value === 'boolean', words: 'true or false' }
  const { hold: holding, ...options } = checkFields(body, { hold, ...FIELDS })
  const isDelivery = Object.keys(options).length > 0
  if (!isDelivery && holding === undefined)
    throw mistake(`The body must have hold or some of ${Object.keys(FIELDS).join(', ')}.`)
  return { hold: holding as boolean | undefined, options: isDelivery ? options : undefined }
}
