import { readSnapshot } from '../aws/snapshot.ts'
import { jsonText } from '../render/json.ts'
import { organizationDocument, organizationYaml } from '../render/organization.ts'
import { total } from '../render/plan.ts'
import { count } from '../render/words.ts'
import { type Context, exit } from './context.ts'
import type { Flags } from './flags.ts'
import { liveOrganization } from './organization.ts'

/** Prints the live organization as an organization file. It needs no manifest; the partition is the environment's. */
export async function snapshot(context: Context, flags: Flags): Promise<number> {
  const region = context.env.AWS_REGION || context.env.AWS_DEFAULT_REGION || 'us-east-1'
  const { reader, organizations } = liveOrganization(context, region)
  const organization = await readSnapshot(reader)
  const document = organizationDocument(organization)
  context.out(flags.format === 'json' ? jsonText(document) : organizationYaml(document))
  context.say(
    `${count(organization.accounts.length, 'account')}, ${count(organization.policies.length, 'policy', 'policies')}, ${count(total(organizations.calls()), 'call')}.\n`,
  )
  return exit.ok
}
