import type { FieldSelector, Place, Trail } from './facts.ts'
import { error, type Finding, ifKnown, known, ok, type Subject, some, unknownOf, warning } from './finding.ts'
import { regionOf } from './organization.ts'

/** How much of the calls that change something a trail logs. */
type Extent = 'all' | 'some' | 'none'

const sources = ['organizations.amazonaws.com', 'controltower.amazonaws.com']

/**
 * CloudTrail User Guide, "Logging management events" and "Filtering events by using advanced event selectors": basic
 * selectors log what one of them takes, advanced ones what all fields of one of them take.
 */
function extentOf({ basic, advanced }: Trail): Extent {
  if (basic.length + advanced.length === 0) return 'all'
  if (basic.some((one) => one.includesManagement && /^(All|WriteOnly)$/i.test(one.readWriteType))) return 'all'
  const extents = advanced.map(extentOfSelector)
  return extents.includes('all') ? 'all' : extents.includes('some') ? 'some' : 'none'
}

function extentOfSelector(fields: FieldSelector[]): Extent {
  if (!fields.some(({ field, equals }) => field === 'eventCategory' && equals.includes('Management'))) return 'none'
  const extents = fields.map(extentOfField)
  return extents.includes('none') ? 'none' : extents.includes('some') ? 'some' : 'all'
}

function extentOfField({ field, equals, notEquals, isNarrower }: FieldSelector): Extent {
  if (field === 'eventCategory') return 'all'
  const takes = (value: string) => (equals.length === 0 || equals.includes(value)) && !notEquals.includes(value)
  if (field === 'readOnly') return takes('false') ? 'all' : 'none'
  if (field !== 'eventSource' || isNarrower) return 'some'
  const taken = sources.filter(takes).length
  return taken === sources.length ? 'all' : taken > 0 ? 'some' : 'none'
}

/** As a command takes it; what no name of a trail can be is left to whoever types it. */
const addressOf = ({ name, homeRegion }: Trail): string =>
  /^[\w.-]+$/.test(name) && /^[\w-]+$/.test(homeRegion) ? `--name ${name} --region ${homeRegion}` : "--name 'TRAIL'"

const create = 'Have Control Tower log, or create a multi-region trail in the management account.'

/** Whether calls reach EventBridge in a region: without a trail there is no event. */
const logs = (subject: Subject, place: Place): Finding =>
  known(subject.facts.trails[place], (trails) => {
    const region = regionOf(subject, place)
    const logging = trails.filter(({ isLogging }) => isLogging)
    const whole = logging.filter((one) => extentOf(one) === 'all').map(({ name }) => name)
    if (whole.length > 0) return ok(`${some(whole)} logs what is changed in ${region}`)
    const [part] = logging.filter((one) => extentOf(one) === 'some')
    if (part) {
      return warning(
        `${part.name} logs only a part of what is changed in ${region}: other changes are seen by sweeps alone`,
        `Have its event selectors take every management event that writes.`,
      )
    }
    const [off] = trails.filter((one) => extentOf(one) !== 'none')
    if (off) {
      return error(
        `${off.name} is stopped in ${region}: no event arrives`,
        `Run "aws cloudtrail start-logging ${addressOf(off)}".`,
      )
    }
    const line = `no trail logs what is changed in ${region}: no event arrives`
    const [blind] = logging
    return blind ? error(line, `Have the event selectors of ${blind.name} take them.`) : error(line, create)
  })

export const trail = (subject: Subject): Finding => logs(subject, 'organizations')

export function homeTrail(subject: Subject): Finding {
  const isOne = regionOf(subject, 'home') === regionOf(subject, 'organizations')
  return isOne ? ok('the home region is the one of Organizations') : logs(subject, 'home')
}

/** A log that can be changed afterwards is no evidence. */
export const logFileValidation = ({ facts }: Subject): Finding =>
  known(facts.trails.organizations, (trails) => {
    const logging = trails.filter((one) => one.isLogging && extentOf(one) !== 'none')
    if (logging.length === 0)
      return error('there is no trail to validate', 'Mend what stands at trail, with log file validation.')
    const [first] = logging
    const validated = logging.find(({ isValidated }) => isValidated)
    return validated || !first
      ? ok(`${validated?.name} has it`)
      : error(
          `${first.name} has none: nobody could tell that its log files were changed`,
          `Run "aws cloudtrail update-trail ${addressOf(first)} --enable-log-file-validation".`,
        )
  })

const controlTowerTrail = 'aws-controltower-BaselineCloudTrail'
const controlTower = 'controltower.amazonaws.com'

/** Control Tower tells nobody its home region but by what it made there. */
export function homeRegion({ deployment: { manifest }, facts }: Subject): Finding {
  const { region } = manifest
  const trails = [facts.trails.organizations, facts.trails.home].flatMap((fact) => ifKnown(fact) ?? [])
  const baseline = trails.find(({ name }) => name === controlTowerTrail)
  if (baseline) {
    return baseline.homeRegion === region
      ? ok(`${region}, as ${controlTowerTrail} says`)
      : error(
          `the manifest says ${region}, the trail ${controlTowerTrail} is at home in ${baseline.homeRegion}`,
          `Write region: ${baseline.homeRegion}.`,
        )
  }
  if (ifKnown(facts.stackSets)?.some((name) => name.startsWith('AWSControlTower'))) {
    return ok(`${region}, where Control Tower has its stack sets`)
  }
  if (ifKnown(facts.trustedServices)?.includes(controlTower) === false) {
    return ok(`${region}; Control Tower is not in use here`)
  }
  return (
    unknownOf(facts.trails.organizations, facts.stackSets, facts.trustedServices) ??
    warning(
      `nothing that Control Tower made was seen in ${region}`,
      'Compare it with "Home Region" in the landing zone settings of Control Tower.',
    )
  )
}
