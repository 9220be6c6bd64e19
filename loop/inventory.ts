import type { RecordData } from '../core/audit/data.ts'
import { type AuditRecord, iso } from '../core/audit/record.ts'
import { sha256 } from '../core/digest.ts'
import { member } from '../core/event/member.ts'
import type { Manifest, Review } from '../core/manifest.ts'
import { factsOf } from '../core/organization/facts.ts'
import type { Organization } from '../core/organization/organization.ts'
import { OrganizationMismatch } from '../core/ports.ts'
import { isSuperseded } from './generation.ts'
import type { EnforcementPorts } from './ports.ts'
import { type Recorder, recorderFor } from './recorder.ts'
import { redact } from './redact.ts'
import { lenient } from './state.ts'

type Inventory = RecordData['inventory']
type Desired = RecordData['desired']

/** As many accounts, OUs or targets stand in one record, each of which is a segment. */
const most = 500

const takenRow = 'inventory/taken'
const lasts = 20 * 60_000

/**
 * Records once in a day (UTC) which accounts and OUs there are, and what the manifest wants of them: what was covered can be
 * told later without asking AWS. Reads every account, as fast as the ports let it. Rejects where it could not all be read or
 * recorded: then the next one takes it.
 */
export async function takeInventory(ports: EnforcementPorts, manifest: Manifest): Promise<void> {
  const { state, clock, organizations, id } = ports
  const day = iso(clock.now()).slice(0, 10)
  if ((await state.get(takenRow)) === day) return
  if (!(await state.claim('inventory/lease', id(), lasts))) return
  const tree = await organizations.tree()
  if (tree.id !== manifest.organization.id)
    throw new OrganizationMismatch(`The organization is ${tree.id}, the lock says ${manifest.organization.id}`)
  const recorder = recorderFor(ports, manifest)
  const parts = [...(await inventoryOf(recorder, tree, day)), ...(await desiredOf(recorder, manifest, day))]
  for (const part of parts) await recorder.write(Promise.resolve([part]))
  const isWhole = !recorder.isBehind()
  if (!(await recorder.end()) || !isWhole) throw new Error(`The inventory of ${day} could not be recorded`)
  await state.put({ [takenRow]: day })
}

const deployedRow = 'recorded/deployment'

/** Records once for each deployment that its manifest is in force, who reviewed it, and what it wants. */
export async function recordDeployment(ports: EnforcementPorts, manifest: Manifest): Promise<void> {
  const { clock, generation } = ports
  const state = lenient(ports)
  const before = await state.get(deployedRow)
  const isKnown = member(before, 'generation') === generation && member(before, 'manifest') === manifest.digest
  if (isKnown || (await isSuperseded(state, generation))) return
  const recorder = recorderFor(ports, manifest)
  const said = {
    ...recorder.ofRun,
    generation,
    review: manifest.review ? await reviewOf(recorder, manifest.review) : null,
  }
  await recorder.write(Promise.resolve([recorder.record('deployment', said)]))
  for (const part of await desiredOf(recorder, manifest, iso(clock.now()).slice(0, 10)))
    await recorder.write(Promise.resolve([part]))
  const isWhole = !recorder.isBehind()
  if ((await recorder.end()) && isWhole) await state.put({ [deployedRow]: { generation, manifest: manifest.digest } })
}

/** Who wrote and who reviewed are people like those who detach. */
const reviewOf = async ({ identify }: Recorder, review: Review): Promise<Review> => ({
  ...review,
  author: await identify('principal', review.author),
  approvers: await Promise.all(review.approvers.map((one) => identify('principal', one))),
})

async function inventoryOf(recorder: Recorder, tree: Organization, day: string): Promise<AuditRecord[]> {
  const facts = factsOf(tree)
  const units = inParts(tree.organizationalUnits, () => 1)
  const accounts = inParts(tree.accounts, () => 1)
  const parts = Math.max(1, units.length, accounts.length)
  const management = await recorder.identify('acct', tree.managementAccount)
  const records: AuditRecord[] = []
  for (let at = 0; at < parts; at++) {
    const said: Pick<Inventory, 'accounts' | 'units'> = {
      accounts: await Promise.all(
        (accounts[at] ?? []).map(async ({ id, state, joined }) => ({
          account: await recorder.identify('acct', id),
          path: facts.ancestry(id).slice(1).reverse(),
          state: state ?? 'UNKNOWN',
          joined: joined === null ? null : iso(joined),
        })),
      ),
      units: await Promise.all(
        (units[at] ?? []).map(async ({ id, parentId, name }) => ({
          ...{ id, parent: parentId },
          name: await redact(recorder, name, 100),
        })),
      ),
    }
    records.push(recorder.record('inventory', { ...recorder.ofRun, day, part: at + 1, parts, management, ...said }))
  }
  return records
}

async function desiredOf(recorder: Recorder, { policies, ratified }: Manifest, day: string): Promise<AuditRecord[]> {
  const all = inParts(policies, ({ targets, eachAccountIn }) =>
    eachAccountIn.reduce((sum, { except }) => sum + except.length, 1 + targets.length),
  )
  const named = (ids: string[]) => Promise.all(ids.map((id) => recorder.identify('acct', id)))
  const records: AuditRecord[] = []
  for (const [at, some] of all.entries()) {
    const said: Desired['policies'] = await Promise.all(
      some.map(async ({ name, type, state, mode, content, targets, eachAccountIn }) => ({
        ...{ name, type, state, mode },
        content: sha256(content),
        targets: await named(targets.map(({ id }) => id)),
        eachAccountIn: await Promise.all(
          eachAccountIn.map(async ({ id, joinedAfter, except }) => ({
            target: id,
            joinedAfter: joinedAfter === null ? null : iso(joinedAfter),
            except: await named(except),
          })),
        ),
      })),
    )
    const first = at === 0 && { ratified: await ratifiedOf(recorder, ratified) }
    const record = { ...recorder.ofRun, day, part: at + 1, parts: all.length, policies: said, ...first }
    records.push(recorder.record('desired', record))
  }
  return records
}

/** The newest suspensions that a manifest ratifies, with the parameters as records of suspensions have them. */
const ratifiedOf = (recorder: Recorder, ratified: Manifest['ratified']): Promise<NonNullable<Desired['ratified']>> =>
  Promise.all(
    ratified.slice(-most).map(async ({ parameter, written, ticket }) => ({
      parameter: await redact(recorder, parameter, 300),
      written: iso(written),
      ticket: await redact(recorder, ticket, 200),
    })),
  )

/** Items in their order, in parts that together weigh no more than a record holds; what weighs more stands alone. */
function inParts<Item>(items: Item[], weightOf: (item: Item) => number): Item[][] {
  const parts: Item[][] = []
  let weight = Number.POSITIVE_INFINITY
  for (const item of items) {
    weight += weightOf(item)
    if (weight > most) {
      parts.push([])
      weight = weightOf(item)
    }
    parts.at(-1)?.push(item)
  }
  return parts
}
