import { createSeal } from '../seal.ts'
import { sealPorts } from '../seal-ports.ts'

export const handler = createSeal(sealPorts(process.env))
