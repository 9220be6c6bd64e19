import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Connection } from './client.ts'
import { connect } from './clients.ts'

/** Parameters of holdfast's as a person writes them: with the rights of who runs the command. */
export function parametersIn(connection: Connection) {
  const client = connect(SSMClient, 'SSM', connection)
  return {
    /** Undefined: there is none. */
    async read(name: string): Promise<string | undefined> {
      try {
        return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    /** Writes over what is there. */
    async write(name: string, value: string): Promise<void> {
      await client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }))
    },
    /** False: there was none. */
    async remove(name: string): Promise<boolean> {
      try {
        await client.send(new DeleteParameterCommand({ Name: name }))
        return true
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    },
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === 'ParameterNotFound'
