import fc from 'fast-check'
import { broken, histories, play } from '../support/history.ts'

// `npm run soak` runs the same for as long as wanted.
const runs = Number(process.env.HOLDFAST_RUNS ?? 8)
const most = Number(process.env.HOLDFAST_STEPS ?? 6)

test('whatever happens to the organization, to AWS and to the processes, the invariants hold', async () => {
  await fc.assert(
    fc.asyncProperty(histories(most), async (history) => {
      expect(broken(await play(history))).toEqual({})
    }),
    { numRuns: runs, endOnFailure: process.env.HOLDFAST_SHRINK === 'no' },
  )
}, 100_000_000)
