/** What a program can use of holdfast: compiling a manifest, planning it, and the documents' types. */
export {
  type Compiled,
  checkLock,
  compileLock,
  compileManifest,
  compileOrganization,
  type ReadFile,
  renderLock,
  resolveNames,
  toOrganization,
  type Unresolved,
} from './compile/index.ts'
export { everything, type Scope } from './core/event/scope.ts'
export type { Manifest, ManifestPolicy, Target } from './core/manifest.ts'
export type { Organization } from './core/organization/organization.ts'
export { makePlan } from './core/plan/plan.ts'
export type { LockDocument } from './schemas/types/lock.ts'
export type { ManifestDocument } from './schemas/types/manifest.ts'
export type { OrganizationDocument } from './schemas/types/organization.ts'
export type { OutcomeDocument } from './schemas/types/outcome.ts'
export type { Change, Plan, Problem } from './schemas/types/plan.ts'
export type { ProblemsDocument } from './schemas/types/problems.ts'
export type { StatusDocument } from './schemas/types/status.ts'
