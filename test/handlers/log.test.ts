import { logged } from '../../handlers/log.ts'

type Ignored = Parameters<Parameters<Parameters<typeof logged>[1]>[0]['ignored']>[0]

/** What is logged of batches of messages that lead nowhere. */
async function linesOf(...batches: Ignored[][]): Promise<string[]> {
  const lines: string[] = []
  const left = [...batches]
  const handler = logged(
    'policy-drift',
    ({ ignored }) =>
      async () => {
        for (const reading of left.shift() ?? []) ignored(reading)
        if (left.length === 0) throw new Error('no more')
        return { batchItemFailures: [] }
      },
    (line) => lines.push(line),
  )
  for (const [at] of batches.entries())
    await (at === batches.length - 1
      ? expect(handler({ Records: [] })).rejects.toThrow('no more')
      : handler({ Records: [] }))
  return lines
}

test('what leads nowhere is counted, a few are shown, and each batch stands for itself, failed or not', async () => {
  const [foreign, malformed]: Ignored[] = [
    { kind: 'foreign', name: 'AttachPolicy' },
    { kind: 'malformed', why: 'no detail.eventName' },
  ] as const
  const lines = await linesOf(Array(50).fill(foreign), [], [malformed as Ignored, foreign as Ignored])
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { function: 'policy-drift', ignored: { foreign: 50 }, sample: [foreign, foreign, foreign] },
    { function: 'policy-drift', ignored: { malformed: 1, foreign: 1 }, sample: [malformed, foreign] },
  ])
})

test('a line is one line, and shows every character that somebody hid in it', async () => {
  const name = 'Detach\n{"function":"sweep"}\u2028\u202e\u0000\u001b[2J\u200b'
  const [line = ''] = await linesOf([{ kind: 'foreign', name }])
  expect(line).toMatch(/^[\x20-\x7e]+\n$/)
  expect(JSON.parse(line).sample).toEqual([{ kind: 'foreign', name }])
})
