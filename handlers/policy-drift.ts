import { createEventHandler } from './event.ts'

/** Restores what somebody detached, edited, renamed, deleted or switched off. */
export const createPolicyDrift = createEventHandler
