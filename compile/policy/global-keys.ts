import { nearest } from '../text/nearest.ts'

/** IAM User Guide, "AWS global condition context keys", read 2026-11-22; aws:SourceOwner is of older guides. A tag's key follows the /. */
const names =
  `PrincipalArn PrincipalAccount PrincipalOrgPaths PrincipalOrgID PrincipalTag/ PrincipalIsAWSService PrincipalServiceName
  PrincipalServiceNamesList PrincipalType userid username
  AssumedRoot FederatedProvider TokenIssueTime SignInSessionArn MultiFactorAuthAge MultiFactorAuthPresent ChatbotSourceArn
  Ec2InstanceSourceVpc Ec2InstanceSourcePrivateIPv4 SourceIdentity
  SourceIp SourceVpc SourceVpcArn SourceVpce VpceAccount VpceOrgID VpceOrgPaths VpcSourceIp
  ResourceAccount ResourceOrgID ResourceOrgPaths ResourceTag/
  CalledVia CalledViaFirst CalledViaLast CalledViaAWSMCP ViaAWSService ViaAWSMCPService CurrentTime EpochTime referer
  RequestedRegion RequestTag/ TagKeys SecureTransport SourceAccount SourceArn SourceOrgID SourceOrgPaths SourceOwner UserAgent
  IsMcpServiceAction`.split(/\s+/)

const globalKeys = names.map((name) => `aws:${name}`)
const known = new Set(globalKeys.map((key) => key.toLowerCase()))

/** More letters than these are another word: AWS adds keys. */
const mostWrong = 2

/** The global condition key that was meant by one that AWS does not know; null where it is known, or like none. */
export function meantKey(key: string): string | null {
  const lower = key.toLowerCase()
  if (!lower.startsWith('aws:')) return null
  const slash = key.indexOf('/') + 1
  const name = slash > 0 ? key.slice(0, slash) : key
  if (known.has(name.toLowerCase())) return null
  const meant = nearest(name, globalKeys, mostWrong)
  return meant === null || slash === 0 ? meant : `${meant}${key.slice(slash)}`
}
