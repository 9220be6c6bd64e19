import { holdfast, onePolicyFolder } from '../support/cli.ts'

const { folder, remove } = onePolicyFolder()
afterAll(remove)

/** What comes of ten calls at once of an account that nobody else calls as. */
async function answersOf(url: string): Promise<number[]> {
  const call = () =>
    fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSOrganizationsV20161128.ListHandshakesForAccount',
        Authorization: 'AWS4-HMAC-SHA256 Credential=999999999999/20261120/us-east-1/organizations/aws4_request',
      },
      body: '{}',
    })
  return Promise.all(Array.from({ length: 10 }, async () => (await call()).status))
}

test.each([
  { args: ['emulate', '--throttle', 'aws'], throttled: true },
  { args: ['emulate'], throttled: false },
  { args: ['up', '--throttle', 'aws'], throttled: true },
  { args: ['up'], throttled: false },
])('$args: throttled is $throttled', async ({ args, throttled }) => {
  let asked: Promise<number[]> | undefined
  const { stdout, stderr } = await holdfast(args, {
    folder,
    started(child) {
      let text = ''
      child.stdout?.on('data', (chunk) => {
        text += chunk
        const url = /^ready (\S+)$/m.exec(text)?.[1]
        if (url === undefined || asked !== undefined) return
        asked = answersOf(url).finally(() => child.kill('SIGTERM'))
      })
    },
  })
  if (asked === undefined) throw new Error(`It was never ready: ${stdout}${stderr}`)
  expect((await asked).includes(400)).toBe(throttled)
})

test.each(['emulate', 'up'])('%s knows no rates but those of AWS', async (name) => {
  const { code, stderr } = await holdfast([name, '--throttle', 'azure'], { folder })
  expect([code, stderr.split('\n')[0]]).toEqual([64, '--throttle takes aws, not "azure"'])
})
