import type { ExportDocument } from '../schemas/types/export.ts'
import { code, fence } from './markdown.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

/** What an auditor is told: in words for people who have not seen holdfast. */
export function exportReadme(document: ExportDocument): string {
  const { organization, period, summary, made, verification } = document
  const verified = verification
    ? `${code(verification.verdict)}, ${count(verification.error, 'error')}`
    : 'not done: take nothing in here for more than a claim'
  return [
    '# Evidence that guardrails were in force\n',
    paragraph(
      'A guardrail is a policy (SCP or RCP) of AWS Organizations that takes rights away from the accounts below a root, an OU, or from one account. holdfast keeps guardrails attached where a reviewed manifest wants them, restores what somebody takes away, and records what it sees and does. These files say, from those records alone, what was in force.',
    ),
    list([
      `Organization ${code(safe(organization))}, from ${period.from} on, until ${period.to}, which is not a part of it`,
      `${count(summary.accounts, 'account')}, ${count(summary.policies, 'policy', 'policies')}; account ids and people are pseudonyms, the same for the same one`,
      `Verification of the audit trail: ${verified}`,
      `Made at ${made.at} by holdfast ${code(safe(made.holdfast))}:`,
    ]),
    fence([safe(made.command, 1_000)], 'sh'),
    '\n## The files\n',
    paragraph(
      'Each table is there as CSV and as JSON; the JSON documents follow `schemas/export.schema.json` of the package. Times are UTC. `records` names records of the audit trail by their id: of many the first and the last.',
    ),
    '| file | says | of use for |\n|---|---|---|\n',
    ...files.map(([file, says, controls]) => `| ${file} | ${says} | ${controls} |\n`),
    '\n## In force, not in force, unknown\n',
    list(readings),
    '\n`why` says why:\n\n',
    list(Object.entries(whys).map(([why, text]) => `\`${why}\`: ${text}`)),
    '\n## How to check it\n',
    list([
      'Get the audit trail, or a copy of it, from whoever keeps it, and the trust file (genesis and fingerprints of the keys) from somebody else: then nobody can have made both.',
      'Verify it: whatever is altered, missing, moved, doubled or cut off is named.',
      'Make this export again: but for the time at which it was made, its bytes are the same. `summary.json` has the SHA-256 of each file.',
      'Take samples: look up the records of an interval in the trail, and their `event` in CloudTrail, which holdfast cannot write.',
    ]),
    fence(
      [
        'npx holdfast audit verify --directory COPY --trust trust.json --cross-check cloudtrail',
        safe(made.command, 1_000),
        'npx holdfast audit export --directory COPY --at 2026-11-01T08:30Z --account PSEUDONYM --policy NAME',
      ],
      'sh',
    ),
    '\n## What it does not say\n',
    list([
      'What was detached and attached again by somebody else between two looks leaves a trace in CloudTrail alone.',
      'Where an account lay is seen once a day: one that was moved away and back between two inventories leaves a trace in CloudTrail alone (MoveAccount).',
      'A guardrail takes rights away; whether somebody had them otherwise, and used them, it does not say.',
      'SCPs and RCPs have no force in the management account, whatever is attached there.',
    ]),
  ].join('')
}

const paragraph = (text: string): string => `\n${wrap(text, 100, '')}\n\n`

const list = (items: string[]): string => items.map((item) => `- ${wrap(item, 98, '  ')}\n`).join('')

const files = [
  [
    '`summary.json`',
    'the result in short, and how it was produced: parameters, version, counts, hashes',
    'completeness and accuracy of this extract',
  ],
  ['`exceptions`', 'everything that is to be looked at, in one list: begin here', 'all'],
  [
    '`coverage`',
    'account by policy: for how much of the period it was in force, was not, or is unknown',
    'SOC 2 CC6.1, CC6.8; ISO 27001 A.8.9',
  ],
  ['`intervals`', 'each time in which a guardrail was not in force, or unknown', 'CC6.1, CC7.2; A.8.16'],
  [
    '`drift`',
    'each deviation: since when, when it was found, when it was restored, who did it, CloudTrail event',
    'CC6.8, CC7.1, CC7.3, CC7.4, CC7.5; A.8.15, A.8.16',
  ],
  [
    '`exemptions-and-suspensions`',
    'each hole that was wanted: reason, ticket, and for an emergency whether a review ratified it within a day',
    'CC7.4, CC8.1; A.8.32',
  ],
  [
    '`changes`',
    'each manifest that came into force: commit, author, approvers, checks. What the pipeline did not store is an exception',
    'CC8.1; A.8.32',
  ],
  ['`verification.json`', 'whether the audit trail is as it was sealed, and by whom', 'A.5.28, A.5.33, A.8.15'],
] as const

const readings = [
  "**In force**: two looks at the organization that follow each other in time (20 minutes for what the manifest names, 75 for policies on each account and for contents) both saw it, and nothing that was recorded in between speaks against it. Its content was the manifest's, and its policy type enabled.",
  '**Not in force**: a record says that it was missing, from the time of the event that took it away, or where no event tells from when it was found, until the write that restored it was answered.',
  '**Unknown**: nobody looked, or could, or nobody knows when it began or ended. Unknown is never counted as in force; neither does it say that anything was wrong.',
  'An account is under a guardrail by any way: one of the OUs above it, or itself. It is in force where one way is, and unknown where none is and one may be.',
]

const whys: Readonly<Record<string, string>> = {
  drift: 'it was detached',
  'content-differs': 'somebody changed the policy',
  'policy-missing': 'the policy was deleted',
  'policy-type-disabled': 'all policies of its type were switched off',
  suspended: 'an emergency kept holdfast from restoring it',
  exempt: 'a reviewed exemption did; whether it was attached then was not looked at',
  'notify-only': 'the manifest wants to be told of it only',
  'management-account': 'nothing has force there',
  blind: 'no look followed the last one in time',
  'not-read': 'a look could not read everything',
  gap: 'a record says that records are missing of this time',
  'unseen-change': 'it began or ended at a time that nobody saw',
  'outcome-unknown': 'holdfast died while it wrote',
  'no-desired-state': 'no record says what the manifest of this time wanted',
  'no-inventory': 'no inventory of the day tells where the account was',
  joined: 'the account is new since the inventory before',
  'moved-or-left': 'two inventories have it at different places, in different states, or one of them not at all',
  'joining-time-unknown': 'the policy is for accounts that joined after a day, and no record tells when it did',
}
