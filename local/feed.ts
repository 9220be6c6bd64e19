/**
 * Follows the events of an emulator, one EventBridge event a line, until the signal. Resolves when the connection is
 * open; `event` hears each event, `ended` that the connection ended by itself.
 */
export async function followEvents(
  endpoint: string,
  signal: AbortSignal,
  event: (event: unknown) => void,
  ended: (error: unknown) => void,
): Promise<void> {
  const answer = await fetch(new URL('/_holdfast/events?follow', endpoint), { signal })
  if (!answer.ok || !answer.body) throw new Error(`it has no events (status ${answer.status})`)
  void read(answer.body, event).then(
    () => ended(undefined),
    (error) => signal.aborted || ended(error),
  )
}

/** No event of AWS is longer (EventBridge quota: 256 KB). */
const longest = 300_000

async function read(body: ReadableStream<Uint8Array>, event: (event: unknown) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longest) throw new Error('An event longer than EventBridge allows')
    for (const line of lines) if (line) event(JSON.parse(line))
  }
}
