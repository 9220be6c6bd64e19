/** Resolves after so many milliseconds; `what` is late meanwhile: the answer to a call, or an event. */
export type Sleep = (milliseconds: number, what: 'answer' | 'event') => Promise<void>

/** On the real clock; nobody's end is delayed by it. */
export const timeout: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
