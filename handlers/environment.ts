import { environmentNames } from '../core/deployed.ts'
import type { FunctionName } from '../core/event/wiring.ts'

export type Environment = Record<string, string | undefined>

/** What a function's variables say. */
export interface Deployed {
  region: string
  table: string
  topic: string
  bucket: string
  pseudonymKey: string
  generation: number
  /** URLs of its own queue and of those that it sends to. */
  queues: Partial<Record<FunctionName, string>>
}

/** Queues that a function reads and writes: its own, and that of what it leaves to a sweep. */
const queuesOf = (name: FunctionName): FunctionName[] => (name === 'sweep' ? ['sweep'] : [name, 'sweep'])

/** Reads the variables of a function. Throws an error that names all that are missing. */
export function deployedFor(name: FunctionName, env: Environment): Deployed {
  const { table, topic, bucket, pseudonymKey, generation, queues } = environmentNames
  const names = { region: 'AWS_REGION', table, topic, bucket, pseudonymKey, generation }
  const urls = Object.fromEntries(queuesOf(name).map((queue) => [queue, queues[queue]]))
  const missing = [...Object.values(names), ...Object.values(urls)].filter((variable) => !env[variable])
  if (missing.length > 0) throw new Error(`The function ${name} lacks ${missing.join(', ')}`)
  const read = <Names extends Record<string, string>>(from: Names) =>
    Object.fromEntries(Object.entries(from).map(([key, variable]) => [key, env[variable]])) as Record<
      keyof Names,
      string
    >
  const values = read(names)
  if (!Number.isFinite(Number(values.generation))) throw new Error(`${generation} is no number`)
  return { ...values, generation: Number(values.generation), queues: read(urls) }
}
