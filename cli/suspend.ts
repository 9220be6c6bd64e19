import { parametersIn } from '../aws/parameters.ts'
import { isAccountId, type Manifest, type ManifestPolicy } from '../core/manifest.ts'
import { parameterNames } from '../core/parameters.ts'
import { organizationsRegion } from '../core/partition.ts'
import { isSamePolicy } from '../core/policy/type.ts'
import { placeText } from '../core/suspend/tell.ts'
import { mostMinutes, type Place, policyItself, suspensionParameter, wishOf } from '../core/suspend/written.ts'
import { safe } from '../render/safe.ts'
import { suspensionsText } from '../render/suspensions.ts'
import { wrap } from '../render/words.ts'
import { shell } from './command-line.ts'
import { type Context, exit, refuse, UsageError } from './context.ts'
import { type Flags, numberFlag } from './flags.ts'
import { openFolder } from './folder.ts'
import { loadManifest, resolveManifest } from './manifest.ts'
import { type Live, liveOrganization } from './organization.ts'
import { parameterConnection } from './parameters.ts'
import { policiesOf, writtenSuspensions } from './suspensions.ts'

/** Writes, ends or shows suspensions: SSM parameters, that the plain AWS CLI writes as well. */
export async function suspend(context: Context, flags: Flags, [policy, target]: string[]): Promise<number> {
  if (flags.list ? policy : !policy) throw new UsageError('It takes either POLICY and TARGET, or --list')
  const isWriting = !flags.list && !flags.end
  const idle = (['reason', 'ticket', 'minutes', ...(flags.list ? (['end'] as const) : [])] as const).find(
    (name) => flags[name],
  )
  if (!isWriting && idle) throw new UsageError(`--${idle} means nothing here`)
  const value = isWriting ? textOf(flags) : undefined
  const loaded = await loadManifest(context, flags)
  const live = liveOrganization(context, loaded.compiled.region)
  const manifest = await resolveManifest(context, flags, loaded, { tree: live.tree, keep: false })
  const show = () => writtenSuspensions(context, manifest, live, openFolder(context, manifest).state)
  if (flags.list) {
    const shown = await show()
    if (shown?.length === 0) context.out('Nothing is suspended.\n')
    context.out(suspensionsText(shown ?? [], context.paint))
    return shown ? exit.ok : exit.failed
  }
  const { place, text } = await placeFor(manifest, live, policy ?? '', target ?? '')
  const name = suspensionParameter(place.policyId, place.part)
  const parameters = parametersIn(parameterConnection(context, manifest.region))
  const region = organizationsRegion(manifest.region)
  const aws = (operation: string, rest = '') => `aws ssm ${operation} --region ${region} --name ${shell(name)}${rest}`
  const refused = (error: unknown) =>
    refuse(
      'parameter-not-written',
      `${name} cannot be written: ${error instanceof Error ? error.message || error.name : String(error)}`,
      `Take the role that may write below ${parameterNames.suspensions}, in the management account`,
    )
  if (value === undefined) {
    const was = await parameters.remove(name).catch((error) => Promise.reject(refused(error)))
    context.out(wrapped(was ? `Ended: ${text} is enforced again.` : `Nothing to end: ${text} is not suspended.`))
    return exit.ok
  }
  await parameters.write(name, value).catch((error) => Promise.reject(refused(error)))
  const found = (await show())?.filter(({ parameter }) => parameter === name) ?? []
  context.out(suspensionsText(found, context.paint))
  context.out(
    `\n${wrapped('As long as it is active, nobody restores it; all else stays enforced. What changes meanwhile is restored when it ends. It lasts for four hours in any 24 at most, however often it is written, and everybody is told.')}`,
  )
  const rest = ` \\\n    --type String --overwrite --value ${shell(value)}`
  context.out(
    `\nThe same with the AWS CLI, and how to end it now:\n  ${aws('put-parameter', rest)}\n  ${aws('delete-parameter')}\n`,
  )
  return found.some(({ state }) => state === 'active') ? exit.ok : exit.failed
}

const wrapped = (text: string): string => `${wrap(safe(text, 600), 80, '')}\n`

/** The parameter's value. Throws UsageError for what would mean nothing. */
function textOf(flags: Flags): string {
  const { reason, ticket } = flags
  if (!reason || !ticket) throw new UsageError('A suspension needs --reason and --ticket')
  const minutes = numberFlag(flags, 'minutes', mostMinutes, mostMinutes)
  const value = JSON.stringify({ reason, ticket, minutes })
  const wish = wishOf(value)
  if (typeof wish === 'string') throw new UsageError(`That would mean nothing: ${wish}`)
  return value
}

/** The ids behind a policy's name and a target's path, where holdfast enforces the one at the other. */
async function placeFor(
  manifest: Manifest,
  live: Live,
  policy: string,
  target: string,
): Promise<{ place: Place; text: string }> {
  const refusal = (message: string, hint: string) => refuse('not-suspendable', message, hint)
  const policies = await policiesOf(manifest, live)
  const found = policies.flatMap((one) => {
    const wanted = manifest.policies.find((other) => isSamePolicy(one, other))
    return wanted && (one.id === policy || one.name === policy) ? [{ id: one.id, wanted }] : []
  })
  const [first, other] = found
  if (!first)
    throw refusal(
      `${policy} is no policy that is enforced in this organization`,
      'Name a policy of the manifest, or its id',
    )
  if (other)
    throw refusal(
      `${policy} is the name of two policies: ${found.map(({ id, wanted }) => `${id} (${wanted.type})`).join(', ')}`,
      'Give the id of the one that you mean',
    )
  const part = partOf(first.wanted, target)
  if (part === undefined) {
    const paths = first.wanted.targets.map(({ path }) => path).join(', ')
    throw refusal(
      `${first.wanted.name} is not enforced at ${target}`,
      `Its targets are ${paths || 'accounts: give an id'}; "${policyItself}" stands for its content and tag`,
    )
  }
  const place = { policyId: first.id, part }
  return { place, text: placeText(place, { manifest, policies }) }
}

function partOf({ targets, eachAccountIn }: ManifestPolicy, target: string): string | undefined {
  if (target === policyItself) return target
  const named = targets.find(({ id, path }) => id === target || path.toLowerCase() === target.toLowerCase())
  return named?.id ?? (eachAccountIn.length > 0 && isAccountId(target) ? target : undefined)
}
