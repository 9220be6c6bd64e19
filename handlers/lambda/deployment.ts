import { createDeployment } from '../deployment.ts'
import { deploymentPorts } from '../ports.ts'
import { respond } from '../respond.ts'
import manifest from './manifest.json' with { type: 'json' }

export const handler = createDeployment({ ...deploymentPorts(manifest, process.env), manifest, respond })
