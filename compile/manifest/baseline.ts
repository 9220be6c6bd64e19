import { organizationsRegion } from '../../core/partition.ts'
import { isMembers } from '../members.ts'
import { type Draft, texts } from './draft.ts'
import type { Resolved, Resolver } from './targets.ts'

/** What goes into member accounts, as far as its OUs are known. */
export interface DraftBaseline {
  units: Resolved[]
  regions: string[]
}

/** What a draft wants in member accounts; null where it wants nothing. Each OU and region once. */
export function readBaseline({ settings, region }: Draft, resolver: Resolver): DraftBaseline | null {
  const wanted = settings.member_baseline
  if (!isMembers(wanted) || region === null) return null
  const at = ['holdfast', 'member_baseline']
  const units = Array.isArray(wanted.organizational_units)
    ? texts(wanted.organizational_units).map((written, index) =>
        written === null ? null : resolver.unit(written, [...at, 'organizational_units', index]),
      )
    : [resolver.unit('Root', at)]
  const regions = Array.isArray(wanted.regions) ? texts(wanted.regions) : [organizationsRegion(region)]
  return {
    units: [
      ...new Map(units.flatMap((unit) => (unit === null ? [] : [[unit.id ?? unit.path, unit] as const]))).values(),
    ],
    regions: [...new Set([region, ...regions.filter((one) => one !== null)])],
  }
}
