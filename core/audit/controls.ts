import type { RecordKind } from './data.ts'

const changes = ['SOC2:CC8.1', 'ISO27001:A.8.32', 'ISO27001:A.8.9']
const detection = ['SOC2:CC6.8', 'SOC2:CC7.1', 'ISO27001:A.8.15', 'ISO27001:A.8.16']
const monitoring = ['SOC2:CC7.2', 'ISO27001:A.8.16']
const responding = ['SOC2:CC7.4', 'SOC2:CC7.5']
const coverage = ['SOC2:CC6.1', 'SOC2:CC6.3', 'ISO27001:A.8.9']

/** Criteria of SOC 2 and controls of ISO 27001:2022, Annex A, that a record of each kind supports. */
export const controlsOf: Readonly<Record<RecordKind, readonly string[]>> = {
  observation: detection,
  intent: [...responding, ...changes],
  outcome: [...responding, ...changes],
  sweep: [...coverage, ...monitoring],
  heartbeat: monitoring,
  gap: ['SOC2:CC7.2', 'ISO27001:A.5.33', 'ISO27001:A.8.16'],
  exemption: changes,
  suspension: changes,
  inventory: coverage,
  desired: coverage,
  deployment: changes,
  attribution: ['SOC2:CC7.3', 'ISO27001:A.5.28', 'ISO27001:A.8.15'],
  notification: ['SOC2:CC7.3', 'SOC2:CC7.4', 'ISO27001:A.8.16'],
  reidentification: ['ISO27001:A.5.28', 'ISO27001:A.5.33', 'ISO27001:A.8.15'],
}
