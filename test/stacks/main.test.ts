import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { userFolder } from '../support/cli.ts'

// What a user runs: the CLI of CDK in a folder that holds data and names the app, without a network and without credentials.

const repository = resolve(__dirname, '../..')
const cdk = join(repository, 'node_modules/aws-cdk/bin/cdk')
const app = join(repository, 'dist/stacks/main.js')
let user: ReturnType<typeof userFolder>

beforeEach(() => {
  user = userFolder()
})
afterEach(() => user.remove())

function run(args: string[], env: Record<string, string> = {}): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: user.folder,
    env: { PATH: process.env.PATH ?? '', HOME: user.folder, CDK_DISABLE_CLI_TELEMETRY: 'true', ...env },
    encoding: 'utf8',
  })
  return { code: status, said: stdout + stderr }
}

function synth(): ReturnType<typeof run> {
  writeFileSync(join(user.folder, 'cdk.json'), JSON.stringify({ app: `${process.execPath} ${app}` }))
  return run([cdk, 'synth', '--quiet', '--no-notices'])
}

const edit = (change: (manifest: string) => string) => {
  const file = join(user.folder, 'manifest.yaml')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

test('cdk synth renders this repository’s own manifest', () => {
  const { code, said } = synth()
  expect([code, said]).toEqual([0, expect.stringContaining('Successfully synthesized')])
  expect(readdirSync(join(user.folder, 'cdk.out'))).toEqual(
    expect.arrayContaining([
      'holdfast-management.template.json',
      'holdfast-forwarder-111111111111-eu-west-1.template.json',
    ]),
  )
})

test('cdk synth fails on a manifest that AWS would refuse, and says where', () => {
  edit((text) => text.replace('deploy_method: scp', 'deploy_method: spc'))
  expect(synth()).toEqual({
    code: 1,
    said: expect.stringMatching(/^manifest\.yaml:\d+:\d+ error wrong-value\n.*deploy_method must be one of scp, rcp/),
  })
})

test('what is deployed knows its commit', () => {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: user.folder, encoding: 'utf8' }).stdout.trim()
  git('init', '--quiet')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'a')
  const output = join(user.folder, 'cdk.out')
  expect(run([app], { CDK_OUTDIR: output }).code).toBe(0)
  const { Resources } = JSON.parse(readFileSync(join(output, 'holdfast-management.template.json'), 'utf8'))
  expect(JSON.parse(Resources.Enforcer.Properties.Value)).toMatchObject({ commit: git('rev-parse', 'HEAD') })
})

test('how long git takes does not show in the output', () => {
  const paths = ['/nonexistent', ...Array<string>(5).fill(process.env.PATH ?? '')]
  const outputs = paths.map((PATH, at) => {
    const output = join(user.folder, `${at}.out`)
    expect(run([app], { CDK_OUTDIR: output, PATH }).code).toBe(0)
    return readdirSync(output)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(output, name), 'utf8'))
  })
  for (const output of outputs) expect(output).toEqual(outputs[0])
}, 60_000)

const refused: { what: string; change?: () => void; context?: object; said: RegExp }[] = [
  {
    what: 'a folder without a lock',
    change: () => rmSync(join(user.folder, 'manifest.lock.yaml')),
    said: /manifest\.lock\.yaml is missing/,
  },
  {
    what: 'a digest that is none',
    context: { 'holdfast:expect': 'abc' },
    said: /^holdfast:expect must be the digest of a plan: .*\n$/,
  },
]

test.each(refused)('the app fails on $what, without a stack trace', ({ change, context = {}, said }) => {
  change?.()
  const ended = run([app], { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: join(user.folder, 'cdk.out') })
  expect(ended).toEqual({ code: 1, said: expect.stringMatching(said) })
  expect(ended.said).not.toMatch(/^\s+at /m)
})
