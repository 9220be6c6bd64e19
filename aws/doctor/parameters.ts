import { GetParameterCommand, GetParametersByPathCommand, type Parameter } from '@aws-sdk/client-ssm'
import { parameterNames } from '../../core/parameters.ts'
import { ask, errorName } from './ask.ts'
import type { Regional } from './services.ts'

const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version'
const acceleratorPath = '/accelerator/'

/** A parameter; null: there is none. */
const parameter = ({ ssm }: Regional, name: string): Promise<Parameter | null> =>
  ask('ssm:GetParameter', async () => {
    try {
      return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter ?? null
    } catch (error) {
      if (errorName(error) === 'ParameterNotFound') return null
      throw error
    }
  })

/** Version of the CDK's bootstrap, with the qualifier that it has where nobody chose another; null: none. */
export async function readBootstrap(regional: Regional): Promise<number | null> {
  const found = await parameter(regional, bootstrapParameter)
  return found && (Number.parseInt(found.Value ?? '', 10) || 0)
}

export const readEnforcer = async (regional: Regional): Promise<string | null> =>
  (await parameter(regional, parameterNames.enforcer))?.Value ?? null

/** Names of parameters that Landing Zone Accelerator keeps, where its prefix is the usual one. */
export async function readAcceleratorParameters({ ssm }: Regional): Promise<string[]> {
  const { Parameters = [] } = await ask('ssm:GetParametersByPath', () =>
    ssm.send(new GetParametersByPathCommand({ Path: acceleratorPath, Recursive: true, MaxResults: 1 })),
  )
  return Parameters.flatMap(({ Name }) => Name ?? [])
}
