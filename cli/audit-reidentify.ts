import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, relative, resolve } from 'node:path'
import { ulid } from 'ulid'
import { bucketSink } from '../aws/audit.ts'
import { endpointOf } from '../aws/client.ts'
import { findIn, keepIn } from '../aws/identities.ts'
import { callerArn } from '../aws/identity.ts'
import { partsOf } from '../core/audit/pseudonym.ts'
import { record } from '../core/audit/record.ts'
import { identitiesBucket } from '../core/deployed.ts'
import { type Deployment, evidenceAccount, recordsBucket } from '../core/deployment.ts'
import type { Manifest } from '../core/manifest.ts'
import type { AuditSink, Identities, Keys } from '../core/ports.ts'
import { wishOf } from '../core/suspend/written.ts'
import { directorySink } from '../local/directory.ts'
import { makeFolder } from '../local/files.ts'
import { fileKeys } from '../local/keys.ts'
import { withIdentities } from '../loop/identities.ts'
import { redact } from '../loop/redact.ts'
import { reidentify } from '../loop/reidentify.ts'
import { safe } from '../render/safe.ts'
import { type Context, exit, refuse, UsageError } from './context.ts'
import type { Flags } from './flags.ts'
import { folderOf, identitiesIn, isEmulated, placesIn, sayer } from './folder.ts'
import { deployedKeys } from './keys.ts'
import { loadManifest, resolveDeployment } from './manifest.ts'
import { liveOrganization } from './organization.ts'

/** So many are looked up at a time. */
const most = 100

/** What is behind pseudonyms, for who holds their key or may read what was kept aside. It is recorded before it is shown. */
export async function auditReidentify(context: Context, flags: Flags, words: string[]): Promise<number> {
  const pseudonyms = wishedFor(words)
  const { reason, ticket } = whyOf(flags)
  const loaded = await loadManifest(context, flags)
  const live = liveOrganization(context, loaded.compiled.region)
  const { manifest, deployment } = await resolveDeployment(context, flags, loaded, { tree: live.tree, keep: false })
  const holder = holderFor(context, flags, manifest, deployment)
  const found = await reidentify(pseudonyms, {
    ...holder,
    accounts: async () => (await live.reader.accounts()).map(({ account }) => account.id),
    failed: (what, error) => context.say(`${safe(`${what}: ${textOf(error)}`, 500)}\n`),
  })
  const { audit, keys } = withIdentities(holder, holder, { notify: sayer(context), clock: context.clock })
  try {
    const caller = await holder.caller()
    const isRaw = manifest.audit.identifiers === 'raw'
    const by = isRaw ? caller : await keys('principal', caller)
    const said = (text: string) => (isRaw ? text : redact({ identify: keys }, text, 500))
    const why = { reason: await said(reason), ticket: await said(ticket) }
    await audit(
      pseudonyms.map((pseudonym) =>
        record('reidentification', manifest.organization.id, ulid(), context.clock.now(), {
          ...{ pseudonym, isFound: found.has(pseudonym), by, ...why },
        }),
      ),
    )
  } catch (error) {
    throw refuse(
      'not-recorded',
      `What is behind a pseudonym is shown only where that is recorded, and it cannot be: ${safe(textOf(error).replace(`${context.folder}/`, ''), 500)}`,
      'Take a role that may make pseudonyms and write records: docs/evidence.md says which',
    )
  }
  for (const pseudonym of pseudonyms) context.out(`${pseudonym}  ${safe(found.get(pseudonym) ?? 'not found', 2_000)}\n`)
  return pseudonyms.every((one) => found.has(one)) ? exit.ok : exit.failed
}

function wishedFor(words: string[]): string[] {
  const wrong = words.find((word) => partsOf(word) === undefined)
  if (words.length === 0) throw new UsageError('It takes a pseudonym, as it stands in a record')
  if (wrong !== undefined) throw new UsageError(`${JSON.stringify(wrong.slice(0, 100))} is no pseudonym`)
  if (words.length > most) throw new UsageError(`It takes ${most} pseudonyms at most`)
  return [...new Set(words)]
}

/** The same that a suspension asks for. */
function whyOf({ reason, ticket }: Flags): { reason: string; ticket: string } {
  const wish = wishOf(JSON.stringify({ reason, ticket }))
  if (typeof wish === 'string') throw new UsageError('It needs --reason, of ten characters at least, and --ticket')
  return wish
}

/** Who holds the key, and where it is recorded that it was used. */
interface Holder extends Identities {
  keysOf: (epoch: number) => Keys
  /** Those of the newest epoch. */
  keys: Keys
  audit: AuditSink
  /** Who asks, as the system knows him. */
  caller: () => Promise<string>
}

function holderFor(context: Context, flags: Flags, manifest: Manifest, deployment: Deployment | null): Holder {
  const { directory, bucket } = flags
  if (directory !== undefined && bucket !== undefined)
    throw new UsageError('It takes --directory or --bucket, not both')
  const endpoint = endpointOf(context.env)
  if (directory !== undefined)
    return holderIn(context, dirname(resolve(context.folder, directory)), manifest, deployment)
  if (bucket === undefined && (deployment === null || isEmulated(endpoint)))
    return holderIn(context, folderOf(context, endpoint), manifest, deployment)
  if (deployment === null) throw new UsageError('--bucket needs a manifest that can be deployed')
  return holderInAws(context, bucket ?? recordsBucket(deployment), deployment)
}

/** Beside the trail of commands on this machine. */
function holderIn(context: Context, folder: string, manifest: Manifest, deployment: Deployment | null): Holder {
  const { audit, key } = placesIn(folder)
  if (!existsSync(key))
    throw refuse(
      'key-unusable',
      `${relative(context.folder, key)} holds the key of the pseudonyms in the audit trail, and there is no such file`,
      'Name the trail that the pseudonyms are of: --directory or --bucket',
    )
  const keysOf = (epoch?: number) => fileKeys(key, manifest.organization.id, epoch)
  return {
    ...identitiesIn(context, folder, deployment),
    ...{ keysOf, keys: keysOf() },
    async audit(records) {
      makeFolder(audit)
      await directorySink(audit)(records)
    },
    caller: async () => userInfo().username,
  }
}

function holderInAws(context: Context, bucket: string, deployment: Deployment): Holder {
  const { manifest, audit } = deployment
  const home = { region: manifest.region, env: context.env }
  const identities = identitiesBucket(evidenceAccount(deployment), manifest.region)
  const keysOf = (epoch: number) => deployedKeys(context, deployment, epoch)
  return {
    ...{ keysOf, keys: keysOf(audit.pseudonymEpoch), audit: bucketSink(home, bucket) },
    keep: keepIn(home, identities, context.clock, ulid),
    find: findIn(home, identities),
    caller: () => callerArn(home),
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error))
