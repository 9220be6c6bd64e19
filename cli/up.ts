import { relative } from 'node:path'
import { endpointOf } from '../aws/client.ts'
import { checkLock, organizationFor, toOrganization } from '../compile/index.ts'
import type { Manifest } from '../core/manifest.ts'
import { planSummary } from '../render/plan.ts'
import { noticesText } from '../render/timeline.ts'
import { count, duration } from '../render/words.ts'
import type { OrganizationDocument } from '../schemas/types/organization.ts'
import { carryOutPlan } from './carry-out.ts'
import { type Context, exit, Refusal, UsageError } from './context.ts'
import { demonstrate } from './demo.ts'
import { aborted, howToReach, openEmulator } from './emulate.ts'
import { startEnforcement, type Told } from './enforcement.ts'
import type { Flags } from './flags.ts'
import { type Loaded, loadManifest, resolveManifest } from './manifest.ts'
import { type Live, liveOrganization, readOrganizationFile } from './organization.ts'
import { planOrRefuse } from './plan.ts'

/** The main job on an embedded organization; with an emulator's address in the environment, enforcement alone. */
export async function up(context: Context, flags: Flags): Promise<number> {
  const loaded = await loadManifest(context, flags)
  const endpoint = endpointOf(context.env)
  if (!endpoint) return embedded(context, flags, loaded)
  if (flags.organization || flags.port || flags.account) {
    throw new UsageError(
      `AWS_ENDPOINT_URL names ${endpoint}: --organization, --port and --account belong to "holdfast emulate" then`,
    )
  }
  return enforceAt(context, flags, loaded, endpoint)
}

/** Emulator, apply, enforcement, and an administrator who tries to get rid of it. */
async function embedded(context: Context, flags: Flags, loaded: Loaded): Promise<number> {
  const document = organizationOf(context, flags, loaded)
  const organization = toOrganization(document)
  const moved = loaded.lock ? checkLock(loaded.lock, organization, relative(context.folder, loaded.lockFile)) : []
  if (moved.some(({ severity }) => severity === 'error')) throw new Refusal(moved)
  const manifest = await resolveManifest(context, flags, loaded, { tree: async () => organization, keep: false })
  const emulator = await openEmulator(flags, document)
  try {
    const live = liveOrganization(context, manifest.region, emulator.url)
    context.out(
      `Organization ${organization.id} with ${count(organization.accounts.length, 'account')}, emulated on this machine\n`,
    )
    await applyManifest(context, manifest, live)
    const told: Told[] = []
    let isDemo = true
    const enforcement = await startEnforcement(context, manifest, live.organizations, emulator.url, (one) => {
      if (isDemo) told.push(one)
      else context.out(toldText(context, one))
    })
    context.out(`\nready ${emulator.url}\n`)
    await demonstrate(context, manifest, enforcement, emulator.url, told)
    isDemo = false
    const staysUp = context.isTerminal && !flags.once && !context.signal.aborted
    await applyWhatOnlyNotifies(context, manifest, live)
    const code = await verdict(context, manifest, live)
    if (staysUp) {
      context.out(`\nEnforcement stays on. ${howToReach(emulator.url)}`)
      await aborted(context.signal)
    }
    await enforcement.stop()
    return context.signal.aborted && !staysUp ? exit.interrupted : staysUp ? exit.ok : code
  } finally {
    await emulator.close()
  }
}

/** The file that was given; else the tree that the manifest names, with the ids of the lock. */
function organizationOf(context: Context, flags: Flags, { compiled, lock }: Loaded): OrganizationDocument {
  return flags.organization
    ? readOrganizationFile(context, flags.organization)
    : organizationFor(compiled.unresolved, lock, flags.account ?? compiled.management ?? '123456789012', compiled.ids)
}

async function applyManifest(context: Context, manifest: Manifest, live: Live): Promise<void> {
  const plan = await planOrRefuse(manifest, live)
  if (plan.blocked.length > 0) throw new Refusal(plan.blocked)
  const started = context.clock.now()
  const results = await carryOutPlan(context, manifest, live.organizations, plan)
  const failed = results.filter(({ outcome }) => !['done', 'already'].includes(outcome.result))
  if (failed.length > 0) {
    throw new Refusal(
      failed.map(({ outcome, key }) => ({
        code: 'not-applied',
        severity: 'error',
        message: `${key}: ${outcome.error?.message ?? outcome.result}`,
      })),
    )
  }
  const took = duration(context.clock.now() - started)
  context.out(`The manifest names ${count(manifest.policies.length, 'policy', 'policies')}. `)
  context.out(results.length > 0 ? `Applied ${count(results.length, 'change')} in ${took}.\n` : 'Nothing to apply.\n')
}

/** Policies in mode notify are reported by enforcement and restored by the next apply. */
async function applyWhatOnlyNotifies(context: Context, manifest: Manifest, live: Live): Promise<void> {
  const { changes } = await planOrRefuse(manifest, live)
  if (changes.length === 0 || changes.some(({ mode }) => mode === 'enforce')) return
  context.out(`\n${context.paint('bold', 'The pipeline applies what enforcement, in mode notify, only reported')}\n`)
  await applyManifest(context, manifest, live)
}

/** Enforcement on an emulator that runs elsewhere: a look at everything, then every event, until Ctrl-C. */
async function enforceAt(context: Context, flags: Flags, loaded: Loaded, endpoint: string): Promise<number> {
  const live = liveOrganization(context, loaded.compiled.region, endpoint)
  const manifest = await resolveManifest(context, flags, loaded, { tree: live.tree, keep: false })
  await planOrRefuse(manifest, live)
  const enforcement = await startEnforcement(context, manifest, live.organizations, endpoint, (one) =>
    context.out(toldText(context, one)),
  )
  context.out(`Enforcing ${count(manifest.policies.length, 'policy', 'policies')} at ${endpoint}\n`)
  await enforcement.sweep()
  context.out('ready\n')
  if (!flags.once) {
    const reason = await Promise.race([aborted(context.signal), enforcement.ended])
    if (reason) context.say(`The connection to ${endpoint} ended: ${reason}\n`)
    await enforcement.stop()
    return reason ? exit.failed : exit.ok
  }
  await enforcement.stop()
  return verdict(context, manifest, live)
}

/** Whether the organization is as the manifest says, seen anew. */
async function verdict(context: Context, manifest: Manifest, live: Live): Promise<number> {
  const plan = await planOrRefuse(manifest, live)
  const isAsWanted = plan.changes.length === 0 && plan.blocked.length === 0
  context.out(`\n${context.paint(isAsWanted ? 'green' : 'red', planSummary(plan))}\n`)
  context.out('What was seen and done is recorded in .holdfast/audit.\n')
  return isAsWanted ? exit.ok : exit.failed
}

function toldText(context: Context, { run, notices, took }: Told): string {
  if (notices.length === 0) return ''
  const calls = Object.values(run.calls).reduce((sum, number) => sum + number, 0)
  const time = new Date(context.clock.now()).toISOString().slice(11, 19)
  return `${context.paint('dim', time)} ${noticesText(notices, duration(took), calls, context.paint)}`
}
