import type { Problem } from '../schemas/types/problem.ts'

export type { Problem } from '../schemas/types/problem.ts'

/**
 * Every problem that people are told of, and how much it matters unless its finder says otherwise. Codes are stable: people
 * filter and search by them. Each has a section in docs/problems.md.
 */
export const severities = {
  // a file
  'missing-file': 'error',
  'outside-folder': 'error',
  'unreadable-file': 'error',
  'too-large-file': 'error',
  'not-text': 'error',
  'remote-file': 'error',
  'not-vendored': 'warning',
  'vendored-file-changed': 'error',
  'remote-file-changed': 'warning',
  'remote-file-unchecked': 'warning',
  'remote-file-unreachable': 'error',
  // YAML
  'yaml-syntax': 'error',
  'repeated-key': 'error',
  'too-deep': 'error',
  'too-much': 'error',
  // the shape of a document
  'unknown-key': 'error',
  'missing-key': 'error',
  'wrong-type': 'error',
  'wrong-value': 'error',
  'wrong-form': 'error',
  'wrong-version': 'error',
  'old-version': 'warning',
  'wrong-account-id': 'error',
  'wrong-date': 'error',
  'empty-text': 'error',
  'too-long': 'error',
  'out-of-range': 'error',
  'repeated-item': 'error',
  'unquoted-account-id': 'warning',
  'control-character': 'error',
  // a manifest
  'empty-manifest': 'error',
  'no-resources': 'warning',
  'odd-region': 'warning',
  'repeated-name': 'error',
  'reserved-name': 'error',
  'attached-to-nothing': 'error',
  'wrong-root': 'error',
  'wrong-target': 'error',
  'management-account': 'warning',
  'too-many-policies': 'error',
  'both-parameters': 'error',
  'wrong-parameter': 'error',
  'wrong-parameter-file': 'error',
  'unsupported-helper': 'error',
  'unknown-output': 'error',
  'template-unsupported': 'error',
  'management-account-region': 'error',
  'compliance-not-confirmed': 'error',
  'evict-without-target': 'warning',
  'ignored-key': 'warning',
  'few-slots-left': 'warning',
  'security-ou': 'warning',
  'acknowledged-nothing': 'warning',
  // a policy file
  'policy-syntax': 'error',
  'policy-repeated-key': 'error',
  'policy-too-deep': 'error',
  'policy-shape': 'error',
  'policy-too-large': 'error',
  'policy-doubtful': 'warning',
  'policy-placeholder': 'warning',
  'rcp-service-unsupported': 'warning',
  'allow-list': 'warning',
  'locks-out-control-tower': 'warning',
  'locks-out-stack-sets': 'warning',
  'locks-out-holdfast': 'warning',
  'locks-out-break-glass': 'warning',
  'locks-everybody-out': 'error',
  'cuts-off-services': 'warning',
  'other-organization-in-policy': 'warning',
  // what a pipeline stored
  'review-of-another': 'warning',
  // exemptions.yaml
  'exemption-nowhere': 'error',
  'exemption-inherited': 'error',
  'exemption-approvers': 'error',
  'exemptions-overlap': 'error',
  'exemption-expired': 'warning',
  // a manifest against its lock
  released: 'warning',
  'manifest-shrunk': 'error',
  // a lock against an organization
  'organization-mismatch': 'error',
  'not-locked': 'warning',
  'organization-not-read': 'error',
  'unknown-name': 'error',
  'ambiguous-name': 'error',
  'target-gone': 'error',
  'target-renamed': 'warning',
  'target-moved': 'warning',
  'name-reused': 'warning',
  // an organization file
  'repeated-id': 'error',
  'unknown-policy': 'error',
  'no-management-account': 'warning',
  // a manifest against an organization
  'no-slot': 'error',
  'last-policy': 'error',
  'policy-of-another': 'error',
  'not-read': 'error',
  'joined-unknown': 'warning',
  'dormant-under-cfct': 'warning',
  'attached-elsewhere': 'info',
  // a command
  'plan-changed': 'error',
  'other-enforcer': 'error',
  'enforcer-unknown': 'error',
  'not-suspendable': 'error',
  'parameter-not-written': 'error',
  'not-recorded': 'error',
  'no-records': 'error',
  'not-applied': 'error',
  'not-writable': 'error',
  'key-unusable': 'error',
  'no-url': 'error',
  'no-emulator': 'error',
  'emulator-gone': 'error',
  'organization-refused': 'error',
  'port-in-use': 'error',
  'port-denied': 'error',
  'aws-call-failed': 'error',
  unexpected: 'error',
  // all of them
  'more-problems': 'info',
} as const satisfies Record<string, Problem['severity']>

export type Code = keyof typeof severities

export const codes = Object.keys(severities) as Code[]

/** A problem with the severity of its code, what it is about, and a way out. */
export const problem = (
  code: Code,
  about: Omit<Problem, 'code' | 'severity' | 'message' | 'hint'>,
  message: string,
  hint: string,
): Problem => ({ code, severity: severities[code], message, ...about, hint })
