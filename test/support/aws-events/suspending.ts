import { callOf } from './blinding.ts'
import { left, type Sample, taken } from './sample.ts'

// Writes of Parameter Store. CloudTrail leaves out what was written (Systems Manager API, "PutParameter").

const name = '/holdfast/suspend/p-examp123/ou-ab12-11111111'
const written = { type: 'String', overwrite: true, value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }

const put = (parameter: string) => ({
  requestParameters: { name: parameter, ...written },
  responseElements: { version: 1, tier: 'Standard' },
})

export const suspending: Sample[] = [
  ...taken('suspensions', callOf('ssm'), {
    PutParameter: put(name),
    'PutParameter that names no place': put('/holdfast/suspend/everything'),
  }),
  ...taken('ended-suspensions', callOf('ssm'), {
    DeleteParameter: { requestParameters: { name } },
  }),
  ...taken('removed-suspensions', callOf('ssm'), {
    DeleteParameters: { requestParameters: { names: ['/app/database', name] } },
  }),
  ...left(callOf('ssm'), {
    'PutParameter of others': { why: 'It suspends nothing', detail: put('/app/database') },
    'PutParameter that was denied': {
      why: 'AWS refused it: nothing changed',
      detail: { ...put(name), errorCode: 'AccessDenied' },
    },
    'PutParameter in a member account': {
      why: 'Only what is written in the management account suspends',
      detail: { ...put(name), recipientAccountId: '999999999999' },
      rest: { account: '999999999999' },
    },
    'DeleteParameters of others': {
      why: 'It ends nothing',
      detail: { requestParameters: { names: ['/app/database'] } },
    },
  }),
]
