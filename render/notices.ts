import type { Notice } from '../core/event/incident.ts'
import { isSettled } from '../core/event/incident.ts'
import type { Several } from '../core/notice/message.ts'
import { threadOf } from '../core/notice/thread.ts'
import { shortActor } from './exposure.ts'
import { foreign, stamp, subjectOf } from './foreign.ts'
import { facts, nextSteps, paragraph, type Step } from './paragraphs.ts'
import { answerOf } from './steps.ts'
import { loudVerdict, needsAction, textOf } from './verdict.ts'
import { count, duration } from './words.ts'

/** Several notices as one mail, with at most so many rows; what has none is counted. */
export function severalMail(message: Several, rows: number): { subject: string; text: string } {
  const { notices, why, time } = message
  const kinds = groupsOf(notices)
  const isActive = notices.some(needsAction)
  const title =
    why === 'run'
      ? sumOf(notices)
      : `DIGEST${isActive ? ', ACTION NEEDED' : ''}: ${count(notices.length, 'notice')}, ${kinds.map(shortSum).join(', ')}`
  const shown = new Set(notices.slice(0, rows))
  return {
    subject: subjectOf(title),
    text: [
      paragraph(`${title}.`),
      ...exposures(notices),
      paragraph(`Action needed: ${isActive ? 'YES' : 'no'}. ${answersOf(notices)}`),
      ...(why === 'gathered' ? [paragraph(whyGathered)] : []),
      ...kinds.flatMap((kind) => ['', ...section(kind, shown, why)]),
      '',
      ...facts([
        ['Severity', notices[0]?.incident.severity],
        ['When', `from ${stamp(Math.min(...notices.map(({ incident }) => incident.opened)))}, told at ${stamp(time)}`],
        ['Evidence', 'the incidents in brackets, in the audit trail'],
      ]),
      ...nextSteps([...(isActive ? [plan] : []), status]),
      '',
    ].join('\n'),
  }
}

const plan: Step = { text: 'See what differs from the manifest now:', command: 'npx holdfast plan' }
const status: Step = { text: 'See what is open:', command: 'npx holdfast status' }

const whyGathered =
  'These were gathered, because they matter little or came in a storm. What is critical is never gathered: it was told at once, alone.'

function groupsOf(notices: Notice[]): Notice[][] {
  const groups = new Map<string, Notice[]>()
  for (const notice of notices) groups.set(loudVerdict(notice), [...(groups.get(loudVerdict(notice)) ?? []), notice])
  return [...groups.values()]
}

const shortSum = (notices: Notice[]): string => `${notices.length} ${notices[0] ? loudVerdict(notices[0]) : ''}`

/** RESTORED: 500 attachments of 12 policies at 340 targets. */
function sumOf(notices: Notice[]): string {
  const [first] = notices
  const distinct = (of: (notice: Notice) => string | null | undefined) => new Set(notices.map(of)).size
  const policies = distinct(({ incident }) => incident.policy)
  const targets = distinct(({ incident }) => incident.target?.id)
  const isAttach = notices.every(({ incident }) => incident.action === 'attach')
  const isChange = notices.every(({ incident }) => incident.action !== null)
  const only = foreign(first?.incident.policy ?? '', 60)
  const what = isAttach
    ? policies === 1
      ? `${only} at ${count(targets, 'target')}`
      : `${count(notices.length, 'attachment')} of ${count(policies, 'policy', 'policies')} at ${count(targets, 'target')}`
    : isChange
      ? `${count(notices.length, 'change')} of ${count(policies, 'policy', 'policies')}`
      : count(notices.length, 'notice')
  return `${first ? loudVerdict(first) : ''}: ${what}`
}

function exposures(notices: Notice[]): string[] {
  const changes = notices.filter(({ incident }) => incident.action && incident.state !== 'covered')
  const away = changes.map(({ incident, time }) => time - incident.opened)
  if (away.length === 0) return []
  const isOver = changes.every(({ incident }) => isSettled(incident))
  const longest = duration(Math.max(...away))
  return [
    paragraph(
      isOver
        ? `Not as the manifest says for ${longest} at most.`
        : `Not as the manifest says for up to ${longest} by now.`,
    ),
  ]
}

/** The answer to the worst of them; the others follow with theirs. */
function answersOf(notices: Notice[]): string {
  const first = notices.find(needsAction) ?? notices[0]
  return first ? answerOf(first) : ''
}

function section(notices: Notice[], shown: Set<Notice>, why: Several['why']): string[] {
  const rows = notices.filter((notice) => shown.has(notice))
  const more = notices.length - rows.length
  return [
    ...(why === 'gathered' ? [`${sumOf(notices)}`] : []),
    ...rows.map((notice) => paragraph(`- ${rowOf(notice)}`)),
    ...(more > 0 ? [`- and ${count(more, 'other')}, which the audit trail names`] : []),
  ]
}

function rowOf({ incident, detail, times }: Notice): string {
  const { policy, target, action } = incident
  const place =
    target && policy ? `${foreign(policy, 128)} at ${foreign(target.path, 100)} (${foreign(target.id, 40)})` : null
  const what = action && place ? place : foreign(textOf(incident), 300)
  const more = [
    shortActor(incident),
    stamp(incident.opened),
    times && `${times} times within 24 hours`,
    !isSettled(incident) && detail && foreign(detail, 200),
  ]
  return `${what}: ${more.filter(Boolean).join(', ')} [${threadOf(incident).slice(0, 8)}]`
}
