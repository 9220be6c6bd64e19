import type { Organization } from '../core/organization/organization.ts'
import { isReserved } from '../core/policy/ownership.ts'
import { allPolicyTypes } from '../core/policy/type.ts'
import { addPolicy, addTargets, gather, gathered } from './gather.ts'
import { inParallel } from './parallel.ts'
import type { Reader } from './read.ts'
import { readTree } from './tree.ts'

/** All of an organization that concerns SCPs and RCPs: tree, policies with content and tags, every attachment. */
export async function readSnapshot(reader: Reader): Promise<Organization> {
  const tree = await readTree(reader, { paths: null, accounts: true })
  const found = gather(tree)
  const types = allPolicyTypes.filter((type) => tree.enabledTypes?.includes(type))
  const policies = (await Promise.all(types.map((type) => reader.policies(type)))).flat()
  await inParallel(policies, async ({ policy }) => {
    const content = (await reader.policy(policy.id))?.policy.content
    addPolicy(found, { ...policy, ...(content !== undefined && { content }) })
    addTargets(found, policy.id, (await reader.targets(policy.id)) ?? [])
    if (isReserved(policy)) return
    const tags = await reader.tags(policy.id)
    if (tags) found.tags.set(policy.id, tags)
  })
  for (const type of types) found.policyLists.add(type)
  return gathered(found)
}
