import { logged } from '../log.ts'
import { createPolicyDrift } from '../policy-drift.ts'
import { portsFor } from '../ports.ts'
import manifest from './manifest.json' with { type: 'json' }

const ports = portsFor('policy-drift', manifest, process.env)

/** What this process remembers of the organization serves all messages that it takes. */
export const handler = logged('policy-drift', (heard) => createPolicyDrift({ ...ports, ...heard }))
