import type { TrustDocument } from '../../../schemas/types/trust.ts'

/** What whoever verifies knows from elsewhere. */
export type Trust = Omit<TrustDocument, 'keys'> & { keys: string[] }

/** The trust file that describes a chain, for people to compare with what was noted when it began. */
export const trustOf = (organization: string, genesis: string, keys: string[], head: Anchor): Trust => ({
  ...{ kind: 'holdfast.trust', version: 1 },
  ...{ organization, genesis, keys },
  anchors: [{ sequence: head.sequence, digest: head.digest }],
})

export interface Anchor {
  sequence: number
  digest: string
}
