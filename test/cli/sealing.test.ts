import { createPublicKey } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealRecords, startSealing } from '../../cli/sealing.ts'
import { directoryTrail } from '../../local/trail.ts'
import { emulatedAudit, holdfast, userFolder } from '../support/cli.ts'
import { chainOf, memoryTrail } from '../support/trail.ts'
import { virtualClock } from '../support/virtual-clock.ts'

let user: ReturnType<typeof userFolder>
afterEach(() => rmSync(user?.folder ?? '', { recursive: true, force: true }))

const path = (name: string) => join(user.folder, '.holdfast/emulated', name)

/** The digests of what was recorded on an emulated organization. */
async function sealed() {
  const publicKey = createPublicKey(readFileSync(path('seal-key'), 'utf8')).export({ format: 'pem', type: 'spki' })
  return chainOf(directoryTrail(join(user.folder, emulatedAudit)), { publicKey: publicKey.toString() })
}
const recorded = () =>
  readdirSync(join(user.folder, emulatedAudit), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort()

test('whatever the main job recorded is sealed when it ends; what is wrong with it is said, and changes no exit code', async () => {
  user = userFolder()
  expect((await holdfast(['up', '--once'], user)).code).toBe(0)
  const [signed, ...others] = await sealed()
  expect(others).toEqual([])
  expect(signed?.digest.segments.map(({ key }) => key)).toEqual(recorded())
  expect(signed?.digest).toMatchObject({ attestation: 'self', organization: 'o-a1b2c3d4e5', place: 'directory' })

  writeFileSync(path('audit/digests/000000000001.json'), '{}')
  const tampered = await holdfast(['up', '--once'], user)
  const told = /not as holdfast left it in 1 place: digests\/000000000001.json \(not-a-digest\)/
  expect(tampered).toMatchObject({ code: 0, stderr: expect.stringMatching(told) })

  writeFileSync(path('seal-key'), 'no key')
  const { code, stdout, stderr } = await holdfast(['up', '--once'], user)
  expect([code, stdout]).toEqual([0, expect.stringContaining('No changes.')])
  expect(stderr).toMatch(/What was recorded is not sealed: .*seal-key holds the key .* and it is damaged/)
  expect(readFileSync(path('seal-key'), 'utf8')).toBe('no key')
}, 60_000)

test('a command that records nothing seals nothing', async () => {
  user = userFolder()
  await holdfast(['validate'], user)
  expect(existsSync(join(user.folder, '.holdfast'))).toBe(false)
})

test('it is sealed every quarter of an hour, and a last time when it is stopped', async () => {
  const clock = virtualClock()
  const at: number[] = []
  const began = clock.now()
  const { stop } = startSealing({ clock }, { seal: async () => void at.push(clock.now() - began) })
  await clock.advanceTo(began + 40 * 60_000)
  await clock.until(stop())
  expect(at.map((time) => time / 60_000)).toEqual([15, 30, 40])
})

test('where it lies nothing keeps the command', async () => {
  user = userFolder()
  const said: string[] = []
  const clock = virtualClock()
  const trail = memoryTrail(clock.now)
  trail.list = async () => {
    throw new Error('the disk \u202e is gone')
  }
  const say = (text: string) => void said.push(text)
  await sealRecords({ clock, say }, { trail, organization: 'o-exampleorg', key: join(user.folder, 'seal-key') })
  expect(said).toEqual([expect.stringMatching(/^What was recorded is not sealed: the disk [^\u202e]+ is gone\n$/)])
})
