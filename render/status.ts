import type { Incident } from '../core/event/incident.ts'
import type { Json } from '../core/json.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { StatusDocument } from '../schemas/types/status.ts'
import { exemptionsText } from './exemptions.ts'
import type { Paint } from './paint.ts'
import { changesText } from './plan.ts'
import { problemsText } from './problems.ts'
import { safe } from './safe.ts'
import { suspensionsText } from './suspensions.ts'
import { count, wrap } from './words.ts'

export function statusDocument(
  plan: Plan,
  incidents: Incident[],
  suspensions: StatusDocument['suspensions'],
  exemptions: StatusDocument['exemptions'],
  lastSweep: Json | undefined,
): StatusDocument {
  const open = incidents.flatMap(({ key, state, severity, text, opened }) =>
    state === 'restored' || state === 'over' || state === 'covered'
      ? []
      : [{ key, state, severity, text, opened: new Date(opened).toISOString() }],
  )
  return {
    kind: 'holdfast.status',
    version: 1,
    summary: {
      inSync: plan.changes.length === 0 && plan.blocked.length === 0,
      changes: plan.changes.length,
      blocked: plan.blocked.length,
      incidents: open.length,
    },
    organization: plan.organization,
    manifest: plan.manifest,
    drift: plan.changes,
    blocked: plan.blocked,
    incidents: open,
    suspensions,
    exemptions,
    sweep: sweepOf(lastSweep),
  }
}

/** The row is read as if somebody else had written it. */
function sweepOf(row: Json | undefined): StatusDocument['sweep'] {
  const time = typeof row === 'object' && row !== null && !Array.isArray(row) ? row.time : undefined
  return typeof time === 'number' && Number.isSafeInteger(time) ? { time: new Date(time).toISOString() } : null
}

const activeText = (exemptions: StatusDocument['exemptions']): string =>
  exemptions.length === 0 ? 'none' : `${exemptions.filter(({ state }) => state === 'active').length} active`

/** Verdict first, then what differs, what is open, and when it was last looked at. */
export function statusText(
  { summary, organization, drift, blocked, incidents, suspensions, exemptions, sweep }: StatusDocument,
  now: number,
  paint: Paint,
): string {
  const critical = incidents.filter(({ severity }) => severity === 'critical').length
  const missing = exemptions.filter(({ isMissing }) => isMissing).length
  const but = missing > 0 ? `, but for ${count(missing, 'exempt place')}` : ''
  const verdict = summary.inSync
    ? critical > 0
      ? paint('red', `As the manifest says, but for ${count(critical, 'critical incident')}.`)
      : paint('green', `In sync: the organization is as the manifest says${but}.`)
    : paint(
        'red',
        `Not in sync: ${count(summary.changes, 'difference')}, ${count(summary.blocked, 'problem')} in the way.`,
      )
  return [
    `${verdict}\n`,
    changesText(drift, paint),
    ...(blocked.length > 0 ? ['\n', problemsText(blocked, paint)] : []),
    `\nOrganization  ${organization.id}, management account ${organization.managementAccount}\n`,
    `Last sweep    ${sweep ? sweep.time : 'none known in this folder'}\n`,
    `Suspensions   ${suspensions === null ? 'not known' : suspensions.length === 0 ? 'none' : suspensions.length}\n`,
    suspensionsText(suspensions ?? [], paint),
    `Exemptions    ${activeText(exemptions)}\n`,
    exemptionsText(exemptions, now, paint),
    `Incidents     ${incidents.length > 0 ? `${incidents.length} open` : sweep ? 'none open' : 'none known in this folder'}\n`,
    ...incidents.map(
      ({ severity, state, text, opened }) =>
        `  ${wrap(`${severity} ${state} since ${opened}: ${safe(text, 300)}`, 76, '    ')}\n`,
    ),
  ].join('')
}
