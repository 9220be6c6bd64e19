import type { Review } from '../core/manifest.ts'
import type { ReviewDocument } from '../schemas/types/review.ts'
import { loadDocument } from './document.ts'
import { type Finding, hasErrors, problem } from './problems.ts'
import { failureProblem, type ReadFile } from './text/read.ts'

/** Beside the manifest, where the pipeline wrote one. */
export const reviewFile = 'review.json'

/**
 * What the pipeline stored about the commit that is compiled. null: nothing, or about another one, which is a warning; a commit
 * that is not known is another one.
 */
export function compileReview(read: ReadFile, commit: string | null): { review: Review | null; problems: Finding[] } {
  const bytes = read(reviewFile)
  if (bytes === 'missing') return { review: null, problems: [] }
  if (typeof bytes === 'string')
    return { review: null, problems: [failureProblem(bytes, reviewFile, { file: reviewFile })] }
  const { yaml, problems } = loadDocument(bytes, reviewFile, 'review')
  if (yaml === null || hasErrors(problems)) return { review: null, problems }
  const found = yaml.value as ReviewDocument
  if (found.commit !== commit) {
    const message = 'it is about another commit than the one that is compiled, and counts for nothing'
    const hint = 'Have the pipeline write it anew for this commit, or remove it'
    return { review: null, problems: [...problems, problem('review-of-another', yaml.at(['commit']), message, hint)] }
  }
  const { author, pull_request: pullRequest = null, approvers, checks } = found
  return { review: { author, pullRequest, approvers, checks }, problems }
}
