import type { EvidenceTask } from './evidence.ts'
export const attribute: EvidenceTask = async () => {}
