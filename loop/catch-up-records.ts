import type { EvidenceTask } from './evidence.ts'
export const catchUpRecords: EvidenceTask = async () => {}
