import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../cli/context.ts'
import type { Flags } from '../../cli/flags.ts'
import { openTrail } from '../../cli/trail.ts'
import { systemClock } from '../../loop/clock.ts'
import { plain } from '../../render/paint.ts'
import { userFolder } from '../support/cli.ts'

let user: ReturnType<typeof userFolder>
beforeEach(() => {
  user = userFolder()
})
afterEach(() => user.remove())

const open = (flags: Flags, env: Context['env'] = {}) =>
  openTrail(
    {
      ...{
        folder: user.folder,
        env,
        clock: systemClock,
        out: () => {},
        say: () => {},
        isTerminal: false,
        paint: plain,
      },
      ...{ ask: undefined, fetch: () => Promise.reject(new Error('no')), signal: new AbortController().signal },
    },
    flags,
  )

function put(folder: string): void {
  const place = join(user.folder, folder, 'records')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'a'), folder)
}

test('a directory that is named is the trail, and one that is not there is refused', async () => {
  put('copy')
  const trail = await open({ directory: 'copy' })
  expect((await trail.list('')).map(({ key }) => key)).toEqual(['records/a'])
  await expect(open({ directory: 'none' })).rejects.toThrow('none does not exist')
  await expect(open({ directory: 'copy', bucket: 'evidence' })).rejects.toThrow('not both')
})

test('without one it is the bucket that is named, or that the manifest deploys', async () => {
  expect((await open({ bucket: 'evidence' })).place).toBe('evidence')
  expect((await open({})).place).toMatch(/^holdfast-evidence-\d{12}-[a-z]+-[a-z]+-\d$/)
})

test('beside an emulator, and without a manifest that can be deployed, it is what commands here recorded', async () => {
  put('.holdfast/emulated/audit')
  put('.holdfast/audit')
  const text = async (...of: Parameters<typeof open>) => {
    const trail = await open(...of)
    return [trail.place, Buffer.from((await trail.read('records/a'))?.bytes ?? '').toString()]
  }
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
  expect(await text({}, env)).toEqual(['directory', '.holdfast/emulated/audit'])
  expect((await open({ bucket: 'evidence' }, env)).place).toBe('evidence')
  expect(await text({ manifest: 'none.yaml' })).toEqual(['directory', '.holdfast/audit'])
})
