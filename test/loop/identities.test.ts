import type { Notice } from '../../core/event/incident.ts'
import { noticesOf } from '../../core/notice/message.ts'
import type { Identities, Keys } from '../../core/ports.ts'
import { withIdentities } from '../../loop/identities.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const day = 86_400_000

let clock: ReturnType<typeof virtualClock>
let notices: Notice[]
let segments: number
let kept: [string, string][]
let fails: { keys?: boolean; identities?: boolean; audit?: boolean }
beforeEach(() => {
  clock = virtualClock()
  notices = []
  segments = 0
  kept = []
  fails = {}
})

const failing = (what: keyof typeof fails) => {
  if (fails[what]) throw new Error(`${what} fail`)
}

/** A process that records with pseudonyms. */
function recording() {
  const keys: Keys = async (kind, value) => {
    failing('keys')
    return `${kind}_k1_${value.length}`
  }
  const identities: Identities = {
    keep: async (raw) => {
      failing('identities')
      kept.push(...raw)
    },
    find: async () => undefined,
  }
  const audit = async () => {
    failing('audit')
    segments += 1
  }
  const made = withIdentities({ audit, keys }, identities, {
    clock,
    notify: async (message) => void notices.push(...noticesOf(message)),
  })
  return {
    ...made,
    record: async (...values: string[]) => {
      const pseudonyms = await Promise.all(values.map((value) => made.keys('principal', value)))
      await made.audit([])
      return pseudonyms
    },
  }
}

const told = () => notices.map(({ incident, detail }) => `${incident.severity} ${incident.key}: ${detail}`)

test('a raw value is kept with the segment that it stands in first, once a day', async () => {
  const { record, keys } = recording()
  await keys('principal', 'a')
  expect(kept).toEqual([])
  await record('a', 'bb')
  await record('bb', 'a')
  expect(kept).toEqual([
    ['principal_k1_1', 'a'],
    ['principal_k1_2', 'bb'],
  ])
  await clock.advanceTo(clock.now() + day)
  await record('bb')
  expect(kept.slice(2)).toEqual([['principal_k1_2', 'bb']])
})

test('a key that does not answer is said to who asks, who must not take anything else for a pseudonym', async () => {
  fails = { keys: true }
  const { record, keys } = recording()
  await expect(keys('acct', '111111111111')).rejects.toThrow('keys fail')
  expect([kept, told()]).toEqual([[], []])
  fails = {}
  expect(await record('a')).toEqual(['principal_k1_1'])
  expect(kept).toEqual([['principal_k1_1', 'a']])
})

test('a seal is never unavailable, and never kept: nobody could tell it from one that is forged', async () => {
  const { keys, record } = recording()
  await keys('seal', 'lease')
  await record()
  expect(kept).toEqual([])
  fails = { keys: true }
  await expect(keys('seal', 'lease')).rejects.toThrow('keys fail')
})

test('raw values that cannot be kept fail no record, are told once, and are kept when that works again', async () => {
  fails = { identities: true }
  const { record } = recording()
  await record('a')
  await record('bb')
  expect(segments).toBe(2)
  expect(told()).toEqual(['critical identities-not-kept: identities fail'])
  fails = {}
  await record('a')
  // A place that does not answer is not waited for with every record.
  expect(kept).toEqual([])
  await clock.advanceTo(clock.now() + 5 * 60_000)
  await record('a')
  expect(kept.map(([, value]) => value)).toEqual(['a', 'bb'])
})

test('a trail that cannot be written is said to who records, and raw values are kept', async () => {
  fails = { audit: true }
  const { record } = recording()
  await expect(record('a')).rejects.toThrow('audit fail')
  expect(kept.map(([, value]) => value)).toEqual(['a'])
})
