import type { StackInstance, StackReader } from '../aws/stack-outputs.ts'
import type { Clock } from '../core/ports.ts'
import { type CustomResourceEvent, createCustomResource } from './custom-resource.ts'

/** How long a stack may take until it is there and has its outputs, and how often that is looked at. */
const waits = { atMost: 10 * 60_000, between: 15_000 }

/**
 * Reads outputs of one stack of a stack set for CloudFormation: in the account that is named, or else in the one that was read
 * before, as long as it has the stack, so that accounts that join move nothing.
 */
export function createStackOutputs({ reader, clock }: { reader: StackReader; clock: Clock }) {
  return createCustomResource(async ({ PhysicalResourceId, ResourceProperties }) => {
    const wanted = asked(ResourceProperties)
    const until = clock.now() + waits.atMost
    for (;;) {
      const found = await look(reader, wanted, PhysicalResourceId)
      if (typeof found !== 'string') return found
      if (clock.now() + waits.between > until) throw new Error(found)
      await clock.sleep(waits.between)
    }
  })
}

interface Asked {
  stackSet: string
  region: string
  /** null: any one. */
  account: string | null
  outputs: string[]
}

function asked({ StackSet, Region, Account, Outputs }: CustomResourceEvent['ResourceProperties']): Asked {
  const outputs = Array.isArray(Outputs) ? Outputs.map(String) : []
  return { stackSet: String(StackSet), region: String(Region), account: Account ? String(Account) : null, outputs }
}

/** The outputs, or what is in the way of them. */
async function look(reader: StackReader, { stackSet, region, account, outputs }: Asked, before: string | undefined) {
  const all = await reader.instances(stackSet, region)
  const instances = all.filter((one) => one.isCurrent && (account === null || one.account === account))
  const instance = instances.find((one) => one.account === before) ?? instances.sort(byAccount)[0]
  if (!instance) return `No stack of ${stackSet} is up to date in ${region}${account ? ` in account ${account}` : ''}`
  const values = await reader.outputs(instance, region)
  const missing = outputs.filter((output) => values[output] === undefined)
  if (missing.length > 0)
    return `The stack of ${stackSet} in account ${instance.account}, ${region}, has no output ${missing.join(', ')}`
  const data = Object.fromEntries(outputs.map((output) => [output, values[output] ?? '']))
  return { physicalId: instance.account, data }
}

const byAccount = (one: StackInstance, other: StackInstance): number => (one.account < other.account ? -1 : 1)
