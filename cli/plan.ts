import { relative } from 'node:path'
import { checkLock } from '../compile/index.ts'
import type { Deployment } from '../core/deployment.ts'
import type { Manifest } from '../core/manifest.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import type { Plan } from '../core/plan/plan.ts'
import { OrganizationMismatch } from '../core/ports.ts'
import { type PlanOptions, planFor } from '../loop/plan.ts'
import { jsonText } from '../render/json.ts'
import { planMarkdown } from '../render/markdown-plan.ts'
import { planText } from '../render/plan.ts'
import { problemsText } from '../render/problems.ts'
import { commandLine } from './command-line.ts'
import { type Context, exit, Refusal } from './context.ts'
import type { Flags } from './flags.ts'
import { type Loaded, loadManifest, resolveDeployment } from './manifest.ts'
import type { Live, Source } from './organization.ts'
import { fileOrganization, readOrganizationFile } from './organization-file.ts'

/** The difference to the organization, without a change to it. */
export async function plan(context: Context, flags: Flags): Promise<number> {
  const { plan } = await preparePlan(context, flags, { stackSets: true })
  const format = formats[(flags.format ?? 'text') as keyof typeof formats]
  context.out(format(plan, context, flags))
  if (isBlocked(plan, flags)) return exit.failed
  return flags['detailed-exitcode'] && plan.changes.length > 0 ? exit.differs : exit.ok
}

const formats = {
  text: (plan: Plan, { paint }: Context) => planText(plan, paint),
  json: (plan: Plan) => jsonText(plan),
  markdown: (plan: Plan, _: Context, flags: Flags) => planMarkdown(plan, commandLine('apply', flags)),
}

export const isBlocked = (plan: Plan, { strict }: Flags): boolean =>
  plan.blocked.length > 0 || Boolean(strict && plan.findings.some(({ severity }) => severity === 'warning'))

/** Whether the organization is as the manifest says. */
export const isInSync = (plan: Plan): boolean => plan.changes.length === 0 && plan.blocked.length === 0

/** Manifest, organization and the plan between them. Throws Refusal where one of them cannot be had. */
export async function preparePlan(
  context: Context,
  flags: Flags,
  telling: { stackSets: boolean } = { stackSets: false },
): Promise<{ manifest: Manifest; deployment: Deployment | null; source: Source | Live; plan: Plan }> {
  const loaded = await loadManifest(context, flags)
  const source = flags.organization
    ? fileOrganization(readOrganizationFile(context, flags.organization))
    : (await import('./organization.ts')).liveOrganization(context, loaded.compiled.region)
  const { manifest, deployment } = await resolveDeployment(context, flags, loaded, { tree: source.tree, keep: true })
  const stackSets = telling.stackSets ? deployment?.stackSets : []
  if (flags.organization && loaded.lock) await sayReused(context, loaded, source)
  return {
    manifest,
    deployment,
    source,
    plan: await planOrRefuse(context, manifest, source, { reach: true, ...(stackSets && { stackSets }) }),
  }
}

/** Where the whole organization is there, who took a locked name is known too. */
async function sayReused(context: Context, { lock, lockFile }: Loaded, source: Source): Promise<void> {
  const found = lock ? checkLock(lock, await source.tree([]), relative(context.folder, lockFile)) : []
  context.say(
    problemsText(
      found.filter(({ code }) => code === 'name-reused'),
      context.paint,
    ),
  )
}

export async function planOrRefuse(
  { clock }: Pick<Context, 'clock'>,
  manifest: Manifest,
  { organizations }: Source,
  telling?: PlanOptions,
): Promise<Plan> {
  try {
    return (await planFor(manifest, { organizations, clock }, telling)).plan
  } catch (error) {
    throw error instanceof OrganizationMismatch ? new Refusal([mismatch(error)]) : error
  }
}
