import { partsOf } from '../core/audit/pseudonym.ts'
import type { Identities, Keys } from '../core/ports.ts'

/** What gives raw values back. */
export interface Sources {
  /** Ids of all accounts of the organization. */
  accounts(): Promise<string[]>
  /** The key of an epoch. Rejects where there is none. */
  keysOf(epoch: number): Keys
  find: Identities['find']
  /** Hears what could not be asked. */
  failed(what: string, error: unknown): void
}

/** So many pseudonyms are made at once. */
const atOnce = 50

/**
 * Raw values by their pseudonyms, as far as they can be found: those of accounts are made again from all accounts that there are, for
 * who may use the key; the others, and accounts that are gone, were kept aside. Whoever enforces may keep anything there: a value counts
 * where the key makes the pseudonym of it. What cannot be asked keeps nothing from the rest.
 */
export async function reidentify(pseudonyms: string[], sources: Sources): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const epochs = new Set(
    pseudonyms.flatMap((one) => (partsOf(one)?.kind === 'acct' ? Number(partsOf(one)?.epoch) : [])),
  )
  const listing = epochs.size > 0 ? sources.accounts() : Promise.resolve([])
  const accounts = await listing.catch((error) => {
    sources.failed('The accounts of the organization cannot be listed', error)
    return []
  })
  for (const epoch of epochs)
    await recompute(pseudonyms, accounts, sources.keysOf(epoch), found).catch((error) =>
      sources.failed(`The key of epoch ${epoch} makes no pseudonyms`, error),
    )
  for (const pseudonym of pseudonyms) {
    if (found.has(pseudonym)) continue
    try {
      const raw = await sources.find(pseudonym)
      if (raw !== undefined && (await isBehind(pseudonym, raw, sources))) found.set(pseudonym, raw)
    } catch (error) {
      sources.failed('Values that were kept aside cannot be read', error)
      break
    }
  }
  return found
}

async function isBehind(pseudonym: string, raw: string, { keysOf, failed }: Sources): Promise<boolean> {
  const parts = partsOf(pseudonym)
  if (!parts) return false
  try {
    if ((await keysOf(parts.epoch)(parts.kind, raw)) === pseudonym) return true
    failed(`What was kept aside for ${pseudonym} is not what is behind it`, 'somebody else put it there')
  } catch (error) {
    failed(`The key of epoch ${parts.epoch} does not tell whether what was kept aside is right`, error)
  }
  return false
}

async function recompute(pseudonyms: string[], accounts: string[], keys: Keys, found: Map<string, string>) {
  for (let at = 0; at < accounts.length && pseudonyms.some((one) => !found.has(one)); at += atOnce) {
    const some = accounts.slice(at, at + atOnce)
    const made = await Promise.all(some.map((id) => keys('acct', id)))
    for (const [index, pseudonym] of made.entries())
      if (pseudonyms.includes(pseudonym)) found.set(pseudonym, some[index] ?? '')
  }
}
