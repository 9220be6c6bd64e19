import { environmentNames, type LambdaName, sendsTo } from '../core/deployed.ts'
import type { FunctionName } from '../core/event/wiring.ts'

export type Environment = Record<string, string | undefined>

type Name = Exclude<keyof typeof environmentNames, 'queues'>

/** What a function's variables say. */
export type Deployed<Names extends Name> = Record<Names | 'region', string> & {
  /** URLs of the queues that it sends to. */
  queues: Partial<Record<FunctionName, string>>
}

/** Reads the variables of a function. Throws an error that names all that are missing. */
export function deployedFor<Names extends Name>(
  name: LambdaName,
  wanted: readonly Names[],
  env: Environment,
): Deployed<Names> {
  const own = [['region', 'AWS_REGION'], ...wanted.map((key) => [key, environmentNames[key]])] as [string, string][]
  const names: Partial<Record<LambdaName, readonly FunctionName[]>> = sendsTo
  const queues = (names[name] ?? []).map((queue): [string, string] => [queue, environmentNames.queues[queue]])
  const missing = [...own, ...queues].flatMap(([, variable]) => (env[variable] ? [] : [variable]))
  if (missing.length > 0) throw new Error(`The function ${name} lacks ${missing.join(', ')}`)
  const read = (names: [string, string][]) => Object.fromEntries(names.map(([key, variable]) => [key, env[variable]]))
  return { ...read(own), queues: read(queues) } as Deployed<Names>
}
