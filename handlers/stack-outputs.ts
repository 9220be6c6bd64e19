import type { StackInstance, StackReader } from '../aws/stack-outputs.ts'
import { member, text } from '../core/event/member.ts'
import { type CustomResourcePorts, createCustomResources, Refused } from './custom-resources.ts'

export interface StackOutputsPorts extends CustomResourcePorts {
  reader: StackReader
}

/** How often a stack that is not there yet is looked for, in milliseconds. */
const between = 15_000

/** The account that was read, as an attribute beside outputs, whose names have letters and digits alone. */
const accountOf = 'Stack.Account'

/**
 * Reads outputs of one stack of a stack set for CloudFormation: in the account that is named, or else in the one that was read
 * before, as long as it has the stack, so that accounts that join move nothing.
 */
export const createStackOutputs = ({ reader, ...ports }: StackOutputsPorts) =>
  createCustomResources(ports, {
    'Custom::HoldfastStackOutputs': {
      id: 'holdfast-stack-outputs',
      idOf: (data) => data[accountOf] ?? '',
      async put(properties, until, before) {
        for (;;) {
          const found = await look(reader, asked(properties), before)
          if (typeof found !== 'string') return found
          if (ports.clock.now() + between > until) throw new Refused(found)
          await ports.clock.sleep(between)
        }
      },
    },
  })

interface Asked {
  stackSet: string
  region: string
  /** Empty: any one. */
  account: string
  outputs: string[]
}

function asked(properties: unknown): Asked {
  const [stackSet = '', region = '', account = ''] = ['StackSet', 'Region', 'Account'].map((key) =>
    text(member(properties, key), 128),
  )
  const outputs = member(properties, 'Outputs')
  return { stackSet, region, account, outputs: Array.isArray(outputs) ? outputs.map(String) : [] }
}

/** The outputs, or what is in the way of them. */
async function look(reader: StackReader, { stackSet, region, account, outputs }: Asked, before: string) {
  const all = await reader.instances(stackSet, region)
  const instances = all.filter((one) => one.isCurrent && (account === '' || one.account === account))
  const instance = instances.find((one) => one.account === before) ?? instances.sort(byAccount)[0]
  if (!instance) return `No stack of ${stackSet} is up to date in ${region}${account && ` in account ${account}`}`
  const values = await reader.outputs(instance, region)
  const missing = outputs.filter((output) => values[output] === undefined)
  if (missing.length > 0)
    return `The stack of ${stackSet} in account ${instance.account}, ${region}, has no output ${missing.join(', ')}`
  const data = outputs.map((output): [string, string] => [output, values[output] ?? ''])
  return { ...Object.fromEntries(data), [accountOf]: instance.account }
}

const byAccount = (one: StackInstance, other: StackInstance): number => (one.account < other.account ? -1 : 1)
