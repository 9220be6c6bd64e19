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
  received: number
  /** Epoch milliseconds from which it can be received. */
  visible: number
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
  const waiting = new Map<FunctionName, Message[]>(names.map((name) => [name, []]))
  const dead = new Map<FunctionName, Message[]>(names.map((name) => [name, []]))
  const running = new Map<FunctionName, Promise<void>>()
  let stopped = false

  const messages = (of: Map<FunctionName, Message[]>, name: FunctionName): Message[] => of.get(name) ?? []

  function send(name: FunctionName, body: unknown): void {
    messages(waiting, name).push({ messageId: id(), body: JSON.stringify(body), received: 0, visible: clock.now() })
    wake(name)
  }

  /** One batch at a time for each queue; the next one as soon as something is there. */
  function wake(name: FunctionName): void {
    if (running.has(name) || stopped) return
    const queue = wiring.queues[name]
    const work = consume(name, queue).finally(() => {
      running.delete(name)
      if (receivable(name).length > 0) wake(name)
    })
    running.set(name, work)
  }

  const receivable = (name: FunctionName): Message[] =>
    messages(waiting, name).filter(({ visible }) => visible <= clock.now())

  async function consume(name: FunctionName, queue: Queue): Promise<void> {
    if (queue.batchWindow > 0) await clock.sleep(queue.batchWindow)
    const batch = receivable(name).slice(0, queue.batchSize)
    if (batch.length === 0) return
    for (const message of batch) {
      message.received += 1
      message.visible = clock.now() + queue.visibilityTimeout
    }
    const again = await deliver(name, batch)
    const done = batch.filter((message) => !again.includes(message))
    const tooOften = again.filter(({ received }) => received >= queue.maxReceiveCount)
    messages(dead, name).push(...tooOften)
    const gone = new Set([...done, ...tooOften])
    waiting.set(
      name,
      messages(waiting, name).filter((message) => !gone.has(message)),
    )
    if (again.length > tooOften.length) void clock.sleep(queue.visibilityTimeout).then(() => wake(name))
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

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values())
  }

  return {
    publish(event) {
      for (const rule of wiring.rules) if (matches(rule.pattern, event)) send(rule.queue, event)
    },
    send,
    deadLetters: (name) => messages(dead, name).map(({ body }) => body),
    redrive(name) {
      const letters = messages(dead, name).splice(0)
      for (const letter of letters) messages(waiting, name).push({ ...letter, received: 0, visible: clock.now() })
      if (letters.length > 0) wake(name)
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
