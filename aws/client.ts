import { OrganizationsClient, type OrganizationsClientConfig } from '@aws-sdk/client-organizations'

export interface Connection {
  /** For Organizations any region of the partition: the SDK's endpoint rules find the one where it answers. */
  region: string
  env: Record<string, string | undefined>
}

interface ClientOptions extends Connection {
  requestHandler?: OrganizationsClientConfig['requestHandler']
}

/** Address of a service, in the SDK's name for variables, where the environment names one: an emulator, or AWS through another door. */
export const endpointOf = (env: Connection['env'], service = 'ORGANIZATIONS'): string | undefined =>
  env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL || undefined

export function isLoopback(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** A peer that accepts and says nothing, or stops in the middle, must not hold a run: the SDK itself waits for ever. */
const timeouts = {
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  socketTimeout: 15_000,
  throwOnRequestTimeout: true,
}

/** Of every client. A loopback endpoint is an emulator, which needs no real credentials and gets none but those of the environment. */
export function settings(service: string, { region, env }: Connection) {
  const endpoint = endpointOf(env, service)
  const dummies = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? 'holdfast',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? 'holdfast',
  }
  return {
    region,
    ...(endpoint && { endpoint }),
    ...(endpoint && isLoopback(endpoint) && { credentials: dummies }),
    requestHandler: timeouts,
  }
}

/** The SDK's client for AWS Organizations. It retries nothing: all retrying is ours, on the run's clock. */
export const createClient = ({ requestHandler = timeouts, ...connection }: ClientOptions): OrganizationsClient =>
  new OrganizationsClient({ ...settings('ORGANIZATIONS', connection), maxAttempts: 1, requestHandler })
