import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileLock, compileManifest } from '../../compile/index.ts'
import { folderReader } from './folder.ts'

const folder = join(__dirname, 'cases/review-of-another')
const review = JSON.parse(readFileSync(join(folder, 'review.json'), 'utf8'))
const commit = '2'.repeat(40)

/** A folder whose pipeline stored this, where `commit` is compiled. */
function compiled(stored: object | null) {
  const files = folderReader(folder)
  const read: typeof files = (path) =>
    path === 'review.json' ? (stored ? Buffer.from(JSON.stringify(stored)) : 'missing') : files(path)
  const { lock } = compileLock({ read, file: 'manifest.lock.yaml' })
  return compileManifest({ read, file: 'manifest.yaml', lock, commit })
}

test('what the pipeline stored about the commit goes with the manifest, and makes no other manifest of it', () => {
  const without = compiled(null)
  const stored = compiled({ ...review, commit, pull_request: 'https://git.example.com/pr/7' })
  expect(stored.problems.map(({ code }) => code)).not.toContain('review-of-another')
  expect(stored.manifest?.review).toEqual({
    author: 'dev@example.com',
    pullRequest: 'https://git.example.com/pr/7',
    approvers: ['lead@example.com'],
    checks: [{ name: 'test', result: 'success' }],
  })
  expect(stored.manifest?.digest).toBe(without.manifest?.digest)
  expect(without.manifest?.review).toBeUndefined()
})

test('what it stored about another commit counts for nothing, and is said', () => {
  const stored = compiled(review)
  expect(stored.manifest?.review).toBeUndefined()
  expect(stored.problems).toMatchObject([
    { code: 'review-of-another', severity: 'warning', file: 'review.json', line: 1, path: 'commit' },
  ])
})

test('where it is wrong nothing is compiled', () => {
  const stored = compiled({ ...review, commit, approvers: 'lead@example.com' })
  expect(stored.manifest).toBeNull()
  expect(stored.problems).toMatchObject([{ code: 'wrong-type', file: 'review.json' }])
})
