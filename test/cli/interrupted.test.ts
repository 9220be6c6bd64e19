import { createServer } from 'node:net'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/index.ts'
import { exampleDocument, holdfast, userFolder } from '../support/cli.ts'

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
