import { DescribePolicyCommand, ListTagsForResourceCommand } from '@aws-sdk/client-organizations'
import type { Notice } from '../../core/event/incident.ts'
import { callEvent } from './events.ts'
import type { World } from './world.ts'

// What tests of enforcement do to a world and ask of it.

/** Holds CloudTrail's delivery back, or lets go of what was held. */
export const delivery = ({ emulator }: World, hold: boolean) =>
  fetch(new URL('/_holdfast/delivery', emulator.url), { method: 'POST', body: JSON.stringify({ hold }) })

/** Does something while nothing is delivered, then lets everything be handled. */
export async function atOnce(world: World, work: () => Promise<unknown>): Promise<void> {
  await delivery(world, true)
  await work()
  await delivery(world, false)
  await world.settle()
}

/** A policy as people see it. */
export async function policyNamed(world: World, name: string) {
  const id = await world.idOf(name)
  if (!id) return undefined
  const { Policy } = await world.admin.send(new DescribePolicyCommand({ PolicyId: id }))
  const { Tags = [] } = await world.admin.send(new ListTagsForResourceCommand({ ResourceId: id }))
  return {
    id,
    name: Policy?.PolicySummary?.Name,
    description: Policy?.PolicySummary?.Description,
    content: Policy?.Content,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value])),
    targets: await world.targetsOf(name),
  }
}

/** Without those that say again, or more, of what was told. */
export const firsts = (notices: Notice[]): Notice[] => notices.filter(({ news }) => news === undefined)

/** State and key of each notice, in order. */
export const told = (notices: Notice[]): string[] => notices.map(({ incident }) => `${incident.state} ${incident.key}`)

/** Writes that holdfast sent while something was done. */
export async function writesDuring({ ports }: World, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = ports.organizations.calls()
  await work()
  return Object.fromEntries(
    Object.entries(ports.organizations.calls())
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([name, count]) => count > 0 && !/^(List|Describe)/.test(name)),
  )
}

/** The event of a detach, as EventBridge would bring it. */
export const detachEvent = (policyId: string | undefined, targetId: string) =>
  callEvent({ requestParameters: { policyId, targetId } })
