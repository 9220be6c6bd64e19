import { defaultProvider } from '../../aws/credentials.ts'

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]))
afterEach(() => set(before))

function set(values: Record<string, string | undefined>): void {
  for (const name of names) {
    if (values[name] === undefined) delete process.env[name]
    else process.env[name] = values[name]
  }
}

const [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN] = ['id', 'secret', 'token']
test.each<[string, Record<string, string>, object]>([
  [
    'a role',
    { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN },
    { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
  ],
  ['a user', { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }, { accessKeyId: 'id', secretAccessKey: 'secret' }],
])('the environment has the credentials of %s', async (_, env, credentials) => {
  set(env)
  expect(await defaultProvider()()).toEqual(credentials)
})

test.each([{}, { AWS_ACCESS_KEY_ID }, { AWS_SECRET_ACCESS_KEY }])('with %j alone there are none', async (env) => {
  set(env)
  await expect(defaultProvider()()).rejects.toThrow('holds no AWS credentials')
})
