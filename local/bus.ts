import type { FunctionName, Wiring } from '../core/event/wiring.ts'
import type { Clock } from '../core/ports.ts'
import { matches } from './pattern.ts'
import { createQueue, type MessageQueue } from './queue.ts'

/** What a queue's function gets and answers, as between SQS and Lambda. */
export type Consumer = (batch: {
  Records: { messageId: string; receiptHandle: string; body: string }[]
}) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>

/**
 * Executes the wiring on this machine: EventBridge rules, SQS queues and schedules in front of the same functions. A
 * message that was received comes back when its visibility timeout, counted from the receipt, is over, unless the function
 * answered that it is done. A function that has not answered by then is taken for dead.
 */
export interface Bus {
  /** One EventBridge event, to every rule. */
  publish(event: unknown): void
  /** Puts a message into a queue that can be received after `delay` milliseconds (DelaySeconds of SQS). */
  send(queue: FunctionName, body: unknown, delay?: number): void
  /**
   * From now on a message is out of sight for so many milliseconds, as with ChangeMessageVisibility of SQS. Nothing happens
   * where the receipt is not the last one, or the message is in flight no more.
   */
  extend(queue: FunctionName, receiptHandle: string, milliseconds: number): void
  /** Number of messages that are not done with: delayed, in flight, or waiting. Dead letters do not count. */
  pending(queue: FunctionName): number
  /** Messages that were delivered too often. */
  deadLetters(queue: FunctionName): string[]
  /** Puts dead letters back; returns how many. */
  redrive(queue: FunctionName): number
  /** Starts the schedules. */
  start(): void
  /** Resolves when nothing can be received and nothing is under way; what is delayed or out of sight keeps nobody waiting. */
  idle(): Promise<void>
  /** Takes nothing more and resolves when what is under way is done. */
  stop(): Promise<void>
}

export interface BusOptions {
  wiring: Wiring
  functions: Record<FunctionName, Consumer>
  clock: Clock
  id: () => string
  /** Hears of a function that threw, or did not answer. */
  failed: (queue: FunctionName, error: unknown) => void
}

export function createBus({ wiring, functions, clock, id, failed }: BusOptions): Bus {
  const names = Object.keys(wiring.queues) as FunctionName[]
  /** The batches under way: one at a time, the next as soon as something is there. */
  const works = new Map<FunctionName, Promise<void> | undefined>()
  let stopped = false
  const arrived = (name: FunctionName) => {
    if (stopped || works.has(name)) return
    // Known to be busy before it begins: what it sends itself waits.
    works.set(name, undefined)
    works.set(name, consume(name))
  }
  const queues = new Map(
    names.map((name): [FunctionName, MessageQueue] => [
      name,
      createQueue(wiring.queues[name], clock, () => arrived(name)),
    ]),
  )
  const queueOf = (name: FunctionName): MessageQueue => {
    const queue = queues.get(name)
    if (!queue) throw new Error(`The wiring has no queue ${name}`)
    return queue
  }

  async function consume(name: FunctionName): Promise<void> {
    const queue = queueOf(name)
    const { batchWindow } = wiring.queues[name]
    try {
      while (queue.isReady() && !stopped) {
        if (batchWindow > 0) await clock.sleep(batchWindow)
        const batch = queue.receive()
        const isDead = Promise.all(batch.map(({ visible }) => visible)).then(() => true)
        const answered = invoke(name, queue, batch).then(() => false)
        if (await Promise.race([answered, isDead]))
          failed(name, new Error('No answer until its messages could be received again'))
      }
    } finally {
      // At once, not a tick later: what comes in between would wait for the next message.
      works.delete(name)
    }
  }

  async function invoke(name: FunctionName, queue: MessageQueue, batch: ReturnType<MessageQueue['receive']>) {
    try {
      const Records = batch.map(({ messageId, receiptHandle, body }) => ({ messageId, receiptHandle, body }))
      const { batchItemFailures } = await functions[name]({ Records })
      const failures = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
      for (const { messageId, receiptHandle } of batch) if (!failures.has(messageId)) queue.delete(receiptHandle)
    } catch (error) {
      failed(name, error)
    }
  }

  const send = (name: FunctionName, body: unknown, delay = 0) => queueOf(name).send(id(), JSON.stringify(body), delay)

  async function idle(): Promise<void> {
    while (works.size > 0) await Promise.all(works.values())
  }

  return {
    publish(event) {
      for (const rule of wiring.rules) if (matches(rule.pattern, event)) send(rule.queue, event)
    },
    send,
    extend: (name, receiptHandle, milliseconds) => queueOf(name).extend(receiptHandle, milliseconds),
    pending: (name) => queueOf(name).pending(),
    deadLetters: (name) => queueOf(name).deadLetters(),
    redrive: (name) => queueOf(name).redrive(),
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
