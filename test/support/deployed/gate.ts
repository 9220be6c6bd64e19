import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Asked, decide, type Statement } from '../iam.ts'
import type { Value } from './template.ts'

/** One call of a function, as the gate let it through or did not. */
export interface Passed {
  role: string
  action: string
  resources: string[]
  isAllowed: boolean
  /** HTTP status of the answer, where it was let through. */
  status?: number
}

export interface GateOptions {
  /** Where calls go, by the name of the service in the signature (organizations, sqs, …), or of a call of it (kms/Sign); `*`: others. */
  upstream: Record<string, string>
  /** Statements of a role, by the access key id of who calls. */
  roles: Record<string, { arn: string; statements: Statement[] }>
  /** Policies of resources: to a caller of another account both have to allow it, to one of theirs a key's. */
  resourcePolicies: { arn: RegExp; account: string; statements: Statement[] }[]
  /** Key with which a resource is encrypted, by its ARN: who uses the resource needs the key. */
  keyOf: (arn: string) => string | undefined
  /** The region of a bucket: S3 sends whoever asks in another one away. */
  regionOf: (bucket: string) => string | undefined
  /** What Organizations knows: the ARN and type of a policy, or the ARN of a target. */
  policy: (id: string) => Promise<{ arn: string; type: string }>
  target: (id: string) => string
  partition: string
  region: string
  account: string
}

export interface Gate {
  url: string
  calls: Passed[]
  /** Statements that allowed something, as role/sid. */
  used: Set<string>
  close(): Promise<void>
}

/**
 * Stands between functions and AWS: asks IAM for each call whether the function's role may, as its template says, and hands
 * on what it may. A call that nobody here knows is refused, so that no permission is taken for granted.
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const calls: Passed[] = []
  const used = new Set<string>()
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => refuse(response, 500, 'GateFailed', String(error)))
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const [, key = '', region = '', service = ''] =
      /Credential=([^/]*)\/\d+\/([^/]*)\/([^/]*)\/aws4_request/.exec(request.headers.authorization ?? '') ?? []
    const role = options.roles[key]
    if (!role) return refuse(response, 403, 'InvalidClientTokenId', `No role has the key ${key}`)
    const bucket = service === 's3' ? request.url?.split(/[/?]/)[1] : undefined
    if (bucket && options.regionOf(bucket) !== region) return refuse(response, 301, 'PermanentRedirect', region)
    const account = accountOf(role.arn)
    const asked = await readCall({ ...options, region, account }, service, request, body)
    const isAllowed = asked.every(({ context, ...one }) =>
      isPermitted(
        { ...one, context: { ...context, 'aws:principalaccount': account }, principal: role.arn },
        role.statements,
        account,
      ),
    )
    const passed = asked.map(({ action, resources }): Passed => ({ role: key, action, resources, isAllowed }))
    calls.push(...passed)
    if (!isAllowed) return refuse(response, 403, 'AccessDeniedException', `${key} may not ${JSON.stringify(asked)}`)
    const { upstream } = options
    const to = upstream[asked[0]?.action.replace(':', '/') ?? ''] ?? upstream[service] ?? upstream['*']
    const answer = await fetch(`${to}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headersOf(request, service),
      ...(body.length > 0 && { body }),
    })
    for (const one of passed) one.status = answer.status
    const headers = Object.fromEntries(answer.headers)
    delete headers['content-encoding']
    delete headers['content-length']
    delete headers['transfer-encoding']
    response.writeHead(answer.status, headers)
    response.end(Buffer.from(await answer.arrayBuffer()))
  }

  function isPermitted(asked: Asked, statements: Statement[], account: string): boolean {
    if (decide(asked, statements, (sid) => used.add(sid)) !== 'allow') return false
    return options.resourcePolicies.every((policy) => {
      if (!asked.resources.some((one) => policy.arn.test(one))) return true
      const answer = decide(asked, policy.statements)
      const isEnough = policy.account === account && !asked.action.startsWith('kms:')
      return answer === 'allow' || (answer === 'neither' && isEnough)
    })
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    used,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code })
  response.end(JSON.stringify({ __type: code, message, Message: message }))
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? ''

/** The emulator knows no roles: its name for the functions is `holdfast`. */
function headersOf({ headers }: IncomingMessage, service: string): Record<string, string> {
  const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, expect: _____, ...rest } = headers
  const given = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, [value].flat().join(',')]))
  if (service !== 'organizations') return given
  return { ...given, authorization: (given.authorization ?? '').replace(/Credential=[^/]*/, 'Credential=holdfast') }
}

type Call = Omit<Asked, 'principal'>

/** What a request asks IAM for: the action, and what the service authorization reference says it is about. */
async function readCall(
  options: GateOptions,
  service: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Call[]> {
  const target = String(request.headers['x-amz-target'] ?? '')
  const isJson = target !== '' || (body[0] === 0x7b && service !== 's3')
  const input: Value = isJson && body.length > 0 ? JSON.parse(body.toString()) : {}
  const form = isJson || service === 's3' ? new URLSearchParams() : new URLSearchParams(body.toString())
  const operation = target.split('.').at(-1) || form.get('Action') || ''
  const reader = readers[service]
  if (!reader) throw new Error(`Nobody here knows the service ${service}`)
  return reader({ operation, input, form, request, options })
}

interface Read {
  operation: string
  input: Value
  form: URLSearchParams
  request: IncomingMessage
  options: GateOptions
}

const one = (action: string, resources: string[], context: Asked['context'] = {}): Call[] => [
  { action, resources: resources.length > 0 ? resources : ['*'], context },
]

/** What using a resource means for the key that it is encrypted with. */
const withKey = (calls: Call[], options: GateOptions, actions: string[], service: string): Call[] => {
  const keys = calls.flatMap(({ resources }) => resources.flatMap((arn) => options.keyOf(arn) ?? []))
  const context = { 'kms:viaservice': `${service}.${options.region}.amazonaws.com` }
  return [...calls, ...[...new Set(keys)].flatMap((key) => actions.flatMap((action) => one(action, [key], context)))]
}

const arnAt = ({ partition, region, account }: GateOptions, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`

/** By the service's name in signatures. Sources: service authorization reference, the page of each service. */
const readers: Record<string, (read: Read) => Call[] | Promise<Call[]>> = {
  async organizations({ operation, input, options }) {
    const action = `organizations:${operation}`
    if (/^(List|Describe)/.test(operation)) return one(action, [])
    const targets = input.TargetId
      ? [options.target(input.TargetId)]
      : input.RootId
        ? [options.target(input.RootId)]
        : []
    const id = input.PolicyId ?? (String(input.ResourceId ?? '').startsWith('p-') ? input.ResourceId : undefined)
    const policy = id === undefined ? undefined : await options.policy(id)
    const type = policy?.type ?? input.Type ?? input.PolicyType
    const context: Asked['context'] = type ? { 'organizations:policytype': type } : {}
    // TagResource knows no policy type.
    if (operation === 'TagResource') delete context['organizations:policytype']
    const keys: string[] = (input.Tags ?? []).map(({ Key }: Value) => Key)
    if (keys.length > 0) context['aws:tagkeys'] = keys
    // What is about to be made has no id yet: a statement must be about any.
    const made = operation === 'CreatePolicy' ? [options.target(`policy ${String(type).toLowerCase()}`)] : []
    // Whoever makes something with tags needs the right to tag as well (User Guide, "Tagging AWS Organizations resources").
    const tagging =
      made.length > 0 && keys.length > 0 ? one('organizations:TagResource', made, { 'aws:tagkeys': keys }) : []
    return [...one(action, [...made, ...(policy ? [policy.arn] : []), ...targets], context), ...tagging]
  },
  dynamodb({ operation, input, options }) {
    const tables: string[] = input.TableName ? [input.TableName] : Object.keys(input.RequestItems ?? {})
    const calls = one(
      `dynamodb:${operation}`,
      tables.map((name) => (name.startsWith('arn:') ? name : arnAt(options, 'dynamodb', `table/${name}`))),
    )
    return withKey(calls, options, ['kms:Decrypt'], 'dynamodb')
  },
  sqs({ operation, input, options }) {
    const name = String(input.QueueUrl).split('/').at(-1)
    const action = operation.replace(/Batch$/, '')
    const calls = one(`sqs:${action}`, [arnAt(options, 'sqs', name ?? '')])
    if (action === 'SendMessage') return withKey(calls, options, ['kms:GenerateDataKey', 'kms:Decrypt'], 'sqs')
    return action === 'ReceiveMessage' ? withKey(calls, options, ['kms:Decrypt'], 'sqs') : calls
  },
  sns({ operation, form, input, options }) {
    const topic = form.get('TopicArn') ?? input.TopicArn ?? ''
    return withKey(one(`sns:${operation}`, [topic]), options, ['kms:GenerateDataKey', 'kms:Decrypt'], 'sns')
  },
  kms({ operation, input, options }) {
    const key = String(input.KeyId)
    return one(`kms:${operation}`, [
      key.startsWith('arn:') ? key : arnAt(options, 'kms', key.startsWith('alias/') ? key : `key/${key}`),
    ])
  },
  ssm({ operation, input, options }) {
    const names: string[] = [input.Path ?? input.Name ?? input.Names ?? []].flat()
    return one(
      `ssm:${operation}`,
      names.map((name) => arnAt(options, 'ssm', `parameter${name.replace(/\/$/, '')}`)),
    )
  },
  // It knows no resources.
  cloudtrail: ({ operation }) => one(`cloudtrail:${operation}`, []),
  s3({ request, options }) {
    const url = new URL(request.url ?? '/', 'http://gate')
    const host = String(request.headers.host ?? '')
    const isVirtual = !/^(127\.0\.0\.1|localhost)/.test(host)
    const path = isVirtual ? `${host.split('.')[0]}${url.pathname}` : url.pathname.slice(1)
    const actions: Record<string, string> = { PUT: 's3:PutObject', GET: 's3:GetObject', HEAD: 's3:GetObject' }
    const context: Record<string, string> = { 'aws:securetransport': 'true' }
    const none = request.headers['if-none-match']
    if (none) context['s3:if-none-match'] = String(none)
    if (request.method === 'GET' && url.searchParams.has('versions')) {
      const [bucket] = path.split(/[/?]/)
      context['s3:prefix'] = url.searchParams.get('prefix') ?? ''
      return one('s3:ListBucketVersions', [`arn:${options.partition}:s3:::${bucket}`], context)
    }
    if (request.method === 'GET' && url.searchParams.has('versionId')) actions.GET = 's3:GetObjectVersion'
    const action = actions[request.method ?? ''] ?? `s3:${request.method}`
    const bucket = `arn:${options.partition}:s3:::${path.split('/')[0]}`
    const key = options.keyOf(bucket)
    // With a bucket key what S3 asks for says the bucket (User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
    const keyAction = action === 's3:PutObject' ? 'kms:GenerateDataKey' : 'kms:Decrypt'
    return [
      ...one(action, [`arn:${options.partition}:s3:::${decodeURIComponent(path)}`], context),
      ...(key ? one(keyAction, [key], { 'kms:encryptioncontext:aws:s3:arn': bucket }) : []),
    ]
  },
}
