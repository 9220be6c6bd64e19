/**
 * Kinds of identifier that never stand in the audit trail as they are. Three are none: a seal shows that a row is ours, an
 * incident is named by the key of its change and the time at which it was opened, and a plan by its digest: of one with a single
 * account all else stands in the records, so that 10^12 ids could be tried.
 */
export type IdentifierKind = 'acct' | 'principal' | 'session' | 'ip' | 'seal' | 'incident' | 'plan'

/**
 * What is put through HMAC-SHA-256 for an identifier: each kind and each organization is a domain of its own, so that
 * equal values of different kinds cannot be recognised. A plain hash would not do: there are only 10^12 account ids.
 */
export const pseudonymMessage = (kind: IdentifierKind, organization: string, value: string): string =>
  `holdfast/v1|${kind}|${organization}|${value}`

/** KIND_kEPOCH_ and the first 128 bits of the MAC in base32. An epoch is the time of one key: keys are numbered from 1 on. */
export const pseudonym = (kind: IdentifierKind, epoch: number, mac: Uint8Array): string =>
  `${kind}_k${epoch}_${base32(mac.slice(0, 16))}`

/** What stands for an identifier while its key does not answer: never the identifier itself. */
export const unavailable = (kind: IdentifierKind): string => `${kind}_unavailable`

/** Kind and epoch of a pseudonym behind which there is a value that was kept aside; undefined: the text is none. */
export function partsOf(text: string): { kind: IdentifierKind; epoch: number } | undefined {
  const [, kind, epoch] = /^(acct|principal|session|ip|plan)_k([1-9]\d{0,3})_[A-Z2-7]{26}$/.exec(text) ?? []
  return kind ? { kind: kind as IdentifierKind, epoch: Number(epoch) } : undefined
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(buffer >> bits) & 31]
    }
    buffer &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet[(buffer << (5 - bits)) & 31] : text
}
