import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

// What services beside Organizations answer in a management account, over their own protocols, as far as `doctor` asks them.

/** An account in which nothing lacks, unless it says otherwise. */
export interface AccountFacts {
  id: string
  /** Parameters of SSM by name, in every region. */
  parameters: Record<string, string>
  trails: { Name: string; HomeRegion: string; LogFileValidationEnabled: boolean; isLogging: boolean }[]
  unreserved: number
}

export const soundAccount = (): AccountFacts => ({
  id: '111111111111',
  parameters: { '/cdk-bootstrap/hnb659fds/version': '30' },
  trails: [
    {
      ...{ Name: 'aws-controltower-BaselineCloudTrail', HomeRegion: 'eu-west-1' },
      ...{ LogFileValidationEnabled: true, isLogging: true },
    },
  ],
  unreserved: 990,
})

type Input = Record<string, string | undefined>

/** STS and CloudFormation answer in XML. */
const xml = (operation: string, result: string): string =>
  `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`

/** Answers by operation; null: there is no such thing. */
const answers: Record<string, (facts: AccountFacts, input: Input) => object | null> = {
  GetParameter: ({ parameters }, { Name = '' }) => {
    const Value = parameters[Name]
    return Value === undefined ? null : { Parameter: { Name, Value } }
  },
  GetParametersByPath: ({ parameters }, { Path = '' }) => ({
    Parameters: Object.keys(parameters).flatMap((Name) => (Name.startsWith(Path) ? { Name } : [])),
  }),
  DescribeTrails: ({ id, trails }) => ({
    trailList: trails.map(({ isLogging: _, ...trail }) => ({
      ...trail,
      TrailARN: `arn:aws:cloudtrail:${trail.HomeRegion}:${id}:trail/${trail.Name}`,
    })),
  }),
  GetTrailStatus: ({ trails }, { Name }) => ({
    IsLogging: trails.some((trail) => Name?.endsWith(`/${trail.Name}`) && trail.isLogging),
  }),
  GetEventSelectors: () => ({ EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }),
}

/** Serves an account on loopback until it is closed. */
export async function serveAccount(facts: AccountFacts): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.url?.startsWith('/2016-08-19/account-settings')) {
      const AccountLimit = { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: facts.unreserved }
      return response.end(JSON.stringify({ AccountLimit }))
    }
    const query = /^Action=(\w+)/.exec(body)?.[1]
    if (query) {
      const result = query === 'GetCallerIdentity' ? `<Account>${facts.id}</Account>` : '<Summaries/>'
      return response.writeHead(200, { 'content-type': 'text/xml' }).end(xml(query, result))
    }
    const operation = /\w+$/.exec(String(request.headers['x-amz-target']))?.[0] ?? ''
    const found = answers[operation]?.(facts, JSON.parse(body || '{}'))
    const json = { 'content-type': 'application/x-amz-json-1.1' }
    return found
      ? response.writeHead(200, json).end(JSON.stringify(found))
      : response.writeHead(400, json).end(JSON.stringify({ __type: 'ParameterNotFound' }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
