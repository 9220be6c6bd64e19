// One Lambda execution environment: imports a function's asset as it would be deployed, and hands it events. Its time runs
// faster than that of the machine.
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [, , asset, began, speed, ahead] = process.argv
const machine = { now: Date.now, setTimeout: timers.setTimeout }
Date.now = () => Number(began) + (machine.now() - Number(began)) * Number(speed) + Number(ahead)
timers.setTimeout = (milliseconds, ...rest) => machine.setTimeout(milliseconds / Number(speed), ...rest)
syncBuiltinESMExports()

const send = (message) => process.send?.(message)
const remaining = 120_000

process.on('message', ({ id, event }) => {
  const context = { getRemainingTimeInMillis: () => remaining, awsRequestId: String(id), functionName: 'under-test' }
  Promise.resolve()
    .then(() => handler(event, context))
    .then(
      (answer) => send({ id, answer }),
      (error) => send({ id, error: String(error?.stack ?? error) }),
    )
})
const { handler } = await import(pathToFileURL(asset))
send({ ready: true })
