import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetServiceSettingCommand,
  type Parameter,
} from '@aws-sdk/client-ssm'
import { parameterNames } from '../../core/deployed.ts'
import { isAccountId } from '../../core/manifest.ts'
import { ask, nameOf } from './ask.ts'
import type { Regional } from './services.ts'

const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version'
const acceleratorPath = '/accelerator/'

/** A parameter; null: there is none. */
const parameter = ({ ssm }: Regional, name: string): Promise<Parameter | null> =>
  ask('ssm:GetParameter', async () => {
    try {
      return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter ?? null
    } catch (error) {
      if (nameOf(error) === 'ParameterNotFound') return null
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

/** Every account has this setting, whose ARN names the account. */
const setting = '/ssm/parameter-store/high-throughput-enabled'

/** The account of the credentials, as SSM's ARNs name it: that of a setting, or else that of the bootstrap's parameter. */
export async function readAccount(regional: Regional): Promise<string> {
  try {
    return await ask('ssm:GetServiceSetting', async () => {
      const { ServiceSetting } = await regional.ssm.send(new GetServiceSettingCommand({ SettingId: setting }))
      return accountIn(ServiceSetting?.ARN)
    })
  } catch (error) {
    const found = await parameter(regional, bootstrapParameter).catch(() => null)
    if (found) return accountIn(found.ARN)
    throw error
  }
}

function accountIn(arn: string | undefined): string {
  const account = arn?.split(':')[4] ?? ''
  if (!isAccountId(account)) throw Object.assign(new Error('SSM answers without an account'), { name: 'Unknown' })
  return account
}
