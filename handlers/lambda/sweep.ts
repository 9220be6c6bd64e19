import { logged } from '../log.ts'
import { portsFor } from '../ports.ts'
import { createSweep } from '../sweep.ts'
import manifest from './manifest.json' with { type: 'json' }

const ports = portsFor('sweep', manifest, process.env)

/** What this process remembers of the organization serves all messages that it takes. */
export const handler = logged('sweep', (heard) => createSweep({ ...ports, ...heard }))
