import { createEvidence } from '../evidence.ts'
import { logged } from '../log.ts'
import { evidencePortsFor } from '../ports.ts'
import manifest from './manifest.json' with { type: 'json' }

const ports = evidencePortsFor(manifest, process.env)

export const handler = logged('evidence', ({ did }) => createEvidence({ ...ports, did }))
