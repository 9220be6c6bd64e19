import type { VerificationDocument } from '../../../schemas/types/verification.ts'
import type { ChainEnd } from './chain.ts'
import { codes, type FindingCode, type Findings } from './findings.ts'
import { type Trust, trustOf } from './trust.ts'

export interface Verified {
  chain: ChainEnd
  findings: Findings
  trust: Trust | null
  counts: { records: number; segments: number; bundles: number }
  notChecked: string[]
}

/** Who asked, what and when. */
export interface Asked {
  place: string
  period: VerificationDocument['period']
  now: number
  holdfast: string
}

/** The document of a verification: what is refuted is told first. */
export function verificationDocument(
  { chain, findings, trust, counts, notChecked }: Verified,
  { place, period, now, holdfast }: Asked,
): VerificationDocument {
  const { head, genesis, organization, keys } = chain
  const list = findings.list()
  const counted = findings.counts()
  const of = (wanted: string) =>
    Object.entries(counted).reduce((sum, [code, count]) => sum + (severityOf(code) === wanted ? count : 0), 0)
  const isProven = trust !== null
  const described =
    head && genesis && organization && keys.length > 0 ? trustOf(organization, genesis, keys, head) : null
  return {
    kind: 'holdfast.verification',
    version: 1,
    summary: {
      verdict: of('error') > 0 ? 'refuted' : isProven ? 'verified' : 'unproven',
      ...{ error: of('error'), warning: of('warning'), info: of('info') },
    },
    ...{ organization, place, period },
    origin: isProven && !('foreign-genesis' in counted) && !('foreign-key' in counted) ? 'trusted' : 'unproven',
    attestation: chain.attestation,
    head: head && { sequence: head.sequence, digest: head.digest, time: head.time },
    counts: { ...counts, digests: chain.digests },
    codes: counted,
    findings: list,
    notChecked,
    trust: described as VerificationDocument['trust'],
    made: { at: new Date(now).toISOString(), holdfast },
  }
}

const severityOf = (code: string) => codes[code as FindingCode][0]
