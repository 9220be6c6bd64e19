import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const repository = resolve(__dirname, '../..')
const command = join(repository, 'dist/cli/main.js')
export const exampleOrganization = join(repository, 'examples/organization.yaml')

/** What a user's folder holds: this repository's own manifest, policies and lock. */
export function userFolder({ lock = true } = {}): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-user-'))
  for (const name of ['manifest.yaml', 'policies', ...(lock ? ['manifest.lock.yaml'] : [])]) {
    cpSync(join(repository, name), join(folder, name), { recursive: true })
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const onePolicy = `region: us-east-1
version: 2021-03-15
resources:
  - name: deny-leave-organization
    resource_file: deny.json
    deploy_method: scp
    deployment_targets: { organizational_units: [Root] }
`

/** One policy on the root, without a lock: few calls, for commands that wait in real time for what AWS does to them. */
export function onePolicyFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-one-'))
  const Statement = [{ Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }]
  writeFileSync(join(folder, 'manifest.yaml'), onePolicy)
  writeFileSync(join(folder, 'deny.json'), JSON.stringify({ Version: '2012-10-17', Statement }))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  folder: string
  env?: Record<string, string>
  /** Ends the command when it kills itself: called with the process. */
  started?: (process: ReturnType<typeof spawn>) => void
}

/** An environment without anything of the machine that runs the tests but the way to node. */
const bare = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' }

/** Runs the built command as a user would, without a terminal. */
export function holdfast(args: string[], { folder, env = {}, started }: RunOptions): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...bare, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (code) => done({ code, stdout, stderr }))
    started?.(child)
  })
}

/** Where the records of an emulated organization are. */
export const emulatedAudit = '.holdfast/emulated/audit'

/** Every record of the audit directory of a folder, in the order in which it was written. */
export function auditRecords(folder: string): { type: string; data: Record<string, unknown> }[] {
  const audit = join(folder, emulatedAudit)
  return readdirSync(audit, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .flatMap((name) => readFileSync(join(audit, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
}

/** Whether a program is on this machine. */
export const has = (program: string): boolean => spawnSync('which', [program]).status === 0

export const exampleDocument = (): string => readFileSync(exampleOrganization, 'utf8')
