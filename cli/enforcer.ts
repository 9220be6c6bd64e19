import { parametersIn } from '../aws/parameters.ts'
import { member } from '../core/event/member.ts'
import type { Manifest } from '../core/manifest.ts'
import { parameterNames } from '../core/parameters.ts'
import { safe } from '../render/safe.ts'
import { type Context, refuse } from './context.ts'
import type { Flags } from './flags.ts'
import { parameterConnection } from './parameters.ts'

const name = parameterNames.enforcer

/**
 * Refuses to work beside an enforcer with another manifest: the two would undo each other's work for ever. Where it cannot
 * be read whether there is one, a person has to say so.
 */
export async function refuseBesideAnother(context: Context, manifest: Manifest, { standalone }: Flags): Promise<void> {
  const found = await enforced(context, manifest)
  if (found === 'none' || found === manifest.digest) return
  if (typeof found === 'string')
    throw refuse(
      'other-enforcer',
      `An enforcer is deployed with another manifest, ${found.slice(0, 12)}; this one is ${manifest.digest.slice(0, 12)}. Nothing was changed`,
      `Deploy this manifest instead, or check out the one that is deployed. Where no enforcer runs any more, delete the SSM parameter ${name}`,
    )
  if (standalone) return
  throw refuse(
    'enforcer-unknown',
    `It cannot be read whether an enforcer is deployed (SSM parameter ${name}: ${found.why}). Nothing was changed`,
    'Allow ssm:GetParameter on it; where you know that none is deployed, add --standalone',
  )
}

/** Digest of the manifest that is enforced. The parameter is read as if somebody else had written it. */
async function enforced(context: Context, manifest: Manifest): Promise<string | { why: string }> {
  try {
    const text = await parametersIn(parameterConnection(context, manifest.region)).read(name)
    if (text === undefined) return 'none'
    const digest = member(JSON.parse(text), 'digest')
    return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? digest : { why: 'it names no manifest' }
  } catch (error) {
    return { why: error instanceof Error ? safe(error.message || error.name, 200) : 'no reason is known' }
  }
}
