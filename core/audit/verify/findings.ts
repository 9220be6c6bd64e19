import type { VerificationDocument } from '../../../schemas/types/verification.ts'

export type Finding = VerificationDocument['findings'][number] & { code: FindingCode }

/** What can be found in a trail: how much it matters, and what it means, for people. In the order in which it is told. */
export const codes = {
  'origin-unproven': ['warning', 'nobody says whose seal this must be'],
  'not-sealed': ['error', 'there is no digest: nothing here is sealed'],
  'foreign-genesis': ['error', 'the chain does not begin with the digest that is trusted'],
  'foreign-key': ['error', 'signed by a key that the trust file does not name'],
  forked: ['error', 'a digest that does not follow from the one before it: another chain'],
  truncated: ['error', 'the newest digests are gone, or nobody seals any more'],
  unsigned: ['error', 'a digest without a signature'],
  'key-missing': ['error', 'the public key of a signature is not there'],
  altered: ['error', 'not what was sealed'],
  missing: ['error', 'sealed, and not there'],
  moved: ['error', 'the bytes of a sealed object at another key'],
  reordered: ['error', 'not in the order in which it was made'],
  doubled: ['error', 'there twice, where it was written once'],
  hidden: ['error', 'hidden by a delete marker'],
  'wrongly-retained': ['error', 'locked for less than was wanted'],
  'bundle-altered': ['error', 'a bundle that is not what was sealed'],
  'bundle-missing': ['error', 'a bundle that was sealed, and is not there'],
  unreadable: ['error', 'there, and its bytes cannot be had'],
  malformed: ['error', 'no record of this organization, or not in the canonical form'],
  'left-over': ['error', 'an object that no digest names'],
  'unrecorded-write': ['error', 'a write by holdfast in CloudTrail that has no outcome'],
  'unshown-outcome': ['error', 'a write that is recorded as done and is not in CloudTrail'],
  'commit-missing': ['error', 'a commit that the repository does not have'],
  'manifest-differs': ['error', 'a manifest that does not compile to the recorded digest'],
  'dangling-intent': ['warning', 'a write that was meant, and nothing tells what became of it'],
  gap: ['warning', 'no digest for more than 20 minutes, and no record says why'],
  'attestation-changed': ['warning', 'who enforces signs as well, which was not so before'],
  expired: ['warning', 'older than the retention, and not there any more'],
  'not-comparable': ['warning', 'an outcome without a request id, which CloudTrail cannot be asked for'],
  'no-commit': ['warning', 'records of a manifest without its commit'],
  stray: ['warning', 'a file that is none of the trail'],
  'gap-recorded': ['info', 'no digest for more than 20 minutes; a record tells of it'],
  late: ['info', 'recorded or sealed long after its time'],
  'not-sealed-yet': ['info', 'newer than the newest digest'],
  archived: ['info', 'a bundle whose bytes are archived: its place tells the SHA-256 that was sealed'],
} as const satisfies Record<string, readonly ['error' | 'warning' | 'info', string]>

export type FindingCode = keyof typeof codes

/** What a finding is about. */
export type About = Partial<Pick<Finding, 'key' | 'version' | 'sequence' | 'record'>>

/** Adds a finding to those that are there. */
export type Say = (code: FindingCode, about: About, message: string) => void

/** Findings of each code that are kept; all are counted. */
const most = 1_000

export interface Findings {
  say: Say
  counts: () => Record<string, number>
  /** The first of each code, in the order of the table. */
  list: () => Finding[]
}

/** Gathers findings in bounded space: whoever alters everything must not exhaust who looks at it. */
export function createFindings(): Findings {
  const kept = new Map<FindingCode, Finding[]>()
  const counts = new Map<FindingCode, number>()
  const inOrder = Object.keys(codes) as FindingCode[]
  return {
    say(code, about, message) {
      counts.set(code, (counts.get(code) ?? 0) + 1)
      const found = kept.get(code) ?? []
      kept.set(code, found)
      const [severity] = codes[code]
      if (found.length < most)
        found.push({ code, severity, message, key: null, version: null, sequence: null, record: null, ...about })
    },
    counts: () =>
      Object.fromEntries(inOrder.flatMap((code) => (counts.has(code) ? [[code, counts.get(code) ?? 0]] : []))),
    list: () => inOrder.flatMap((code) => kept.get(code) ?? []),
  }
}
