import { attribute } from './attribute.ts'
import { catchUpRecords } from './catch-up-records.ts'
import type { EvidenceTask } from './evidence.ts'
import { remindOfExemptions } from './exemptions.ts'
import { takeInventory } from './inventory.ts'
import { tellDaily, tellGathered } from './telling.ts'

/** What the function `evidence` does, in this order. */
export const evidenceTasks: Readonly<Record<string, EvidenceTask>> = {
  catchUpRecords,
  attribute,
  remindOfExemptions,
  takeInventory,
  tellGathered,
  tellDaily,
}
