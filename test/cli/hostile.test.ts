import { UsageError } from '../../cli/context.ts'
import { hostilityOf } from '../../cli/hostile.ts'
import { holdfast, onePolicyFolder } from '../support/cli.ts'

const { folder, remove } = onePolicyFolder()
afterAll(remove)

const get = async (url: string, what: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${url}/_holdfast/${what}`)).json()) as Record<string, unknown>

/** What the emulator of a command says of itself, once it is ready. */
async function emulatorOf(args: string[], env: Record<string, string> = {}) {
  let asked: Promise<Record<string, unknown>[]> | undefined
  const { stdout, stderr } = await holdfast(args, {
    folder,
    env,
    started(child) {
      let text = ''
      child.stdout?.on('data', (chunk) => {
        text += chunk
        const url = /^ready (\S+)$/m.exec(text)?.[1]
        if (url === undefined || asked !== undefined) return
        asked = Promise.all([get(url, 'faults'), get(url, 'delivery')]).finally(() => child.kill('SIGTERM'))
      })
    },
  })
  if (asked === undefined) throw new Error(`It was never ready: ${stdout}${stderr}`)
  const [faults, delivery] = await asked
  return { staleReads: faults?.stale_reads, faults: faults?.faults, delivery: delivery?.options }
}

test('emulate takes all of it, and nothing of it by default', async () => {
  const delivery = 'delay=500ms..60s,duplicates=0.1,loss=.05,reorder=30s,seed=7'
  expect(
    await emulatorOf(['emulate', '--stale-reads', '2m', '--faults', '4294967295', '--delivery', delivery]),
  ).toEqual({
    staleReads: 120_000,
    faults: { seed: 4_294_967_295, rate: 0.1 },
    delivery: { delay: [500, 60_000], duplicates: 0.1, loss: 0.05, reorder: 30_000, seed: 7 },
  })
  expect(await emulatorOf(['emulate'])).toEqual({ staleReads: 0, faults: null, delivery: {} })
})

/** It spares the first eighty calls, more than `up` makes here: what is tested is who is meant. */
const seed = 2878

test('up emulates the same, and faults strike holdfast, not the administrator', async () => {
  const hostile = ['--stale-reads', '1ms', '--delivery', 'reorder=1ms', '--faults', String(seed)]
  const expected = { staleReads: 1, delivery: { reorder: 1 }, faults: { seed, rate: 0.1, callers: ['holdfast'] } }
  expect(await emulatorOf(['up', ...hostile])).toEqual(expected)
  // With an emulator's address in the environment these flags still say what to emulate.
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'any' }
  expect(await emulatorOf(['up', ...hostile], env)).toMatchObject({ faults: { callers: ['me'] } })
})

const delays = 'a duration up to a day such as 500ms, 20s or 2m'
const seeds = 'a whole number up to 4294967295'
const form = 'delay, duplicates, reorder, loss, history, seed, once each, such as delay=5s..60s,loss=0.05'

test.each([
  { flag: 'stale-reads', value: '20', says: `--stale-reads takes ${delays}` },
  { flag: 'stale-reads', value: '1441m', says: `--stale-reads takes ${delays}` },
  { flag: 'stale-reads', value: '', says: `--stale-reads takes ${delays}` },
  { flag: 'faults', value: 'often', says: `--faults takes ${seeds}` },
  { flag: 'faults', value: '4294967296', says: `--faults takes ${seeds}` },
  { flag: 'delivery', value: '', says: `--delivery takes ${form}` },
  { flag: 'delivery', value: 'delay', says: `--delivery takes ${form}` },
  { flag: 'delivery', value: 'toString=1', says: `--delivery takes ${form}` },
  { flag: 'delivery', value: 'loss=0,loss=1', wrong: 'loss=1', says: `--delivery takes ${form}` },
  {
    flag: 'delivery',
    value: 'delay=5s..1s',
    wrong: '5s..1s',
    says: `--delivery delay= takes ${delays}, or two such as 5s..60s`,
  },
  {
    flag: 'delivery',
    value: 'delay=1s..2s..3s',
    wrong: '1s..2s..3s',
    says: `--delivery delay= takes ${delays}, or two such as 5s..60s`,
  },
  { flag: 'delivery', value: 'reorder=0.2', wrong: '0.2', says: `--delivery reorder= takes ${delays}` },
  { flag: 'delivery', value: 'loss=1.1', wrong: '1.1', says: '--delivery loss= takes a share from 0 to 1' },
  { flag: 'delivery', value: 'duplicates=', wrong: '', says: '--delivery duplicates= takes a share from 0 to 1' },
  { flag: 'delivery', value: 'seed=-1', wrong: '-1', says: `--delivery seed= takes ${seeds}` },
])('$flag $value is wrong usage', ({ flag, value, wrong = value, says }) => {
  const message = `${says}, not ${JSON.stringify(wrong)}`
  expect(() => hostilityOf({ [flag]: value })).toThrow(new UsageError(message))
})

test.each(['emulate', 'up'])('%s ends with 64 at wrong usage', async (name) => {
  const { code, stderr } = await holdfast([name, '--delivery', 'delay=1s,loss=most'], { folder })
  expect([code, stderr.split('\n')[0]]).toEqual([64, '--delivery loss= takes a share from 0 to 1, not "most"'])
})

test.each([
  { delay: '0ms', expected: [0, 0] },
  { delay: '1s', expected: [1_000, 1_000] },
  { delay: '1440m..1440m', expected: [86_400_000, 86_400_000] },
])('a delay of $delay', ({ delay, expected }) => {
  expect(hostilityOf({ delivery: `delay=${delay}` })).toEqual({ delivery: { delay: expected } })
})
