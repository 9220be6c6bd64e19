import type { Change } from '../../schemas/types/change.ts'
import type { Mode, Target } from '../manifest.ts'
import { type PolicyType, policyTypes } from '../policy/type.ts'

export type { Change } from '../../schemas/types/change.ts'
export type Action = Change['action']

export interface Details {
  target?: Target
  before?: Change['before']
  after?: Change['after']
  accounts?: number | undefined
}

interface Subject {
  name: string
  type: PolicyType
  id: string | null
}

/** Names a change in every plan that contains it, whatever the order or the policy's id. */
export const keyOf = (action: Action, { type, name }: Pick<Subject, 'name' | 'type'>, targetId?: string): string =>
  [action, policyTypes[type].short, name, targetId].filter(Boolean).join('/')

/** A target for people: by its path, and by the id that the path stands for. */
export const targetName = ({ id, path }: Target): string => (path === id ? id : `${path} (${id})`)

/** One step of a plan. */
export function change(
  action: Action,
  policy: Subject,
  mode: Mode,
  reason: Change['reason'],
  details: Details = {},
): Change {
  const { target } = details
  return {
    key: keyOf(action, policy, target?.id),
    action,
    policy: { name: policy.name, type: policy.type, id: policy.id },
    target: target ? { id: target.id, path: target.path } : null,
    before: details.before ?? null,
    after: details.after ?? null,
    reason,
    mode,
    accounts: details.accounts ?? null,
  }
}
