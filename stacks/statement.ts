/** A statement of an IAM policy as AWS writes it. */
export interface Statement {
  Sid: string
  Effect: 'Allow' | 'Deny'
  Principal?: '*' | { AWS: string | string[] } | { Service: string }
  Action: string | string[]
  Resource: string | string[]
  Condition?: { [operator: string]: { [key: string]: string | string[] } }
}

export const policyDocument = (statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements })

export const allow = (
  sid: string,
  actions: string | string[],
  resources: string | string[],
  condition?: Statement['Condition'],
): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition && { Condition: condition }),
})

/** What a service may assume a role for: the resources of its own that are named, and nobody else's. */
export const trust = (service: string, condition?: Statement['Condition']) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(condition && { Condition: condition }),
    },
  ],
})

/** Nobody gets around TLS. */
export const tlsOnly = (action: string, resource: string): Statement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})
