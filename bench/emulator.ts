import { startEmulator } from '../emulator/index.ts'

// The emulator in a process of its own, so that what is measured beside it is holdfast's. Its time is its parent's.

let now = 0
process.on('message', (time: number) => {
  now = time
  process.send?.('told')
})
process.on('disconnect', () => {
  process.exitCode = 0
  void emulator.close()
})
const emulator = await startEmulator({ now: () => now, throttle: 'aws' })
process.send?.(emulator.url)
