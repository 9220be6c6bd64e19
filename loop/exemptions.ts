import type { RecordData } from '../core/audit/data.ts'
import { record } from '../core/audit/record.ts'
import { duesOf, exemptionNotice, ratificationNotice, unratified } from '../core/exempt/tell.ts'
import { type Exemption, isAccountId, type Manifest } from '../core/manifest.ts'
import { rememberedIn, suspensionRows } from '../core/suspend/row.ts'
import type { EnforcementPorts } from './ports.ts'
import { safely } from './record.ts'

type Ports = Pick<EnforcementPorts, 'state' | 'notify' | 'audit' | 'keys' | 'clock' | 'id'>

/** Records that something came of an exemption. Nothing that is recorded decides about it. */
export const recordExemption = (
  ports: Omit<Ports, 'state'>,
  manifest: Manifest,
  { id, policy, target, from, until, ticket }: Exemption,
  state: RecordData['exemption']['state'],
): Promise<void> =>
  safely(
    ports,
    (async () => {
      const isHidden = manifest.audit.identifiers === 'pseudonym' && isAccountId(target.id)
      return [
        record('exemption', manifest.organization.id, ports.id(), ports.clock.now(), {
          ...{ run: ports.id(), manifest: manifest.digest, commit: manifest.commit },
          ...{ exemption: id, state, policy, ticket },
          target: isHidden ? await ports.keys('acct', target.id) : target.id,
          from: new Date(from).toISOString(),
          until: new Date(until).toISOString(),
        }),
      ]
    })(),
  )

/** As long it stays known that something was told, in milliseconds: longer than there is any reason to tell it. */
const remembered = 130 * 24 * 60 * 60_000

/** As long one run has to tell; another one tells what it did not, in milliseconds. */
const takes = 10 * 60_000

/**
 * Tells once each, and records: that an exemption began, that it ends within a day, and that it has ended; and that a suspension
 * still lacks its ratification. Whether something is exempt does not depend on it.
 */
export async function remindOfExemptions(ports: Ports, manifest: Manifest): Promise<void> {
  const { clock, notify } = ports
  const now = clock.now()
  const errors: unknown[] = []
  const attempt = async (key: string, work: () => Promise<void>) => {
    try {
      await once(ports, key, work)
    } catch (error) {
      errors.push(error)
    }
  }
  for (const exemption of manifest.exemptions) {
    for (const due of duesOf(exemption, now)) {
      await attempt(`${exemption.id}/${exemption.until}/${due}`, async () => {
        await notify(exemptionNotice(exemption, due, manifest, now))
        await recordExemption(ports, manifest, exemption, due)
      })
    }
  }
  const rows = rememberedIn(await ports.state.list(suspensionRows))
  for (const one of unratified(rows, manifest, now))
    await attempt(`ratify${one.name}/${one.written}`, () => notify(ratificationNotice(one, now)))
  if (errors.length > 0) throw errors[0]
}

/** Does what was not done before. What failed, or died on the way, is done by a later run. */
async function once({ state, id }: Ports, key: string, work: () => Promise<void>): Promise<void> {
  const row = `exempt/${key}`
  if ((await state.get(`${row}/told`)) !== undefined || !(await state.claim(row, id(), takes))) return
  try {
    await work()
  } catch (error) {
    await state.remove([row])
    throw error
  }
  await state.put({ [`${row}/told`]: true }, remembered)
}
