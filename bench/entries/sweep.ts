// What lies in this function's bundle: the handler, and the ports of AWS that there are.
export { createClient } from '../../aws/client.ts'
export { createOrganizations } from '../../aws/organizations.ts'
export { createSweep } from '../../handlers/sweep.ts'
export { systemClock } from '../../loop/clock.ts'
