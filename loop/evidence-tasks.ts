import { attribute } from './attribute.ts'
import { catchUpRecords } from './catch-up-records.ts'
import type { EvidenceTask } from './evidence.ts'

/** What the function `evidence` does, in this order. */
export const evidenceTasks: Readonly<Record<string, EvidenceTask>> = { catchUpRecords, attribute }
