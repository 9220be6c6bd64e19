/** A mistake in a request to the emulator's own endpoints, told in one sentence. */
export class Mistake extends Error {}

export const mistake = (message: string): Mistake => new Mistake(message)
