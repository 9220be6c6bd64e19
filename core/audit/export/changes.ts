import type { ChangeRow } from '../../../schemas/types/export.ts'
import type { Change, Facts } from './facts.ts'
import type { Period } from './interval.ts'
import { iso } from './numbers.ts'

/** Manifests that came into force in the period, with what the pipeline stored about their review. */
export const changes = (facts: Facts, { from, until }: Period): ChangeRow[] =>
  facts.changes.filter(({ at }) => from <= at && at < until).map(rowOf)

const rowOf = ({ id, at, manifest, commit, generation, review }: Change): ChangeRow => ({
  ...{ at: iso(at), manifest, commit, generation },
  author: review?.author ?? null,
  approvers: review?.approvers ?? [],
  pullRequest: review?.pullRequest ?? null,
  checks: review?.checks.map(({ name, result }) => `${name}: ${result}`) ?? [],
  review: verdictOf(review),
  records: [id],
})

/** Approved is what somebody else than its author approved. */
function verdictOf(review: Change['review']): ChangeRow['review'] {
  if (review === null) return 'missing'
  if (review.approvers.length === 0) return 'not-approved'
  return review.approvers.some((one) => one !== review.author) ? 'reviewed' : 'approved-by-author'
}
