import type { Scope } from '../core/event/scope.ts'
import type { Manifest } from '../core/manifest.ts'
import { nothingRead, type Organization } from '../core/organization/organization.ts'
import { mismatch } from '../core/plan/mismatch.ts'
import { makePlan, type Plan } from '../core/plan/plan.ts'
import { type Clock, type ObserveOptions, OrganizationMismatch, type Organizations } from '../core/ports.ts'

/** What was read, and what it lacks. */
export interface View {
  organization: Organization
  plan: Plan
}

/** Observes and plans. Another organization than the manifest's is a plan that is blocked. */
export async function viewOf(
  { organizations, clock }: { organizations: Organizations; clock: Clock },
  manifest: Manifest,
  scope: Scope,
  options: ObserveOptions,
): Promise<View> {
  try {
    const organization = await organizations.observe(manifest, scope, 'enforce', options)
    return { organization, plan: makePlan(manifest, organization, scope, 'enforce', clock.now()) }
  } catch (error) {
    return ofAnother(error, manifest, scope, clock.now())
  }
}

/** What is seen where another organization answers: nothing. Throws any other error. */
export function ofAnother(error: unknown, manifest: Manifest, scope: Scope, now: number): View {
  if (!(error instanceof OrganizationMismatch)) throw error
  const organization = nothingRead('', '')
  const nothing = makePlan(manifest, organization, scope, 'enforce', now)
  return { organization, plan: { ...nothing, blocked: [mismatch(error)] } }
}
