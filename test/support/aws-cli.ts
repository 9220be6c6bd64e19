import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { exampleOrganization, holdfast, userFolder } from './cli.ts'

const command = join(resolve(__dirname, '../..'), 'dist/cli/main.js')

/** The AWS CLI as a person would use it, against `holdfast emulate` with `holdfast up` beside it. */
export function awsCli() {
  const user = userFolder()
  const children: ChildProcess[] = []
  let env: Record<string, string> = {}
  let timeline = ''

  /** Starts a command that stays, and resolves with what it says when it is ready. */
  const start = (args: string[]) =>
    new Promise<string>((ready) => {
      const child = spawn(process.execPath, [command, ...args], {
        cwd: user.folder,
        env: { PATH: process.env.PATH ?? '', ...env },
      })
      children.push(child)
      child.stdout.on('data', (chunk) => {
        timeline += chunk
        const line = /^ready.*$/m.exec(timeline)
        if (line) ready(line[0])
      })
    })
  /** One call to Organizations, by the management account or by another. */
  const as =
    (account: string) =>
    // biome-ignore lint/suspicious/noExplicitAny: what the AWS CLI prints is any JSON
    (...args: string[]): any => {
      const text = execFileSync('aws', ['organizations', ...args, '--output', 'json'], {
        env: { ...process.env, ...env, AWS_ACCESS_KEY_ID: account },
        encoding: 'utf8',
      })
      return text ? JSON.parse(text) : {}
    }
  const aws = as('mallory')
  const policyNamed = (name: string): { Id: string } | undefined => {
    const found: { Id: string; Name: string }[] =
      aws('list-policies', '--filter', 'SERVICE_CONTROL_POLICY').Policies ?? []
    return found.find(({ Name }) => Name === name)
  }
  const targetsOf = (id: string | undefined): string[] => {
    const targets: { TargetId: string }[] = aws('list-targets-for-policy', '--policy-id', id ?? '').Targets ?? []
    return targets.map(({ TargetId }) => TargetId).sort()
  }
  return {
    /** A shell script as a person types it, which ends with its first mistake; what it prints. */
    run: (script: string): string =>
      execFileSync('bash', ['-euo', 'pipefail'], {
        ...{ input: script, cwd: user.folder, env: { ...process.env, ...env }, encoding: 'utf8' },
      }),
    as,
    aws,
    policyNamed,
    targetsOf,
    timeline: () => timeline,
    /** Holds CloudTrail's delivery back, or lets go of what was held. */
    hold: (hold: boolean) =>
      fetch(`${env.AWS_ENDPOINT_URL}/_holdfast/delivery`, { method: 'POST', body: JSON.stringify({ hold }) }),
    /** Has Control Tower do something. */
    tower: async (body: object): Promise<{ account: string }> =>
      (
        await fetch(`${env.AWS_ENDPOINT_URL}/_holdfast/control-tower`, { method: 'POST', body: JSON.stringify(body) })
      ).json() as Promise<{ account: string }>,
    /** One more command of the user's. */
    holdfast: (...args: string[]) => holdfast(args, { ...user, env }),
    /** Asks until it is so, at most forty times. */
    async eventually(ask: () => unknown, wanted: unknown) {
      for (let time = 1; time < 40; time++) {
        if (JSON.stringify(ask()) === JSON.stringify(wanted)) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(ask()).toEqual(wanted)
    },
    async begin() {
      const ready = await start(['emulate', '--organization', exampleOrganization])
      env = {
        AWS_ENDPOINT_URL: ready.replace('ready ', ''),
        AWS_ACCESS_KEY_ID: 'mallory',
        AWS_SECRET_ACCESS_KEY: 'any',
        AWS_DEFAULT_REGION: 'us-east-1',
      }
      expect((await holdfast(['apply', '--yes'], { ...user, env })).code).toBe(0)
      timeline = ''
      await start(['up'])
    },
    /** What they seal at their end is written before the folder goes. */
    async end() {
      await Promise.all(
        children.map((child) => {
          const isOver = child.exitCode !== null || child.signalCode !== null
          const over = isOver ? undefined : new Promise((resolve) => child.once('exit', resolve))
          child.kill()
          return over
        }),
      )
      user.remove()
    },
  }
}
