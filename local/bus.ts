import type { FunctionName, Queue, Wiring } from '../core/event/wiring.ts'
import type { Clock } from '../core/ports.ts'
import { matches } from './pattern.ts'

/** What a queue's function gets and answers, as between SQS and Lambda. */
export type Consumer = (batch: {
  Records: { messageId: string; body: string }[]
}) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>

interface Message {
  messageId: string
  body: string
  /** How often it was received. */
  received: number
}

interface QueueState {
  /** Messages that can be received, oldest first. */
  ready: Message[]
  dead: Message[]
  /** The batches under way: one at a time, the next as soon as something is there. */
  work: Promise<void> | undefined
}

/** Executes the wiring on this machine: EventBridge rules, SQS queues and schedules in front of the same functions. */
export interface Bus {
  /** One EventBridge event, to every rule. */
  publish(event: unknown): void
  send(queue: FunctionName, body: unknown): void
  /** Messages that were delivered too often. */
  deadLetters(queue: FunctionName): string[]
  /** Puts dead letters back; returns how many. */
  redrive(queue: FunctionName): number
  /** Starts the schedules. */
  start(): void
  /** Resolves when nothing can be received and nothing is under way. */
  idle(): Promise<void>
  /** Takes nothing more and resolves when what is under way is done. */
  stop(): Promise<void>
}

export interface BusOptions {
  wiring: Wiring
  functions: Record<FunctionName, Consumer>
  clock: Clock
  id: () => string
  /** Hears of a function that threw. */
  failed: (queue: FunctionName, error: unknown) => void
}

export function createBus({ wiring, functions, clock, id, failed }: BusOptions): Bus {
  const names = Object.keys(wiring.queues) as FunctionName[]
  const states = new Map(
    names.map((name): [FunctionName, QueueState] => [name, { ready: [], dead: [], work: undefined }]),
  )
  const stateOf = (name: FunctionName): QueueState => {
    const state = states.get(name)
    if (!state) throw new Error(`The wiring has no queue ${name}`)
    return state
  }
  let stopped = false

  function receive(name: FunctionName, message: Message): void {
    const state = stateOf(name)
    state.ready.push(message)
    if (!stopped) state.work ??= consume(name, wiring.queues[name], state)
  }

  async function consume(name: FunctionName, queue: Queue, state: QueueState): Promise<void> {
    try {
      while (state.ready.length > 0 && !stopped) {
        if (queue.batchWindow > 0) await clock.sleep(queue.batchWindow)
        const batch = state.ready.splice(0, queue.batchSize)
        for (const message of batch) message.received += 1
        for (const message of await deliver(name, batch)) {
          if (message.received >= queue.maxReceiveCount) state.dead.push(message)
          else void clock.sleep(queue.visibilityTimeout).then(() => receive(name, message))
        }
      }
    } finally {
      // At once, not a tick later: what comes in between would wait for the next message.
      state.work = undefined
    }
  }

  async function deliver(name: FunctionName, batch: Message[]): Promise<Message[]> {
    try {
      const { batchItemFailures } = await functions[name]({
        Records: batch.map(({ messageId, body }) => ({ messageId, body })),
      })
      const failures = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
      return batch.filter(({ messageId }) => failures.has(messageId))
    } catch (error) {
      failed(name, error)
      return batch
    }
  }

  const send = (name: FunctionName, body: unknown) =>
    receive(name, { messageId: id(), body: JSON.stringify(body), received: 0 })

  async function idle(): Promise<void> {
    for (;;) {
      const works = [...states.values()].flatMap(({ work }) => work ?? [])
      if (works.length === 0) return
      await Promise.all(works)
    }
  }

  return {
    publish(event) {
      for (const rule of wiring.rules) if (matches(rule.pattern, event)) send(rule.queue, event)
    },
    send,
    deadLetters: (name) => stateOf(name).dead.map(({ body }) => body),
    redrive(name) {
      const letters = stateOf(name).dead.splice(0)
      for (const letter of letters) receive(name, { ...letter, received: 0 })
      return letters.length
    },
    start() {
      for (const { queue, every, message } of wiring.schedules) {
        const tick = async (): Promise<void> => {
          await clock.sleep(every)
          if (stopped) return
          send(queue, message)
          return tick()
        }
        void tick()
      }
    },
    idle,
    async stop() {
      stopped = true
      await idle()
    },
  }
}
