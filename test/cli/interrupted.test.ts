import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import { auditRecords, exampleDocument, holdfast, userFolder } from '../support/cli.ts'

let user: ReturnType<typeof userFolder>
beforeEach(() => {
  user = userFolder()
})
afterEach(() => user.remove())

/** Runs a command and presses Ctrl-C a moment after `begun` has resolved. */
async function interrupt(args: string[], endpoint: string, begun: (stderr: NodeJS.ReadableStream) => Promise<unknown>) {
  let pressed = 0
  const ended = await holdfast(args, {
    ...user,
    env: { AWS_ENDPOINT_URL: endpoint },
    started: (process) => {
      if (!process.stderr) throw new Error('The process has no standard error')
      void begun(process.stderr)
        .then(() => new Promise((resolve) => setTimeout(resolve, 100)))
        .then(() => {
          pressed = Date.now()
          process.kill('SIGINT')
        })
    },
  })
  return { ...ended, took: Date.now() - pressed }
}

test.each([['plan'], ['status'], ['snapshot'], ['lock'], ['apply', '--yes'], ['up', '--once']])(
  'Ctrl-C in %s ends it, though AWS accepted a call and says nothing',
  async (...args) => {
    let called: () => void = () => {}
    const call = new Promise<void>((resolve) => {
      called = resolve
    })
    const server = createServer((socket) => socket.on('error', () => {}).on('data', called)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { code, stdout, stderr, took } = await interrupt(args, `http://127.0.0.1:${port}`, () => call)
    expect([code, stdout, stderr]).toEqual([130, '', ''])
    expect(took).toBeLessThan(1_000)
    server.close()
  },
)

test('Ctrl-C in the midst of apply ends it between two changes, and what was done is told and recorded', async () => {
  let child: ChildProcess | undefined
  const writes: string[] = []
  const emulator = await startEmulator({
    organization: parse(exampleDocument()),
    fault: ({ operation }) => {
      if (!/^(List|Describe|Get)/.test(operation)) writes.push(operation)
      if (writes.length === 5) child?.kill('SIGINT')
      return undefined
    },
  })
  const run = { ...user, env: { AWS_ENDPOINT_URL: emulator.url } }
  const ended = await holdfast(['apply', '--yes'], { ...run, started: (process) => (child = process) })
  const done = ended.stdout.match(/^ {2}done /gm)?.length ?? 0
  expect(ended.code).toBe(130)
  expect(done).toBe(writes.length)
  const [, skipped] = new RegExp(`^Applied: ${done} done, (\\d+) skipped\\.`, 'm').exec(ended.stdout) ?? []
  expect(ended.stdout).not.toContain('  skipped ')
  expect(ended.stderr).toContain('Interrupted. What is left: holdfast plan')
  const outcomes = auditRecords(user.folder).filter(({ type }) => type === 'holdfast.outcome.v1')
  expect(outcomes.filter(({ data }) => data.result === 'done')).toHaveLength(done)

  const { stdout } = await holdfast(['plan', '--format', 'json'], run)
  expect(JSON.parse(stdout).changes).toHaveLength(Number(skipped))
  await emulator.close()
})

test('Ctrl-C ends the pause before a call is sent again', async () => {
  const moment = () => new Promise((resolve) => setTimeout(resolve, 1_500))
  const { code, stderr, took } = await interrupt(['plan'], 'http://127.0.0.1:1', moment)
  expect([code, stderr]).toEqual([130, ''])
  expect(took).toBeLessThan(1_000)
})

test('Ctrl-C ends the waiting of status --wait', async () => {
  const emulator = await startEmulator({ organization: parse(exampleDocument()) })
  const waiting = (stderr: NodeJS.ReadableStream) => new Promise((resolve) => stderr.once('data', resolve))
  const { code, took } = await interrupt(['status', '--wait'], emulator.url, waiting)
  expect(code).toBe(130)
  expect(took).toBeLessThan(1_000)
  await emulator.close()
})
