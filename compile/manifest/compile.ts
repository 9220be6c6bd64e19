import type { Deployment } from '../../core/deployment.ts'
import type { Manifest } from '../../core/manifest.ts'
import { partitionOf } from '../../core/partition.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { loadDocument } from '../document.ts'
import { compileExemptions } from '../exempt/compile.ts'
import { checkPolicies, type PolicyNames, policyNames } from '../lock/policies.ts'
import { isMembers } from '../members.ts'
import { type Finding, hasErrors, inOrder, problem } from '../problems.ts'
import { compileReview } from '../review.ts'
import { quote } from '../text/quote.ts'
import { failureProblem, type ReadFile } from '../text/read.ts'
import type { YamlFile } from '../yaml/parse.ts'
import { acknowledge } from './acknowledge.ts'
import { assemble } from './assemble.ts'
import { readBaseline } from './baseline.ts'
import { deploymentOf } from './deployment.ts'
import { toDraft } from './draft.ts'
import { createFiles, type LockFolder, type Remote } from './files.ts'
import { readPolicies } from './policies.ts'
import { checkNames, checkResources } from './resources.ts'
import { checkSecurity } from './security.ts'
import { checkSettings } from './settings.ts'
import { type Claim, checkSlots } from './slots.ts'
import { readStackSets } from './stack-sets.ts'
import { createResolver, type Given, type Unresolved } from './targets.ts'
import { modern } from './v1.ts'

export interface Compiled {
  /** null where there is an error or an unresolved name. */
  manifest: Manifest | null
  /** What is deployed with it; null where there is no manifest, or the template of a stack set cannot be had. */
  deployment: Deployment | null
  problems: Problem[]
  /** Names that the lock has no id for, each once, at its first place. */
  unresolved: Unresolved[]
  /** Ids of roots, OUs and accounts that the manifest gives directly, sorted, each once, at its first place. */
  ids: Given[]
  /** Remote files that the manifest names, each once, at its first place. */
  remote: Remote[]
  /** Policies that the manifest names, as the lock lists them. */
  policies: PolicyNames
  /** Entries of the manifest that were read. */
  resources: number
  /** Control Tower home region; empty where it could not be read. */
  region: string
  /** Management account that the manifest names; null where it names none. */
  management: string | null
}

interface CompileInput {
  read: ReadFile
  file: string
  lock: LockDocument | null
  /** Where the lock lies; left out, it is beside the manifest. */
  beside?: LockFolder
  commit: string | null
  /** When, in epoch milliseconds: what is over is told. Left out, all exemptions are taken for over, and nothing is said of that. */
  now?: number
  /** The lock is of an imitation: what policies say of the organization's id is about the true one. */
  isImitated?: boolean
}

const nothing = {
  ...{
    manifest: null,
    deployment: null,
    unresolved: [],
    ids: [],
    remote: [],
    resources: 0,
    region: '',
    management: null,
  },
  policies: policyNames([]),
}

/** A manifest with the files it names, checked and its names resolved; or everything that is wrong with it, in one pass. */
export function compileManifest({
  read,
  file,
  lock,
  beside = { read, folder: '' },
  commit,
  now,
  isImitated = false,
}: CompileInput): Compiled {
  const bytes = read(file)
  if (typeof bytes === 'string') return { ...nothing, problems: [failureProblem(bytes, file, { file })] }
  const { yaml: written, problems: found, leftOut } = loadDocument(bytes, file, 'manifest')
  if (written === null) return { ...nothing, problems: inOrder(found, leftOut) }
  const { yaml, problems: ofVersion } = modern(written)
  const draft = toDraft(yaml.value)
  const resolver = createResolver(yaml, lock)
  const inFiles: Finding[] = []
  const files = createFiles(yaml, read, lock, beside)
  const policies = readPolicies(draft.resources, {
    yaml,
    resolver,
    files,
    breakGlassRoles: draft.breakGlassRoles,
    quotas: draft.quotas,
    partition: partitionOf(draft.region ?? ''),
    organization: isImitated ? null : (lock?.organization.id ?? null),
    report: (one) => inFiles.push(one),
  })
  const baseline = readBaseline(draft, resolver)
  const reviewed = compileReview(read, commit)
  const stackSets = readStackSets(draft.resources, {
    ...{ yaml, resolver, files, report: (one: Finding) => inFiles.push(one) },
    home: draft.region,
    management: lock?.organization.management_account ?? null,
  })
  const exempt = compileExemptions({
    ...{ read, lock, policies, now },
    organization: lock?.organization.id ?? '',
    mostDays: draft.exemptionDays,
  })
  const claims = policies.flatMap((policy) => policy.claims)
  const named = policyNames(draft.resources)
  // somebody has to find out which organization it is for
  if (lock === null && !resolver.unresolved.some(({ kind }) => kind === 'root')) resolver.unit('Root', ['resources'])
  const problems = acknowledge(
    [
      ...found,
      ...ofVersion,
      ...inFiles,
      ...resolver.problems,
      ...(isMembers(yaml.value) && draft.resources.length === 0 ? [noResources(yaml)] : []),
      ...checkSettings(draft, yaml, lock),
      ...checkResources(draft, yaml),
      ...checkNames(draft, yaml),
      ...checkSlots(claims, draft, yaml),
      ...reviewed.problems,
      ...managementAccount(claims, yaml, lock),
      ...checkSecurity(claims, draft, yaml),
      ...checkPolicies(lock, named, yaml.at(['resources'], 'key')),
      ...exempt.problems,
    ],
    draft,
    yaml,
    files,
  )
  const isWhole = !hasErrors(problems) && !baseline?.units.some(({ id }) => id === null)
  const manifest = isWhole ? assemble(draft, policies, stackSets, exempt, lock, commit, reviewed.review) : null
  return {
    manifest,
    deployment: manifest && deploymentOf(draft, stackSets, baseline, manifest),
    problems: inOrder(problems, leftOut + exempt.leftOut),
    unresolved: eachOnce([...resolver.unresolved, ...exempt.unresolved], ({ kind, name }) => `${kind} ${name}`),
    ids: eachOnce([...resolver.ids, ...exempt.ids], ({ id }) => id).sort((one, other) => (one.id < other.id ? -1 : 1)),
    remote: files.remote,
    policies: named,
    resources: draft.resources.length,
    region: draft.region ?? '',
    management: draft.management,
  }
}

/** The first of each key. */
const eachOnce = <Item>(items: Item[], keyOf: (item: Item) => string): Item[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse()

const noResources = (yaml: YamlFile): Problem =>
  problem(
    'no-resources',
    yaml.at(['resources'], 'key'),
    'the manifest has no resources: nothing is attached, and nothing that was attached is detached',
    'Add resources. To detach policies, keep their entries with holdfast: { state: absent }.',
  )

function managementAccount(claims: Claim[], yaml: YamlFile, lock: LockDocument | null): Problem[] {
  return claims
    .filter(({ target }) => lock !== null && target.id === lock.organization.management_account)
    .map(({ policy, at }) => {
      const message = `${quote(policy)} has no effect in the management account: AWS exempts it from SCPs and RCPs`
      return problem(
        'management-account',
        yaml.at(at),
        message,
        'Remove it here, and keep workloads out of that account.',
      )
    })
}
