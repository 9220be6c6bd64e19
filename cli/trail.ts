import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { endpointOf } from '../aws/client.ts'
import { bucketTrail } from '../aws/trail.ts'
import { recordsBucket } from '../core/deployment.ts'
import type { Trail } from '../core/ports.ts'
import { directoryTrail } from '../local/trail.ts'
import { type Context, refuse, UsageError } from './context.ts'
import type { Flags } from './flags.ts'
import { folderOf, isEmulated } from './folder.ts'
import { readManifest } from './manifest.ts'

/** The flags that say where the audit trail is. */
export const trailFlags = ['manifest', 'lock', 'directory', 'bucket'] as const

/**
 * The audit trail that the flags name; without them the bucket that the manifest deploys, and where there is none, or an emulator
 * answers, what commands on this machine recorded. Throws UsageError for both flags, Refusal for a directory that is not there.
 */
export async function openTrail(context: Context, flags: Flags): Promise<Trail> {
  if (flags.directory !== undefined && flags.bucket !== undefined)
    throw new UsageError('It takes --directory or --bucket, not both')
  if (flags.directory !== undefined) return directoryAt(context, flags.directory)
  const { region, deployment } = (await readManifest(context, flags)).compiled
  const endpoint = endpointOf(context.env)
  const bucket = flags.bucket ?? (isEmulated(endpoint) || !deployment ? undefined : recordsBucket(deployment))
  if (bucket !== undefined) return bucketTrail({ region: region || defaultRegion(context), env: context.env }, bucket)
  return directoryTrail(join(folderOf(context, endpoint), 'audit'))
}

function directoryAt(context: Context, path: string): Trail {
  const directory = resolve(context.folder, path)
  if (existsSync(directory)) return directoryTrail(directory)
  throw refuse('missing-file', `${path} does not exist`, 'Check the path that was given')
}

/** Without a manifest; a bucket is found from any region of its partition. */
const defaultRegion = ({ env }: Context): string => env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
