import { createAccountEnrolment } from '../account-enrolment.ts'
import { logged } from '../log.ts'
import { portsFor } from '../ports.ts'
import manifest from './manifest.json' with { type: 'json' }

const ports = portsFor('account-enrolment', manifest, process.env)

/** What this process remembers of the organization serves all messages that it takes. */
export const handler = logged('account-enrolment', (heard) => createAccountEnrolment({ ...ports, ...heard }))
