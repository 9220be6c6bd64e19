// One Lambda execution environment: imports a function's asset as it would be deployed, and hands it events.
import { pathToFileURL } from 'node:url'

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
const { handler } = await import(pathToFileURL(process.argv[2]))
send({ ready: true })
