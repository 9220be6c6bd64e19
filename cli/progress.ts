import type { Context } from './context.ts'

/** How often work lets others have a turn: Ctrl-C among them. */
const turn = 64

/** How often it is told: a line that is written anew on a terminal, one more line elsewhere. */
const pauses = { terminal: 200, elsewhere: 10_000 }

/** Tells how far long work has come, on standard error. `end` clears the line. */
export function progressOf<Counts>({ clock, isTerminal, say, signal }: Context, words: (counts: Counts) => string) {
  const pause = isTerminal ? pauses.terminal : pauses.elsewhere
  let steps = 0
  let told = clock.now()
  let isShown = false
  const end = (): void => {
    if (isShown) say('\r\u001b[K')
    isShown = false
  }
  signal.addEventListener('abort', end, { once: true })
  return {
    async tick(counts: Counts): Promise<void> {
      steps++
      if (steps % turn !== 0) return
      await new Promise((done) => setImmediate(done))
      signal.throwIfAborted()
      if (clock.now() - told < pause) return
      told = clock.now()
      isShown = isTerminal
      say(isTerminal ? `\r\u001b[K${words(counts)}` : `${words(counts)}\n`)
    },
    end,
  }
}
