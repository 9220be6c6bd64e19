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
import type { Outcome } from '../core/plan/outcome.ts'
import { CallError, type Caller } from './call.ts'

/**
 * Carries out one change. What AWS answers becomes the outcome and is never thrown: already so is success, what a person
 * must mend is refused. `created` maps type and name of policies made in this run to their ids.
 */
export async function apply(
  call: Caller,
  root: string,
  change: Change,
  created: Map<string, string>,
): Promise<Outcome> {
  const key = `${change.policy.type} ${change.policy.name}`
  const policyId = change.policy.id ?? created.get(key)
  if (!policyId && !withoutId.has(change.action)) return { result: 'skipped', error: null }
  try {
    const made = await writes[change.action](call, {
      change,
      root,
      policyId: policyId ?? '',
      targetId: change.target?.id ?? '',
    })
    if (made) created.set(key, made)
    return { result: 'done', error: null }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { class: kind, name, reason, message, requestId } = error.aws
    if (kind === 'already') return { result: 'already', error: null }
    return { result: kind === 'refused' ? 'refused' : 'failed', error: { name, reason, message, requestId } }
  }
}

const withoutId = new Set<Change['action']>(['enable-policy-type', 'create-policy'])

interface Write {
  change: Change
  root: string
  policyId: string
  targetId: string
}

/** The one call behind each action; a created policy's id comes back. */
const writes: Readonly<Record<Change['action'], (call: Caller, write: Write) => Promise<string | undefined>>> = {
  'enable-policy-type': (call, { change, root }) =>
    call('EnablePolicyType', (client) =>
      client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: change.policy.type })),
    ).then(nothing),
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
    ).then(({ Policy }) => Policy?.PolicySummary?.Id),
  'update-policy': (call, { change, policyId }) =>
    call('UpdatePolicy', (client) =>
      client.send(
        new UpdatePolicyCommand({
          PolicyId: policyId,
          Content: change.after?.content,
          Description: change.after?.description,
        }),
      ),
    ).then(nothing),
  'rename-policy': (call, { change, policyId }) =>
    call('UpdatePolicy', (client) =>
      client.send(new UpdatePolicyCommand({ PolicyId: policyId, Name: change.policy.name })),
    ).then(nothing),
  'tag-policy': (call, { change, policyId }) =>
    call('TagResource', (client) =>
      client.send(new TagResourceCommand({ ResourceId: policyId, Tags: tagList(change) })),
    ).then(nothing),
  attach: (call, { policyId, targetId }) =>
    call('AttachPolicy', (client) =>
      client.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
    ).then(nothing),
  detach: (call, { policyId, targetId }) =>
    call('DetachPolicy', (client) =>
      client.send(new DetachPolicyCommand({ PolicyId: policyId, TargetId: targetId })),
    ).then(nothing),
  'delete-policy': (call, { policyId }) =>
    call('DeletePolicy', (client) => client.send(new DeletePolicyCommand({ PolicyId: policyId }))).then(nothing),
}

const nothing = () => undefined

const tagList = ({ after }: Change) => Object.entries(after?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
