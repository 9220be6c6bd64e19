import type { Fault } from './fault.ts'
import { statementsOf } from './statements.ts'

/** The first Allow of an SCP. */
export function allowList(document: unknown): Fault[] {
  const first = statementsOf(document).find(({ statement }) => statement.Effect === 'Allow')
  if (first === undefined) return []
  return [
    {
      path: [...first.path, 'Effect'],
      message:
        'an SCP that allows changes nothing while FullAWSAccess is attached beside it, and Control Tower needs FullAWSAccess',
      hint: 'Say what is forbidden, with "Effect": "Deny"; NotAction denies all but a list.',
    },
  ]
}
