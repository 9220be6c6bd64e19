import { createEventHandler } from './event.ts'

/** Attaches to an account that joined, moved or was taken under Control Tower what the manifest wants of it. */
export const createAccountEnrolment = createEventHandler
