import type { Incident } from '../core/event/incident.ts'
import type { Daily } from '../core/notice/daily.ts'
import { threadOf } from '../core/notice/thread.ts'
import { foreign, stamp, subjectOf } from './foreign.ts'
import { facts, nextSteps, paragraph } from './paragraphs.ts'
import { needsAction, textOf, verdictOf } from './verdict.ts'
import { count, duration } from './words.ts'

const sweepsCome = 15 * 60_000

/** How many looks at everything there should have been, at least: one of them may be late. */
export const expectedSweeps = ({ from, time }: Daily): number => Math.max(0, Math.floor((time - from) / sweepsCome) - 1)

/** Incidents that wait for a person, and those that wait for nobody. */
export const waitingFor = ({ open }: Daily): Incident[] => open.filter((incident) => needsAction({ incident }))

export const isAlarming = (daily: Daily): boolean =>
  daily.sweeps < expectedSweeps(daily) || daily.lost > 0 || daily.failed > 0 || waitingFor(daily).length > 0

/** The sum of a day as a mail, with at most so many rows. */
export function dailyMail(daily: Daily, rows: number): { subject: string; text: string } {
  const { from, time, sweeps, states, away, failed, waiting, lost, open, suspended, exempt, head } = daily
  const restored = states.restored ?? 0
  const left = waitingFor(daily)
  const verdict = isAlarming(daily) ? 'DAILY, ACTION NEEDED' : 'DAILY, ALL WELL'
  const sum = `${restored} restored, ${left.length} waiting for a person, ${count(sweeps, 'sweep')}`
  return {
    subject: subjectOf(`${verdict}: ${sum}`),
    text: [
      paragraph(`${verdict}: ${sum}, from ${stamp(from)} to ${stamp(time)}.`),
      paragraph(restoredText(restored, away)),
      paragraph(
        `Action needed: ${isAlarming(daily) ? 'YES' : 'no'}. ${troubles(daily).join(' ') || 'Nothing waits for a person.'}`,
      ),
      '',
      ...facts([
        ['Sweeps', `${sweeps}; ${expectedSweeps(daily)} or more were to be expected`],
        ['Told', toldText(states)],
        ['Not told yet', waiting > 0 ? `${count(waiting, 'notice')}, with the next digest` : 'nothing'],
        ['Gathered and lost', lost > 0 ? `${count(lost, 'notice')}: the audit trail has them` : null],
        ['Messages that failed at first', failed > 0 ? String(failed) : null],
        ['Suspended', suspended === null ? 'it cannot be read' : suspended.length === 0 ? 'nothing' : null],
        ['Exempt', exempt.length === 0 ? 'nothing' : null],
        ['Seal', head ? `digest ${head.sequence} of ${head.time}, SHA-256 ${head.digest}` : 'not read'],
      ]),
      ...listed(
        'Suspended',
        (suspended ?? []).map((one) => foreign(one, 400)),
        rows,
      ),
      ...listed(
        'Exempt',
        exempt.map((one) => foreign(one, 400)),
        rows,
      ),
      ...listed('Not as the manifest says', open.map(rowOf), rows),
      '',
      paragraph(
        'This message comes once a day, also when nothing happened. When it is missing, nobody may be told of anything: look at the alarms of the functions and at the subscriptions of the topic. Keep the digest of the seal: with it "holdfast audit verify" shows that nothing before it was taken away.',
      ),
      ...nextSteps(isAlarming(daily) ? [{ text: 'See what is open:', command: 'npx holdfast status' }] : []),
      '',
    ].join('\n'),
  }
}

function restoredText(restored: number, { total, longest }: Daily['away']): string {
  if (restored === 0) return 'Nothing had to be restored.'
  return `What was restored had been away for ${duration(total / restored)} on average, ${duration(longest)} at most.`
}

function troubles(daily: Daily): string[] {
  const { sweeps, lost, failed } = daily
  const left = waitingFor(daily).length
  return [
    left > 0 && `${count(left, 'incident')} ${left === 1 ? 'waits' : 'wait'} for a person.`,
    sweeps < expectedSweeps(daily) && 'Fewer sweeps ran than should have.',
    lost > 0 && 'Notices were lost.',
    failed > 0 && 'Messages could not be sent at first.',
  ].filter((text) => text !== false)
}

const toldText = (states: Daily['states']): string =>
  Object.entries(states)
    .map(([state, number]) => `${number} ${state}`)
    .join(', ') || 'nothing'

function listed(title: string, texts: string[], rows: number): string[] {
  if (texts.length === 0) return []
  const more = texts.length - rows
  return [
    '',
    `${title}:`,
    ...texts.slice(0, rows).map((text) => paragraph(`- ${text}`)),
    ...(more > 0 ? [`- and ${count(more, 'other')}`] : []),
  ]
}

function rowOf(incident: Incident): string {
  const [verdict] = verdictOf({ incident })
  const untold = incident.told === null ? ', not told yet' : ''
  return `${verdict}: ${foreign(textOf(incident), 300)}, since ${stamp(incident.opened)}${untold} [${threadOf(incident).slice(0, 8)}]`
}
