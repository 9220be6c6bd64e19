import { type Connection, settings } from './client.ts'

/** Services beside Organizations, as the SDK names their variables. */
export type Service =
  | 'CLOUDFORMATION'
  | 'CLOUDTRAIL'
  | 'DYNAMODB'
  | 'KMS'
  | 'LAMBDA'
  | 'S3'
  | 'SNS'
  | 'SQS'
  | 'SSM'
  | 'STS'

/** What must not hold up a restore: two attempts of three seconds. */
export const impatient = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    socketTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
}

/**
 * The SDK's client of a service beside Organizations. What passes by itself is sent three times, by the SDK: nobody else
 * lives from the rates of these services, and a run waits for their answers.
 */
export const connect = <Client, Rest extends object = object>(
  Client: new (config: ReturnType<typeof settings> & { maxAttempts: number } & Rest) => Client,
  service: Service,
  connection: Connection,
  rest: Rest = {} as Rest,
): Client => new Client({ ...settings(service, connection), maxAttempts: 3, ...rest })
