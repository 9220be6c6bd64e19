export interface Version {
  version: number
  type: 'String' | 'StringList' | 'SecureString'
  value: string
  description: string
  /** Milliseconds. */
  modified: number
  /** ARN of who wrote it. */
  user: string
}

/** Versions by name, the newest last. */
export type Parameters = Map<string, Version[]>

/** What each account has in each region. */
export type ParameterStores = Map<string, Parameters>
