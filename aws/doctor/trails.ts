import {
  type Trail as AwsTrail,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail'
import type { Trail } from '../../core/doctor/facts.ts'
import { inParallel } from '../parallel.ts'
import { ask } from './ask.ts'
import type { Regional } from './services.ts'

/** AWS allows five trails in a region, and shows those of other regions and of the organization beside them. */
const most = 50

/** Every trail that logs in a region, wherever it is at home. */
export async function readTrails({ cloudtrail, cloudtrailIn }: Regional): Promise<Trail[]> {
  const { trailList = [] } = await ask('cloudtrail:DescribeTrails', () =>
    cloudtrail.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
  )
  const trails: Trail[] = []
  await inParallel(trailList.slice(0, most), async (found) => {
    const Name = found.TrailARN ?? ''
    const region = regionIn(Name)
    const home = region ? cloudtrailIn(region) : cloudtrail
    const { IsLogging } = await ask('cloudtrail:GetTrailStatus', () => home.send(new GetTrailStatusCommand({ Name })))
    const selectors = await ask('cloudtrail:GetEventSelectors', () =>
      home.send(new GetEventSelectorsCommand({ TrailName: Name })),
    )
    trails.push(trailOf(found, IsLogging ?? false, selectors))
  })
  return trails.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** What is no region would be a part of the address that is called. */
const regionIn = (arn: string): string | undefined => /^arn:[^:]*:cloudtrail:([a-z0-9-]+):/.exec(arn)?.[1]

const trailOf = (found: AwsTrail, isLogging: boolean, selectors: GetEventSelectorsResponse): Trail => ({
  name: found.Name ?? '',
  homeRegion: found.HomeRegion ?? '',
  isLogging,
  isValidated: found.LogFileValidationEnabled ?? false,
  basic: (selectors.EventSelectors ?? []).map(({ ReadWriteType = 'All', IncludeManagementEvents = true }) => ({
    readWriteType: ReadWriteType,
    includesManagement: IncludeManagementEvents,
  })),
  advanced: (selectors.AdvancedEventSelectors ?? []).map(({ FieldSelectors = [] }) =>
    FieldSelectors.map(({ Field = '', Equals = [], NotEquals = [], ...others }) => ({
      field: Field,
      equals: Equals,
      notEquals: NotEquals,
      isNarrower: Object.values(others).some((values) => (values?.length ?? 0) > 0),
    })),
  ),
})
