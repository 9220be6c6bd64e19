import { GetParametersByPathCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm'
import { parameterNames } from '../core/parameters.ts'
import type { Suspensions } from '../core/ports.ts'
import type { WrittenSuspension } from '../core/suspend/written.ts'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** SSM gives ten parameters a page. More pages than these are no emergency: somebody fills them. */
const mostPages = 50

const fromSsm = ({ Name = '', Value = '', LastModifiedDate }: Parameter): WrittenSuspension => ({
  name: Name,
  value: Value,
  modified: LastModifiedDate?.getTime() ?? Number.NaN,
})

/**
 * The parameters below /holdfast/suspend/ in the account and region of the connection. Rejects where they cannot be read, or
 * are more than 500.
 */
export function suspensionsIn(connection: Connection): Suspensions {
  const client = connect(SSMClient, 'SSM', connection)
  return async () => {
    const found: WrittenSuspension[] = []
    let NextToken: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer = await client.send(
        new GetParametersByPathCommand({ Path: parameterNames.suspensions, Recursive: true, NextToken }),
      )
      found.push(...(answer.Parameters ?? []).map(fromSsm))
      NextToken = answer.NextToken
      if (!NextToken) return found
    }
    throw new Error(`There are more than ${mostPages * 10} parameters below ${parameterNames.suspensions}`)
  }
}
