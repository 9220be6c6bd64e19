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
const longest = Math.max(...globalKeys.map((key) => key.length)) + mostWrong

/** A word, and what is left of it without one letter or two: words that are alike have something of it in common. */
function* remains(word: string, without = mostWrong, from = 0): Generator<string> {
  yield word
  if (without === 0) return
  for (let at = from; at < word.length; at++) yield* remains(word.slice(0, at) + word.slice(at + 1), without - 1, at)
}

let byRemains: Map<string, string[]> | undefined

function index(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const key of globalKeys)
    for (const rest of new Set(remains(bare(key)))) found.set(rest, [...(found.get(rest) ?? []), key])
  return found
}

const bare = (key: string): string => key.slice('aws:'.length).toLowerCase()

/** Answers to what was asked before: each keeper asks again for each term. */
const answers = new Map<string, string | null>()
const mostAnswers = 10_000

/** The global condition key that was meant by one that AWS does not know; null where it is known, or like none. */
export function meantKey(key: string): string | null {
  if (!/^aws:/i.test(key)) return null
  const slash = key.indexOf('/') + 1
  const name = slash > 0 ? key.slice(0, slash) : key
  if (known.has(name.toLowerCase()) || name.length > longest) return null
  let meant = answers.get(name)
  if (meant === undefined) {
    byRemains ??= index()
    const alike = new Set<string>()
    for (const rest of remains(bare(name))) for (const one of byRemains.get(rest) ?? []) alike.add(one)
    meant = nearest(name, alike, mostWrong)
    if (answers.size >= mostAnswers) answers.clear()
    answers.set(name, meant)
  }
  return meant === null || slash === 0 ? meant : `${meant}${key.slice(slash)}`
}
