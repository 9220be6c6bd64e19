import type { Queue } from '../core/event/wiring.ts'
import type { Clock } from '../core/ports.ts'

/** A message as one receipt of it. */
export interface Received {
  messageId: string
  receiptHandle: string
  body: string
  /** Resolves when it can be received again. */
  visible: Promise<void>
}

interface Message {
  messageId: string
  body: string
  /** How often it was received. */
  received: number
  /** Of the last receipt: an answer to another one does not end it. */
  receiptHandle: string
  /** Ends its being out of sight, and what waits for it; undefined where it is to be seen. */
  hiding: AbortController | undefined
  /** Ends the receipt; undefined where nobody has the message. */
  release: (() => void) | undefined
}

/** A queue as SQS has them. */
export interface MessageQueue {
  /** Adds a message that can be received after `delay` milliseconds (DelaySeconds). */
  send(messageId: string, body: string, delay: number): void
  /** As many as can be received of the oldest, one batch at most: out of sight for the visibility timeout from now on. */
  receive(): Received[]
  /** Ends a message (DeleteMessage), unless it was received again meanwhile. */
  delete(receiptHandle: string): void
  /** From now on a message is out of sight for so many milliseconds (ChangeMessageVisibility), if it is in flight still. */
  extend(receiptHandle: string, milliseconds: number): void
  /** Whether something can be received. */
  isReady(): boolean
  /** Number of messages that are not done with: delayed, in flight, or waiting. */
  pending(): number
  /** Bodies of the messages that were received too often. */
  deadLetters(): string[]
  /** Puts dead letters back; returns how many. */
  redrive(): number
}

export function createQueue(
  { batchSize, visibilityTimeout, maxReceiveCount }: Queue,
  clock: Clock,
  /** Hears of each message that can be received. */
  arrived: () => void,
): MessageQueue {
  const messages = new Set<Message>()
  const receiptsOf = new Map<string, Message>()
  let ready: Message[] = []
  let dead: Message[] = []
  let receipts = 0

  function hide(message: Message, milliseconds: number): void {
    message.hiding?.abort()
    const hiding = new AbortController()
    message.hiding = hiding
    void clock.sleep(milliseconds, hiding.signal).then(() => {
      if (!hiding.signal.aborted) show(message)
    })
  }

  function show(message: Message): void {
    message.hiding = undefined
    message.release?.()
    message.release = undefined
    if (message.received >= maxReceiveCount) {
      messages.delete(message)
      receiptsOf.delete(message.receiptHandle)
      dead.push(message)
      return
    }
    ready.push(message)
    arrived()
  }

  function receive(message: Message): Received {
    const { messageId, body } = message
    message.received += 1
    receiptsOf.delete(message.receiptHandle)
    message.receiptHandle = `receipt-${++receipts}`
    receiptsOf.set(message.receiptHandle, message)
    hide(message, visibilityTimeout)
    const visible = new Promise<void>((release) => {
      message.release = release
    })
    return { messageId, receiptHandle: message.receiptHandle, body, visible }
  }

  function send(messageId: string, body: string, delay: number): void {
    const message = { messageId, body, received: 0, receiptHandle: '', hiding: undefined, release: undefined }
    messages.add(message)
    if (delay > 0) hide(message, delay)
    else show(message)
  }

  return {
    send,
    receive: () => ready.splice(0, batchSize).map(receive),
    delete(receiptHandle) {
      const message = receiptsOf.get(receiptHandle)
      if (!message) return
      receiptsOf.delete(receiptHandle)
      messages.delete(message)
      if (message.hiding) message.hiding.abort()
      else ready = ready.filter((other) => other !== message)
    },
    extend(receiptHandle, milliseconds) {
      const message = receiptsOf.get(receiptHandle)
      if (message?.release) hide(message, milliseconds)
    },
    isReady: () => ready.length > 0,
    pending: () => messages.size,
    deadLetters: () => dead.map(({ body }) => body),
    redrive() {
      const letters = dead
      dead = []
      for (const { messageId, body } of letters) send(messageId, body, 0)
      return letters.length
    },
  }
}
