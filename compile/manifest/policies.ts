import type { PolicyType, Quotas } from '../../core/policy/type.ts'
import { compilePolicy } from '../policy/check.ts'
import { type Finding, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { midnight } from '../text/time.ts'
import type { YamlFile } from '../yaml/parse.ts'
import type { DraftResource, DraftScope } from './draft.ts'
import { type NamedFiles, plain } from './files.ts'
import { typeOf } from './resources.ts'
import type { Claim } from './slots.ts'
import type { Resolved, Resolver } from './targets.ts'

interface ResolvedScope {
  target: Resolved
  joinedAfter: number | null
  except: string[]
}

/** A resource that is a policy, with its content and as much of its targets as is known. */
export interface DraftPolicy {
  resource: DraftResource
  type: PolicyType
  content: string
  targets: Resolved[]
  scopes: ResolvedScope[]
  claims: Claim[]
}

/** The policies of a manifest with content and targets; every problem with either goes to `report`. */
export function readPolicies(
  resources: DraftResource[],
  {
    yaml,
    resolver,
    files,
    breakGlassRoles,
    quotas,
    partition,
    organization,
    report,
  }: {
    yaml: YamlFile
    resolver: Resolver
    files: NamedFiles
    breakGlassRoles: readonly string[]
    quotas: Quotas
    partition: string
    /** Id of the locked organization. */
    organization: string | null
    report: (found: Finding) => void
  },
): DraftPolicy[] {
  const compiled = new Map<string, string>()

  function contentOf(resource: DraftResource, type: PolicyType): string {
    // a policy that goes away needs no content
    if (resource.file === null || resource.absent) return ''
    const key = `${type} ${plain(resource.file)}`
    const known = compiled.get(key)
    if (known !== undefined) return known
    const found = files.text(resource.file, [...resource.path, 'resource_file'], 'policy')
    if ('code' in found) {
      report(found)
      return ''
    }
    const { content, problems } = compilePolicy(found.text, found.file, type, {
      breakGlassRoles,
      characters: quotas[type].characters,
      partition,
      organization,
    })
    problems.forEach(report)
    compiled.set(key, content ?? '')
    return content ?? ''
  }

  function scopeOf(scope: DraftScope): ResolvedScope[] {
    const target = scope.unit === null ? null : resolver.unit(scope.unit, [...scope.path, 'organizational_unit'])
    const joinedAfter = scope.joinedAfter === null ? null : midnight(scope.joinedAfter)
    if (joinedAfter !== null && Number.isNaN(joinedAfter)) {
      const message = `${quote(scope.joinedAfter ?? '')} is not in the calendar`
      report(problem('wrong-date', yaml.at([...scope.path, 'joined_after']), message, 'Write a date like 2026-11-01.'))
      return []
    }
    const except = scope.except.filter((id) => id !== null)
    return target === null ? [] : [{ target, joinedAfter, except: [...new Set(except)].sort() }]
  }

  return resources.flatMap((resource) => {
    const type = typeOf(resource.method)
    if (type === null) return []
    const content = contentOf(resource, type)
    const claims: Claim[] = []
    const policy = { resource, type, content, targets: [], scopes: [], claims }
    // where it goes away, nobody needs to know what its targets are called today
    if (resource.absent) return [policy]
    const name = resource.name ?? ''
    const named = resolver.targetsOf(resource)
    for (const { target, at } of [...named.units, ...named.accounts])
      claims.push({ type, policy: name, target, each: null, at })
    const scopes = resource.scopes.map((scope) => ({ scope, resolved: scopeOf(scope) }))
    for (const { scope, resolved } of scopes)
      for (const { target, joinedAfter, except } of resolved)
        claims.push({ type, policy: name, target, each: { except, later: joinedAfter !== null }, at: scope.path })
    const targets = claims.filter(({ each }) => each === null).map(({ target }) => target)
    return [{ ...policy, targets, scopes: scopes.flatMap(({ resolved }) => resolved) }]
  })
}
