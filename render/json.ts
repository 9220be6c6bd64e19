import { escapeHidden } from '../core/hidden.ts'

/** A document as JSON for programs and for terminals: what a terminal would obey, or nobody would see, is escaped. */
export const jsonText = (document: unknown): string => `${escapeHidden(JSON.stringify(document, null, 2))}\n`
