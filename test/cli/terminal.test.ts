import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { exampleOrganization, has, userFolder } from '../support/cli.ts'

/** `script` of util-linux gives the command a terminal of its own. */
const onTerminal = has('script') ? test : test.skip

onTerminal(
  'on a terminal it stays up, tells how to reach it, and Ctrl-C ends it with exit code 0',
  async () => {
    const user = userFolder()
    const command = `${process.execPath} ${join(resolve(__dirname, '../..'), 'dist/cli/main.js')} up --organization ${exampleOrganization}`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: user.folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let text = ''
    let isEnded = false
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('Ctrl-C ends it.') && !isEnded) child.stdin.write('\x03')
      isEnded = text.includes('Ctrl-C ends it.')
    })
    const code = await new Promise((done) => child.on('close', done))
    expect(text).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+/)
    expect(code).toBe(0)
    user.remove()
  },
  30_000,
)
