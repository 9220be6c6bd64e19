import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  TagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import type { Change } from '../core/plan/change.ts'
import { removes } from '../core/plan/hold.ts'
import type { Outcome } from '../core/plan/outcome.ts'
import { sameContent } from '../core/policy/content.ts'
import { isTaggedAs } from '../core/policy/ownership.ts'
import { isSamePolicy, nameKey } from '../core/policy/type.ts'
import type { Progress } from '../core/ports.ts'
import { CallError, type Caller } from './call.ts'
import { createReader, type Reader } from './read.ts'

/**
 * Carries out one change. What AWS answers becomes the outcome and is never thrown: already so is success, what a person
 * must mend is refused.
 */
export async function apply(call: Caller, root: string, change: Change, progress: Progress): Promise<Outcome> {
  const key = nameKey(change.policy)
  const policyId = change.policy.id ?? progress.created.get(key)
  if (!policyId && !withoutId.has(change.action)) return { result: 'skipped', error: null }
  try {
    const answer = await writes[change.action](call, {
      change,
      root,
      policyId: policyId ?? '',
      targetId: change.target?.id ?? '',
      isFresh: progress.enabled.has(change.policy.type),
    })
    if (answer.id) progress.created.set(key, answer.id)
    if (change.action === 'enable-policy-type') progress.enabled.add(change.policy.type)
    return { result: 'done', error: null, requestId: answer.requestId }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { class: kind, name, reason, message, requestId } = error.aws
    // What was sent before, and no answer came, is what we find done.
    const found: Outcome = { result: error.wasInDoubt ? 'done' : 'already', error: null, requestId }
    if (kind === 'already' || isSettled(change.action, name)) return found
    const ours = name === 'DuplicatePolicyException' && (await ourPolicy(createReader(call), change))
    if (ours) {
      progress.created.set(key, ours)
      return found
    }
    return { result: kind === 'refused' ? 'refused' : 'failed', error: { name, reason, message, requestId }, requestId }
  }
}

/** Id of the policy that a change is about to make, where it was made already: an answer may get lost on its way. */
async function ourPolicy(reader: Reader, { action, policy, after }: Change): Promise<string | undefined> {
  if (action !== 'create-policy') return undefined
  try {
    const found = (await reader.policies(policy.type)).find((one) => isSamePolicy(one.policy, policy))
    const id = found?.policy.id ?? ''
    const isOurs = found && isTaggedAs((await reader.tags(id)) ?? {}, policy.name)
    const content = isOurs && (await reader.policy(id))?.policy.content
    return content && sameContent(content, after?.content ?? '') ? id : undefined
  } catch (error) {
    if (error instanceof CallError) return undefined
    throw error
  }
}

/** What is gone needs no removing. */
const isSettled = (action: Change['action'], error: string): boolean =>
  (removes(action) && error === 'PolicyNotFoundException') ||
  (action === 'detach' && error === 'TargetNotFoundException')

const withoutId = new Set<Change['action']>(['enable-policy-type', 'create-policy'])

interface Write {
  change: Change
  root: string
  policyId: string
  targetId: string
  /** Whether its type was enabled in this run. */
  isFresh: boolean
}

/** What AWS answered: the id of a policy that was made. */
interface Made {
  id?: string | undefined
  requestId: string | null
}

/** The one call behind each action. */
const writes: Readonly<Record<Change['action'], (call: Caller, write: Write) => Promise<Made>>> = {
  'enable-policy-type': (call, { change, root }) =>
    call('EnablePolicyType', (client) =>
      client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: change.policy.type })),
    ).then(made),
  'create-policy': (call, { change }) =>
    call('CreatePolicy', (client) =>
      client.send(
        new CreatePolicyCommand({
          Name: change.policy.name,
          Type: change.policy.type,
          Description: change.after?.description ?? '',
          Content: change.after?.content,
          Tags: tagList(change),
        }),
      ),
    ).then((answer) => ({ ...made(answer), id: answer.Policy?.PolicySummary?.Id })),
  'update-policy': (call, { change, policyId }) =>
    call('UpdatePolicy', (client) =>
      client.send(
        new UpdatePolicyCommand({
          PolicyId: policyId,
          Content: change.after?.content,
          Description: change.after?.description,
        }),
      ),
    ).then(made),
  'rename-policy': (call, { change, policyId }) =>
    call('UpdatePolicy', (client) =>
      client.send(new UpdatePolicyCommand({ PolicyId: policyId, Name: change.policy.name })),
    ).then(made),
  'tag-policy': (call, { change, policyId }) =>
    call('TagResource', (client) =>
      client.send(new TagResourceCommand({ ResourceId: policyId, Tags: tagList(change) })),
    ).then(made),
  // Enabling a type is asynchronous: right after it "not enabled" only means "not yet".
  attach: (call, { policyId, targetId, isFresh }) =>
    call(
      'AttachPolicy',
      (client) => client.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
      isFresh ? ['PolicyTypeNotEnabledException'] : [],
    ).then(made),
  detach: (call, { policyId, targetId }) =>
    call('DetachPolicy', (client) =>
      client.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
    ).then(made),
  'delete-policy': (call, { policyId }) =>
    call('DeletePolicy', (client) => client.send(new DeletePolicyCommand({ PolicyId: policyId }))).then(made),
}

const made = ({ $metadata }: { $metadata: { requestId?: string | undefined } }): Made => ({
  requestId: $metadata.requestId ?? null,
})

const tagList = ({ after }: Change) => Object.entries(after?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
