import { contendedIn, type Incident, isSettled, type Notice } from '../core/event/incident.ts'
import type { Step } from './paragraphs.ts'
import { isBeside, isContention } from './verdict.ts'

/** Why somebody has to act, or why nobody. */
export function answerOf({ incident, news }: Notice): string {
  if (news === 'amended') return isSettled(incident) ? 'It was restored; see who it was.' : answers[incident.state]
  if (isContention(incident)) return 'Find out who undoes it, and stop them: only one of the two can own the policy.'
  if (isBeside(incident))
    return incident.severity === 'low' ? 'It is told so that it is known.' : 'Look into it; what is known stands below.'
  if (news === 'failing') return 'It does not pass by itself: remove what stands in the way. holdfast goes on trying.'
  return answers[incident.state]
}

const answers: Readonly<Record<Incident['state'], string>> = {
  restored:
    'If it was a mistake, all is done. Who wants it otherwise changes the manifest: here it is undone each time.',
  over: 'It has ended.',
  open: 'holdfast tries again by itself, and tells when it is restored or a person is needed.',
  refused: 'AWS refuses, or something stands in the way: remove it. Each sweep tries again, every 15 minutes.',
  reported: 'Decide. The manifest says to report this and not to restore it.',
  suspended: 'It is restored when the suspension ends. If nobody of you wrote it, end it now.',
  exempt: 'exemptions.yaml says so, reviewed: it is enforced again when that ends.',
  covered: 'The account has now what the manifest wants of it.',
}

/** What to do next, with the commands as they are typed. Nothing that others wrote stands in a command. */
export function stepsAfter(notice: Notice, region: string): Step[] {
  const { incident } = notice
  return [...stepsOf(notice, region), ...whoWasIt(incident, region)]
}

const plan: Step = { text: 'See what differs from the manifest now:', command: 'npx holdfast plan' }
const status: Step = { text: 'See what is open:', command: 'npx holdfast status' }

function stepsOf(notice: Notice, region: string): Step[] {
  const { incident } = notice
  if (notice.news === 'amended' || isSettled(incident)) return []
  if (contendedIn(incident) !== undefined || isBeside(incident)) return [status]
  const parameter = parameterOf(incident)
  return {
    open: [status],
    refused: [plan, { text: 'See whether holdfast lacks something:', command: 'npx holdfast doctor' }],
    reported: [plan, { text: 'Restore it:', command: 'npx holdfast apply' }],
    suspended: [
      { text: 'See what is suspended:', command: 'npx holdfast suspend --list' },
      ...(parameter && isRegion(region)
        ? [
            {
              text: 'To end it now, remove the parameter:',
              command: `aws ssm delete-parameter --region ${region} --name ${parameter}`,
            },
          ]
        : []),
    ],
    exempt: [{ text: 'To end it now, remove it from exemptions.yaml and deploy.' }],
    restored: [],
    over: [],
    covered: [],
  }[incident.state]
}

/** The parameter of a suspension, where its name is harmless and whole. */
const parameterOf = ({ key }: Incident): string | undefined =>
  /^suspension\/(\/holdfast\/suspend\/p-\w+\/(?:policy|r-\w+|ou-[\w-]+|\d{12}))$/.exec(key)?.[1]

const isRegion = (region: string): boolean => /^[a-z]+(?:-[a-z]+)+-\d+$/.test(region)

function whoWasIt({ cause }: Incident, region: string): Step[] {
  if (!cause || !isRegion(region) || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(cause.id)) return []
  const attributes = `AttributeKey=EventId,AttributeValue=${cause.id}`
  return [
    {
      text: 'See all that CloudTrail knows of it:',
      command: `aws cloudtrail lookup-events --region ${region} --lookup-attributes ${attributes}`,
    },
  ]
}
