import { createEventHandler, type EventPorts } from './event.ts'
import type { QueueHandler } from './queue.ts'

/** Attaches to an account that joined, moved or was taken under Control Tower what the manifest wants of it. */
export const createAccountEnrolment = (ports: EventPorts): QueueHandler =>
  createEventHandler('account-enrolment', ports)
