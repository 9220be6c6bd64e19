import { relative } from 'node:path'
import { endpointOf } from '../aws/client.ts'
import { checkLock, organizationFor, toOrganization } from '../compile/index.ts'
import { type FunctionName, limits } from '../core/event/wiring.ts'
import type { Manifest } from '../core/manifest.ts'
import { isDone } from '../core/plan/outcome.ts'
import { reviewOf } from '../core/plan/review.ts'
import { problem } from '../core/problem.ts'
import { changesText, planSummary, total } from '../render/plan.ts'
import { problemsText } from '../render/problems.ts'
import { noticesText } from '../render/timeline.ts'
import { count, duration, wrap } from '../render/words.ts'
import type { OrganizationDocument } from '../schemas/types/organization.ts'
import { applyPlan } from './apply-plan.ts'
import { shell } from './command-line.ts'
import { type Context, exit, Refusal, refuse, unlessAborted } from './context.ts'
import { demonstrate } from './demo.ts'
import { aborted, howToReach, openEmulator } from './emulate.ts'
import { type Enforcement, startEnforcement, type Told } from './enforcement.ts'
import { emulation, type Flags } from './flags.ts'
import { type Folder, openFolder } from './folder.ts'
import { hostilityOf } from './hostile.ts'
import { type Loaded, loadManifest, resolveManifest } from './manifest.ts'
import { type Live, liveOrganization } from './organization.ts'
import { readOrganizationFile } from './organization-file.ts'
import { isInSync, planOrRefuse } from './plan.ts'
import { type Sealing, startSealing } from './sealing.ts'

/**
 * The main job on an embedded organization; with an emulator's address in the environment, and no flag that says what is to
 * be emulated, enforcement alone.
 */
export async function up(context: Context, flags: Flags): Promise<number> {
  const loaded = await loadManifest(context, flags)
  const endpoint = endpointOf(context.env)
  const isEmbedding = emulation.some((name) => flags[name] !== undefined)
  return endpoint && !isEmbedding ? enforceAt(context, flags, loaded, endpoint) : embedded(context, flags, loaded)
}

/** Emulator, apply, enforcement, and an administrator who tries to get rid of it. */
async function embedded(context: Context, flags: Flags, loaded: Loaded): Promise<number> {
  const document = organizationOf(context, flags, loaded)
  const organization = toOrganization(document)
  const moved = loaded.lock ? checkLock(loaded.lock, organization, relative(context.folder, loaded.lockFile)) : []
  if (moved.some(({ severity }) => severity === 'error')) throw new Refusal(moved)
  const manifest = await resolveManifest(context, flags, loaded, { tree: async () => organization, keep: false })
  // The administrator of the demo is nobody whom faults should strike.
  const emulator = await openEmulator(flags, document, [context.env.AWS_ACCESS_KEY_ID ?? 'holdfast'])
  let enforcement: Enforcement | undefined
  let sealing: Sealing | undefined
  try {
    const live = liveOrganization(context, manifest.region, emulator.url)
    const folder = openFolder(context, manifest, {
      endpoint: emulator.url,
      isNew: true,
      deployment: loaded.compiled.deployment,
    })
    sealing = startSealing(context, folder)
    context.out(
      `Organization ${organization.id} with ${count(organization.accounts.length, 'account')}, emulated on this machine\n`,
    )
    await applyManifest(context, manifest, live, folder)
    // Where the emulator keeps to AWS's rates, enforcement paces itself as it does in AWS.
    const connect = (name: FunctionName) => live.connect(flags.throttle ? limits[name].pace : undefined)
    const told: Told[] = []
    let isDemo = true
    const tell = (one: Told) => {
      if (isDemo) told.push(one)
      else context.out(toldText(context, one))
    }
    const isLimited = flags.throttle !== undefined
    enforcement = await startEnforcement(context, manifest, connect, emulator.url, folder, tell, isLimited)
    const settling = hostilityOf(flags).staleReads ?? 0
    // As after a deployment: enforcement begins with a look at everything, when reads show what was deployed.
    await unlessAborted(context, context.clock.sleep(settling))
    await enforcement.sweep()
    context.out(`\nready ${emulator.url}\n`)
    await demonstrate(context, manifest, enforcement, emulator.url, told)
    isDemo = false
    // A verdict on what reads show has to wait until they show what was written last.
    await unlessAborted(context, context.clock.sleep(settling))
    const staysUp = context.isTerminal && !flags.once && !context.signal.aborted
    await applyWhatOnlyNotifies(context, manifest, live, folder)
    // Who verifies what was recorded while enforcement stays on finds a seal.
    if (staysUp) await folder.seal()
    const code = await verdict(context, manifest, live, folder)
    if (staysUp) {
      context.out(`\nEnforcement stays on. ${howToReach(emulator.url)}`)
      await untilItEnds(context, enforcement, emulator.url)
    }
    return staysUp ? exit.ok : code
  } finally {
    await enforcement?.stop()
    await sealing?.stop()
    await emulator.close()
  }
}

/** The file that was given; else the tree that the manifest names, with the ids of the lock. */
function organizationOf(context: Context, flags: Flags, { compiled, lock }: Loaded): OrganizationDocument {
  return flags.organization
    ? readOrganizationFile(context, flags.organization)
    : organizationFor(compiled.unresolved, lock, flags.account ?? compiled.management ?? '123456789012', compiled.ids)
}

async function applyManifest(context: Context, manifest: Manifest, live: Live, folder: Folder): Promise<void> {
  const plan = await unlessAborted(context, planOrRefuse(context, manifest, live))
  if (plan.blocked.length > 0) throw new Refusal(plan.blocked)
  const started = context.clock.now()
  // The organization is an imitation of its own: whoever starts it agrees to all that is done in it.
  const results = await applyPlan(context, manifest, live, plan, reviewOf(plan.changes), folder)
  const failed = results.filter(({ outcome }) => !isDone(outcome))
  if (failed.length > 0) {
    throw new Refusal(
      failed.map(({ outcome, key }) =>
        problem(
          'not-applied',
          { change: key },
          `${key}: ${outcome.error?.message ?? outcome.result}`,
          'Correct the cause, then start again',
        ),
      ),
    )
  }
  const took = duration(context.clock.now() - started)
  context.out(`The manifest names ${count(manifest.policies.length, 'policy', 'policies')}. `)
  context.out(results.length > 0 ? `Applied ${count(results.length, 'change')} in ${took}.\n` : 'Nothing to apply.\n')
}

/** Policies in mode notify are reported by enforcement and restored by the next apply. */
async function applyWhatOnlyNotifies(context: Context, manifest: Manifest, live: Live, folder: Folder): Promise<void> {
  const { changes } = await unlessAborted(context, planOrRefuse(context, manifest, live))
  if (changes.length === 0 || changes.some(({ mode }) => mode === 'enforce')) return
  context.out(`\n${context.paint('bold', 'The pipeline applies what enforcement, in mode notify, only reported')}\n`)
  await applyManifest(context, manifest, live, folder)
}

/** Enforcement on an emulator that runs elsewhere: a look at everything, then every event, until Ctrl-C. */
async function enforceAt(context: Context, flags: Flags, loaded: Loaded, endpoint: string): Promise<number> {
  const live = liveOrganization(context, loaded.compiled.region, endpoint)
  const manifest = await unlessAborted(
    context,
    resolveManifest(context, flags, loaded, { tree: live.tree, keep: false }),
  )
  await unlessAborted(context, planOrRefuse(context, manifest, live))
  const folder = openFolder(context, manifest, { deployment: loaded.compiled.deployment })
  const sealing = startSealing(context, folder)
  try {
    const enforcement = await startEnforcement(
      context,
      manifest,
      () => live.connect(),
      endpoint,
      folder,
      (one) => context.out(toldText(context, one)),
    )
    context.out(`Enforcing ${count(manifest.policies.length, 'policy', 'policies')} at ${endpoint}\n`)
    await enforcement.sweep()
    context.out(`ready ${endpoint}\n`)
    if (!flags.once) {
      await untilItEnds(context, enforcement, endpoint)
      return exit.ok
    }
    await enforcement.stop()
    return await verdict(context, manifest, live, folder)
  } finally {
    await sealing.stop()
  }
}

/** Until Ctrl-C. Throws Refusal where no event can come any more. */
async function untilItEnds(context: Context, enforcement: Enforcement, endpoint: string): Promise<void> {
  const reason = await Promise.race([aborted(context.signal), enforcement.ended])
  await enforcement.stop()
  if (!reason) return
  throw refuse(
    'emulator-gone',
    `The connection to the emulator at ${endpoint} ended (${reason}); nothing is enforced any more`,
    'Start the emulator again, then "holdfast up", which looks at everything first',
  )
}

/** Whether the organization is as the manifest says, seen anew, and what is left. */
async function verdict(context: Context, manifest: Manifest, live: Live, folder: Folder): Promise<number> {
  const plan = await unlessAborted(context, planOrRefuse(context, manifest, live))
  context.out(changesText(plan.changes, context.paint))
  if (plan.blocked.length > 0) context.out(`\n${problemsText(plan.blocked, context.paint)}`)
  context.out(`\n${context.paint(isInSync(plan) ? 'green' : 'red', wrap(planSummary(plan), 80, ''))}\n`)
  context.out(
    `What was seen and done is recorded in ${folder.records}:\n  npx holdfast audit verify --directory ${shell(folder.records)}\n`,
  )
  return isInSync(plan) ? exit.ok : exit.failed
}

function toldText(context: Context, { calls, notices, took }: Told): string {
  if (notices.length === 0) return ''
  const time = new Date(context.clock.now()).toISOString().slice(11, 19)
  return `${context.paint('dim', time)} ${noticesText(notices, duration(took), total(calls), context.paint)}`
}
