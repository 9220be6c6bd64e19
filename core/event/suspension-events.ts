import { parameterNames } from '../parameters.ts'
import { placeOf, policyItself } from '../suspend/written.ts'
import { text } from './member.ts'
import { type Look, sent } from './policy-events.ts'
import { nowhere, type Scope, unite } from './scope.ts'

/** SSM takes no longer name. */
const longest = 1_011

/** Where a suspension begins or ends is looked at what it is about: what was detached is restored when it ends early. */
function atSuspension(name: unknown): Scope {
  const parameter = text(name, longest)
  if (!parameter.startsWith(parameterNames.suspensions)) return nowhere
  const place = placeOf(parameter)
  const scope: Scope = { ...nowhere, suspensions: [parameter] }
  if (!place) return scope
  const { policyId, part } = place
  return part === policyItself
    ? { ...scope, policies: [{ policyId, how: 'changed', name: null }] }
    : { ...scope, pairs: [{ policyId, targetId: part }] }
}

export const suspensionLooks: Readonly<Record<string, Look>> = {
  PutParameter: (detail) => atSuspension(sent(detail, 'name')),
}

export const endLooks: Readonly<Record<string, Look>> = {
  DeleteParameter: (detail) => atSuspension(sent(detail, 'name')),
}

/** The console removes with this one. */
export const removalLooks: Readonly<Record<string, Look>> = {
  DeleteParameters: (detail) => {
    const names = sent(detail, 'names')
    return unite((Array.isArray(names) ? names.slice(0, 10) : []).map(atSuspension))
  },
}
