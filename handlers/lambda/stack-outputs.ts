import { stackReader } from '../../aws/stack-outputs.ts'
import { systemClock } from '../../loop/clock.ts'
import { respond } from '../respond.ts'
import { createStackOutputs } from '../stack-outputs.ts'

const reader = stackReader({ region: process.env.AWS_REGION ?? '', env: process.env })

export const handler = createStackOutputs({ reader, clock: systemClock, respond })
