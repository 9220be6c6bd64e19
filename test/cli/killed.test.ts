import type { ChildProcess } from 'node:child_process'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import { auditRecords, exampleDocument, holdfast, userFolder } from '../support/cli.ts'

// What is written to the organization: the enforcer's parameter is none of it.
const writes = /^(Create|Update|Delete|Attach|Detach|Enable|Disable|Tag)(?!Parameter)/

/** `up` beside an emulator, killed when its call with this number arrives; before the call takes effect, or after. */
test.each(
  [1, 5, 12, 13, 21, 30].flatMap(
    (number) =>
      [
        [number, 'before'],
        [number, 'after'],
      ] as const,
  ),
)(
  'killed at call %i, %s it took effect: the next run converges and the audit directory tells the story',
  async (number, when) => {
    const user = userFolder()
    let child: ChildProcess | undefined
    const written: string[] = []
    const emulator = await startEmulator({
      organization: parse(exampleDocument()),
      fault: (call) => {
        const isWrite = writes.test(call.operation)
        if (call.number !== number) {
          if (isWrite) written.push(call.operation)
          return undefined
        }
        child?.kill('SIGKILL')
        if (isWrite && when === 'after') written.push(call.operation)
        return { name: 'ServiceException', destroy: true, after: when === 'after' }
      },
    })
    const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
    const killed = await holdfast(['up', '--once'], { ...run, started: (process) => (child = process) })
    expect(killed.code).toBeNull()

    const next = await holdfast(['up', '--once'], run)
    expect([next.code, next.stdout]).toEqual([0, expect.stringContaining('No changes.')])

    const records = auditRecords(user.folder)
    const of = (type: string) =>
      records
        .filter((record) => record.type === `holdfast.${type}.v1`)
        .map(({ data }) => JSON.stringify([data.action, (data.policy as { name: string }).name, data.target]))
    const intents = of('intent')
    for (const outcome of of('outcome')) expect(intents).toContain(outcome)
    const done = records.filter(({ type, data }) => type === 'holdfast.outcome.v1' && data.result === 'done')
    expect(written.length).toBeGreaterThanOrEqual(done.length)
    expect(written.length).toBeLessThanOrEqual(intents.length)

    await emulator.close()
    user.remove()
  },
  30_000,
)
