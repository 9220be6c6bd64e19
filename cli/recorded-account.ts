import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { endpointOf } from '../aws/client.ts'
import { kmsKeys } from '../aws/keys.ts'
import type { Facts } from '../core/audit/export/facts.ts'
import type { Ratification } from '../core/audit/export/holes.ts'
import { pseudonymKeyAlias } from '../core/deployed.ts'
import type { Deployment } from '../core/deployment.ts'
import { isAccountId } from '../core/manifest.ts'
import { organizationsRegion, partitionOf } from '../core/partition.ts'
import type { Keys } from '../core/ports.ts'
import { fileKeys } from '../local/keys.ts'
import { safe } from '../render/safe.ts'
import { type Context, Refusal, refuse } from './context.ts'
import type { Flags } from './flags.ts'
import { folderOf, isEmulated, placesIn } from './folder.ts'
import { readManifest } from './manifest.ts'

/** What was read of an audit trail, and the organization that it is about. */
export interface Recorded {
  facts: Facts
  organization: string
}

/**
 * The management account as inventories name it, or as manifest and key tell; without either nothing is guessed.
 */
export async function recordedManagement(
  context: Context,
  flags: Flags,
  { facts, organization }: Recorded,
): Promise<string | null> {
  const said = [...facts.managements].at(-1)
  if (said !== undefined) return said
  const compiled = await compiledOrNull(context, flags)
  const id = compiled?.management ?? compiled?.deployment?.accounts.management
  if (!id) return null
  if (facts.accounts.has(id)) return id
  try {
    return (await keysAtHand(context, flags, organization, compiled?.deployment ?? null)?.('acct', id)) ?? null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    context.say(`${safe(`The key of the pseudonyms cannot be used: ${why}`, 500)}\n`)
    return null
  }
}

/** Suspensions that the manifest at hand ratifies, with parameters as records have them; none where manifest or key is missing. */
export async function recordedRatifications(
  context: Context,
  flags: Flags,
  { organization }: Recorded,
): Promise<Ratification[]> {
  const compiled = await compiledOrNull(context, flags)
  const ratified = compiled?.manifest?.ratified ?? []
  if (ratified.length === 0) return []
  const isRaw = compiled?.manifest?.audit.identifiers === 'raw'
  const keys = isRaw ? undefined : keysAtHand(context, flags, organization, compiled?.deployment ?? null)
  return Promise.all(
    ratified.map(async ({ parameter, written, approvers }) => {
      const [id] = /\d{12}$/.exec(parameter) ?? []
      const name = id && keys ? parameter.replace(id, await keys('acct', id)) : parameter
      return { parameter: name, written, approvers }
    }),
  )
}

const compiledOrNull = (context: Context, flags: Flags) =>
  readManifest(context, flags).then(
    ({ compiled }) => compiled,
    (error) => {
      if (error instanceof Refusal) return null
      throw error
    },
  )

/** The key that lies beside the trail, or in AWS where the manifest's trail is; undefined: there is none. */
function keysAtHand(
  context: Context,
  { directory }: Flags,
  organization: string,
  deployment: Deployment | null,
): Keys | undefined {
  const endpoint = endpointOf(context.env)
  if (directory !== undefined || deployment === null || isEmulated(endpoint)) {
    const folder = directory === undefined ? folderOf(context, endpoint) : dirname(resolve(context.folder, directory))
    const { key } = placesIn(folder)
    return existsSync(key) ? fileKeys(key, organization) : undefined
  }
  const { accounts, audit, manifest } = deployment
  const region = organizationsRegion(manifest.region)
  const alias = pseudonymKeyAlias(audit.pseudonymEpoch)
  const arn = `arn:${partitionOf(region)}:kms:${region}:${accounts.management}:${alias}`
  return kmsKeys({ region, env: context.env }, arn, organization, audit.pseudonymEpoch)
}

/** An account as it stands in the records: a pseudonym as it is, an id through the key where that is at hand. */
export async function recordedAccount(
  context: Context,
  flags: Flags,
  { facts, organization }: Recorded,
  account: string,
): Promise<string> {
  const known = (name: string) => {
    if (facts.accounts.has(name)) return name
    throw refuse(
      'no-records',
      `No inventory of that time has the account ${safe(account)}`,
      'Correct the account, or the time',
    )
  }
  if (!isAccountId(account) || facts.accounts.has(account)) return known(account)
  const compiled = await compiledOrNull(context, flags)
  const keys = keysAtHand(context, flags, organization, compiled?.deployment ?? null)
  if (!keys)
    throw refuse(
      'key-unusable',
      'Records have pseudonyms of accounts, and the key is not at hand',
      'Give the pseudonym',
    )
  return known(await keys('acct', account))
}
