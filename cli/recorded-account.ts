import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { endpointOf } from '../aws/client.ts'
import type { Facts } from '../core/audit/export/facts.ts'
import type { Ratification } from '../core/audit/export/holes.ts'
import { type IdentifierKind, unavailable } from '../core/audit/pseudonym.ts'
import type { Deployment } from '../core/deployment.ts'
import { isAccountId } from '../core/manifest.ts'
import type { Keys } from '../core/ports.ts'
import { fileKeys, keysAt } from '../local/keys.ts'
import { safe } from '../render/safe.ts'
import { type Context, Refusal, refuse } from './context.ts'
import type { Flags } from './flags.ts'
import { folderOf, isEmulated, placesIn } from './folder.ts'
import { deployedKeys } from './keys.ts'
import { readManifest } from './manifest.ts'

/** What was read of an audit trail, and the organization that it is about. */
export interface Recorded {
  facts: Facts
  organization: string
}

/**
/**
 * The management account by each name that it has in records: as inventories say it, or one for each key of pseudonyms, where manifest
 * and key tell. Without either nothing is guessed.
 */
export async function recordedManagement(context: Context, flags: Flags, recorded: Recorded): Promise<string[]> {
  const said = [...recorded.facts.managements]
  if (said.length > 0) return said
  const compiled = await compiledOrNull(context, flags)
  const id = compiled?.management ?? compiled?.deployment?.accounts.management
  if (!id) return []
  const keys = keysOrNone(context, flags, recorded.organization, compiled?.deployment ?? null)
  return [...(recorded.facts.accounts.has(id) ? [id] : []), ...(await namesOrNone(context, keys, 'acct', id))]
}

/** Suspensions that the manifest at hand ratifies, with parameters and people as records have them. */
export async function recordedRatifications(
  context: Context,
  flags: Flags,
  { organization }: Recorded,
): Promise<Ratification[]> {
  const compiled = await compiledOrNull(context, flags)
  const ratified = compiled?.manifest?.ratified ?? []
  if (ratified.length === 0) return []
  const isRaw = compiled?.manifest?.audit.identifiers === 'raw'
  const keys = isRaw ? [] : keysOrNone(context, flags, organization, compiled?.deployment ?? null)
  const person = async (one: string) =>
    isRaw ? one : ((await namesOrNone(context, keys, 'principal', one))[0] ?? unavailable('principal'))
  const all = ratified.map(async ({ parameter, written, approvers }) => {
    const [id] = /\d{12}$/.exec(parameter) ?? []
    const names = id ? await namesOrNone(context, keys, 'acct', id) : []
    const people = await Promise.all(approvers.map(person))
    const parameters = [parameter, ...names.map((name) => parameter.replace(id ?? '', name))]
    return parameters.map((one) => ({ parameter: one, written, approvers: people }))
  })
  return (await Promise.all(all)).flat()
}

/** Pseudonyms of a value under some keys. A key that was deleted on purpose tells nothing; rejects where none of them answers. */
async function namesUnder(keys: Keys[], kind: IdentifierKind, value: string): Promise<string[]> {
  const made = await Promise.allSettled(keys.map((one) => one(kind, value)))
  const [first] = made
  if (first?.status === 'rejected' && made.every(({ status }) => status === 'rejected')) throw first.reason
  return made.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}

const namesOrNone = (context: Context, keys: Keys[], kind: IdentifierKind, value: string): Promise<string[]> =>
  namesUnder(keys, kind, value).catch((error) => cannotBeUsed(context, error))

function keysOrNone(...about: Parameters<typeof keysAtHand>): Keys[] {
  const [context] = about
  try {
    return keysAtHand(...about)
  } catch (error) {
    return cannotBeUsed(context, error)
  }
}

function cannotBeUsed(context: Context, error: unknown): [] {
  const why = error instanceof Error ? error.message : String(error)
  context.say(`${safe(`The key of the pseudonyms cannot be used: ${why.replace(`${context.folder}/`, '')}`, 500)}\n`)
  return []
}

const compiledOrNull = (context: Context, flags: Flags) =>
  readManifest(context, flags).then(
    ({ compiled }) => compiled,
    (error) => {
      if (error instanceof Refusal) return null
      throw error
    },
  )

/** Keys of all epochs, the newest first: those that lie beside the trail, or in AWS where the manifest's trail is. */
function keysAtHand(
  context: Context,
  { directory }: Flags,
  organization: string,
  deployment: Deployment | null,
): Keys[] {
  const endpoint = endpointOf(context.env)
  if (directory !== undefined || deployment === null || isEmulated(endpoint)) {
    const folder = directory === undefined ? folderOf(context, endpoint) : dirname(resolve(context.folder, directory))
    const { key } = placesIn(folder)
    return existsSync(key) ? epochs(keysAt(key).length).map((epoch) => fileKeys(key, organization, epoch)) : []
  }
  return epochs(deployment.audit.pseudonymEpoch).map((epoch) => deployedKeys(context, deployment, epoch))
}

const epochs = (newest: number): number[] => Array.from({ length: newest }, (_, at) => newest - at)

/** An account as it stands in the records: a pseudonym as it is, an id through the key where that is at hand. */
export async function recordedAccount(
  context: Context,
  flags: Flags,
  { facts, organization }: Recorded,
  account: string,
): Promise<string> {
  const known = (...names: string[]) => {
    const found = names.find((name) => facts.accounts.has(name))
    if (found !== undefined) return found
    throw refuse(
      'no-records',
      `No inventory of that time has the account ${safe(account)}`,
      'Correct the account, or the time',
    )
  }
  if (!isAccountId(account) || facts.accounts.has(account)) return known(account)
  const compiled = await compiledOrNull(context, flags)
  const keys = keysAtHand(context, flags, organization, compiled?.deployment ?? null)
  if (keys.length === 0)
    throw refuse(
      'key-unusable',
      'Records have pseudonyms of accounts, and the key is not at hand',
      'Give the pseudonym',
    )
  return known(...(await namesUnder(keys, 'acct', account)))
}
