import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Value } from './template.ts'

/** A function in its own process: the asset of the template, its environment, and nothing of this machine's. */
export interface Lambda {
  invoke(event: unknown): Promise<Value>
  /** What it printed. */
  log(): string
  stop(): void
}

/**
 * Functions keep their pace, so that most of a sweep is waiting. Faster than this, a slow machine would not answer within
 * the five seconds that Parameter Store gets.
 */
const speed = 4
const began = Date.now()
let ahead = 0

/** The time in functions, in epoch milliseconds. */
export const now = (): number => began + (Date.now() - began) * speed + ahead

/** For functions that are started from now on. */
export function leap(milliseconds: number): void {
  ahead += milliseconds
}

export async function startLambda(asset: string, environment: Record<string, string>): Promise<Lambda> {
  const runner = [join(__dirname, 'runner.mjs'), join(asset, 'index.mjs'), String(began), String(speed), String(ahead)]
  const child: ChildProcess = spawn(process.execPath, runner, {
    env: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  const waiting = new Map<number, { done: (answer: Value) => void; failed: (error: Error) => void }>()
  child.on('message', ({ id, answer, error }: Value) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.failed(new Error(`${error}\n${printed}`))
    else asked?.done(answer)
  })
  child.on('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`ended with ${code}: ${printed}`))
    waiting.clear()
  })
  let invocations = 0
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The function did not start: ${printed}`)
  })
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  return {
    invoke: (event) =>
      new Promise((done, failed) => {
        const id = ++invocations
        waiting.set(id, { done, failed })
        child.send({ id, event })
      }),
    log: () => printed,
    stop: () => void child.kill(),
  }
}
