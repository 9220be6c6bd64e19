import { member } from './member.ts'

/** What lies in the queue of the function `evidence`: the clock asks for what is due. It says nothing else that is done. */
export interface EvidenceMessage {
  evidence: 'due'
}

export const evidenceDue: EvidenceMessage = { evidence: 'due' }

/** Whether it is such a message: what else lies in the queue asks for nothing. */
export const isEvidenceMessage = (value: unknown): boolean => member(value, 'evidence') === 'due'
