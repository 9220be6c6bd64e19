import type { RecordData } from '../core/audit/data.ts'
import { duesOf, exemptionNotice, ratificationNotice, unratified } from '../core/exempt/tell.ts'
import type { Exemption, Manifest } from '../core/manifest.ts'
import { rememberedIn, suspensionRows } from '../core/suspend/row.ts'
import type { EnforcementPorts } from './ports.ts'
import { exemptionRecord } from './record.ts'
import { type Recorder, recorderFor } from './recorder.ts'

type Ports = Pick<EnforcementPorts, 'state' | 'notify' | 'audit' | 'keys' | 'clock' | 'id'>

/** Records that something came of an exemption. Nothing that is recorded decides about it. */
export async function recordExemption(
  recorder: Recorder,
  { id, policy, target, from, until, ticket }: Exemption,
  state: RecordData['exemption']['state'],
  use?: Parameters<typeof exemptionRecord>[1]['use'],
): Promise<void> {
  const said = { exemption: id, state, policy, target: target.id, from, until, ticket, use }
  await recorder.write(exemptionRecord(recorder, said).then((one) => [one]))
}

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
  const recorder = recorderFor(ports, manifest)
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
        await recordExemption(recorder, exemption, due)
      })
    }
  }
  const rows = rememberedIn(await ports.state.list(suspensionRows))
  for (const one of unratified(rows, manifest, now))
    await attempt(`ratify${one.name}/${one.written}`, () => notify(ratificationNotice(one, now)))
  await recorder.end()
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
