import { askOrganization, readFacts } from '../aws/doctor/facts.ts'
import { doctorServices } from '../aws/doctor/services.ts'
import { deniedToEvidence, policyWriters } from '../compile/index.ts'
import { type Deployment, evidenceAccount } from '../core/deployment.ts'
import { examine, isLocked } from '../core/doctor/checks.ts'
import { type DoctorFacts, mapped, type ReadFacts } from '../core/doctor/facts.ts'
import { partitionOf } from '../core/partition.ts'
import { doctorDocument, doctorText } from '../render/doctor.ts'
import { jsonText } from '../render/json.ts'
import { type Context, exit } from './context.ts'
import type { Flags } from './flags.ts'
import { loadManifest, resolveManifest } from './manifest.ts'
import { endpointOrRefuse } from './organization.ts'

/** What the account lacks for holdfast to work. It reads, and changes nothing. */
export async function doctor(context: Context, flags: Flags): Promise<number> {
  const deployment = await lockedDeployment(context, flags)
  endpointOrRefuse(context)
  const { region } = deployment.manifest
  const services = doctorServices({ region, env: context.env, clock: context.clock })
  const organization = await askOrganization(services)
  const subject = { deployment, organization }
  const facts = isLocked(subject) ? judged(await readFacts(services, deployment), deployment) : null
  const document = doctorDocument(deployment.manifest, examine({ ...subject, facts }))
  context.out(flags.format === 'json' ? jsonText(document) : doctorText(document, context.paint))
  const { error, unknown, warning } = document.summary
  return error + unknown + (flags.strict ? warning : 0) > 0 ? exit.failed : exit.ok
}

/** The manifest as it is locked: which organization is meant must be known before another one is looked at. */
async function lockedDeployment(context: Context, flags: Flags): Promise<Deployment> {
  const loaded = await loadManifest(context, flags)
  const unasked = () => Promise.reject(new Error('a frozen lock asks nobody'))
  await resolveManifest(context, { ...flags, frozen: true }, loaded, { tree: unasked, keep: true })
  const { deployment } = loaded.compiled
  if (deployment === null) throw new Error('a manifest without a deployment')
  return deployment
}

/** The policies among the facts, read for what they let happen. */
function judged({ resourcePolicy, logArchivePolicies, ...plain }: ReadFacts, deployment: Deployment): DoctorFacts {
  const { manifest } = deployment
  const place = {
    partition: partitionOf(manifest.region),
    organization: manifest.organization.id,
    account: evidenceAccount(deployment),
    region: manifest.region,
  }
  return {
    ...plain,
    policyWriters: mapped(resourcePolicy, (content) =>
      content === null ? [] : policyWriters(content, place.organization),
    ),
    evidenceBlockers: mapped(logArchivePolicies, (policies) =>
      policies.flatMap(({ name, content }) => {
        const actions = deniedToEvidence(content, place) ?? []
        return actions.length > 0 ? [{ policy: name, actions }] : []
      }),
    ),
  }
}
