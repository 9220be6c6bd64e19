import { createEventHandler, type EventPorts } from './event.ts'
import type { QueueHandler } from './queue.ts'

/** Restores what somebody detached, edited, renamed, deleted or switched off. */
export const createPolicyDrift = (ports: EventPorts): QueueHandler => createEventHandler('policy-drift', ports)
