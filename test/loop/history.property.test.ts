import fc from 'fast-check'
import { broken, histories, play } from '../support/history.ts'

// `npm run soak` plays more and longer ones. FC_SEED and FC_PATH play one again, and look for a smaller one.
const { HOLDFAST_RUNS = 4, HOLDFAST_STEPS = 6, HOLDFAST_ONCE, FC_PATH } = process.env

test('whatever happens to the organization, to AWS and to the processes, the invariants hold', async () => {
  await fc.assert(
    fc.asyncProperty(histories(Number(HOLDFAST_STEPS)), async (history) => {
      expect(broken(await play(history))).toEqual({})
    }),
    { numRuns: Number(HOLDFAST_RUNS), endOnFailure: HOLDFAST_ONCE === 'yes', ...(FC_PATH && { path: FC_PATH }) },
  )
}, 3_600_000)
