// What the emulator's tests share: an emulator that dies with its test, a client without retries, a builder of documents.
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { type Emulator, type EmulatorOptions, type OrganizationDocument, startEmulator } from '../../emulator/index.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

export const MANAGEMENT = '111111111111'
export const MEMBER = '222222222222'
export const OTHER = '333333333333'
export const ROOT = 'r-ab12'
export const PROD = 'ou-ab12-prod0000'
export const TEST = 'ou-ab12-test0000'
export const EMPTY = 'ou-ab12-empty000'
export const DENY = 'p-deny0000'
export const SPARE = 'p-spare000'
export const BACKUP = 'p-backup00'

export const CONTENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'

/** Root with the management account; Prod (a member) with Test below it; Empty; two SCPs and a backup policy. */
export const organization = (): OrganizationDocument => ({
  kind: 'holdfast.organization',
  version: 1,
  organization: { id: 'o-exampleorgid', management_account: MANAGEMENT },
  root: {
    id: ROOT,
    accounts: [{ id: MANAGEMENT, name: 'management' }],
    organizational_units: [
      {
        id: PROD,
        name: 'Prod',
        accounts: [{ id: MEMBER, name: 'payments', email: 'payments@example.com', joined: '2026-11-02T00:00:00Z' }],
        organizational_units: [{ id: TEST, name: 'Test', accounts: [{ id: OTHER, name: 'other', state: 'CLOSED' }] }],
      },
      { id: EMPTY, name: 'Empty' },
    ],
  },
  policies: [
    { id: DENY, name: 'Deny', type: 'SERVICE_CONTROL_POLICY', content: CONTENT, tags: { owner: 'holdfast' } },
    { id: SPARE, name: 'Spare', type: 'SERVICE_CONTROL_POLICY', content: CONTENT },
    { id: BACKUP, name: 'Backup', type: 'BACKUP_POLICY', content: '{}' },
  ],
})

const running: Emulator[] = []
const clients: OrganizationsClient[] = []

export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options)
  running.push(emulator)
  return emulator
}

export const startLoaded = (options: EmulatorOptions = {}): Promise<Emulator> =>
  start({ organization: organization(), ...options })

export function clientOf(emulator: Emulator, accessKeyId = 'AKIATEST'): OrganizationsClient {
  const client = new OrganizationsClient({
    endpoint: emulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
  clients.push(client)
  return client
}

export async function stopAll(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy()
  await Promise.all(running.splice(0).map((emulator) => emulator.close()))
}

/** A control request with a JSON body; the answer's status and JSON. */
export async function control(emulator: Emulator, method: string, path: string, body?: unknown) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${emulator.url}/_holdfast/${path}`, { method, ...sent })
  return { status: response.status, body: (await response.json()) as unknown }
}

export interface Event {
  'detail-type': string
  detail: Record<string, unknown> & { eventName: string }
  [member: string]: unknown
}

/** The events so far; `account=ID` takes one account's. */
export async function events(emulator: Emulator, query = ''): Promise<Event[]> {
  const response = await fetch(`${emulator.url}/_holdfast/events?${query}`)
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Event)
}

/** A raw call, for what no SDK would send. */
export async function raw(emulator: Emulator, target: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${target}`,
      ...headers,
    },
    body,
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
}

/** The refusal of a call as one comparable value. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; reason: string | undefined }> {
  return call.then(
    () => ({ name: 'none', reason: undefined }),
    (error: Error & { Reason?: string }) => ({ name: error.name, reason: error.Reason }),
  )
}
