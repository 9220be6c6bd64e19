import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { commands } from '../cli/commands.ts'
import { parseFlags } from '../cli/flags.ts'
import { startEmulator } from '../emulator/index.ts'
import { exampleDocument, has, userFolder } from './support/cli.ts'
import { isLike } from './support/iam.ts'

interface Step {
  id?: string
  uses?: string
  run?: string
  env?: Record<string, string>
}
interface Job {
  permissions: Record<string, string>
  environment?: string
  if?: string
  needs?: string
  steps: Step[]
}

const house = join(__dirname, '..')
const read = (name: string) => readFileSync(join(house, name), 'utf8')
const workflowText = read('.github/workflows/holdfast.yml')
const workflow: { on: object; permissions: object; jobs: Record<string, Job> } = parse(workflowText, { merge: false })
const buildspec = parse(read('buildspec.yml'))
const builds: string[] = buildspec.phases.build.commands

test('every action is pinned by commit, and says which version that is', () => {
  const lines = workflowText.split('\n').filter((line) => line.includes('uses:'))
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('each job may do what it needs, and no other one', () => {
  expect(workflow.permissions).toEqual({})
  expect(
    Object.fromEntries(Object.entries(workflow.jobs).map(([name, { permissions }]) => [name, permissions])),
  ).toEqual({
    check: { contents: 'read' },
    plan: { contents: 'read', 'id-token': 'write' },
    // what may write runs no code of the pull request
    comment: { 'pull-requests': 'write' },
    digest: { contents: 'read', 'id-token': 'write' },
    deploy: { contents: 'read', 'id-token': 'write' },
    drift: { contents: 'read', 'id-token': 'write' },
  })
  const { comment } = workflow.jobs
  expect(comment?.steps.flatMap(({ uses = [] }) => uses)).toEqual([])
})

test('what needs AWS waits for its role, and a deployment for an approval', () => {
  for (const [name, { if: when = '', steps }] of Object.entries(workflow.jobs)) {
    const roles = steps.flatMap(({ uses = '' }) => (uses.startsWith('aws-actions/') ? [name] : []))
    if (roles.length > 0) expect(when).toMatch(/vars\.HOLDFAST_(PLAN|DEPLOY)_ROLE != ''/)
  }
  expect(workflow.jobs.deploy).toMatchObject({ needs: 'digest', environment: 'holdfast' })
})

test('a session that is longer than IAM gives a role by itself is asked for in the guide', () => {
  const longer = [...workflowText.matchAll(/role-duration-seconds: (\d+)/g)].flatMap(([, seconds = '']) =>
    Number(seconds) > 3_600 ? [seconds] : [],
  )
  for (const seconds of longer) expect(read('docs/deploy.md')).toContain(`--max-session-duration ${seconds}`)
})

test('nothing that others wrote becomes part of a script', () => {
  for (const { steps } of Object.values(workflow.jobs))
    for (const { run = '' } of steps) expect(run).not.toContain('${{')
})

const texts = ['.github/workflows/holdfast.yml', 'buildspec.yml', 'docs/deploy.md', 'README.md']
const lines = texts.flatMap((name) =>
  read(name)
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(/npx (?:--no )?(holdfast|cdk) ([a-z][\w -]*[^`#|>&;)]*)/g)].map((match) => [
        name,
        match[1] ?? '',
        (match[2] ?? '').trim(),
      ]),
    ),
) as [file: string, program: string, words: string][]

const words = (text: string): string[] => text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []

test.each(lines.filter(([, program]) => program === 'holdfast'))('%s: npx %s %s', (_, __, text) => {
  const [first = '', second = '', ...rest] = words(text)
  const isOfTwo = Object.keys(commands).includes(`${first} ${second}`)
  const name = isOfTwo ? `${first} ${second}` : first
  const args = isOfTwo || second === '' ? rest : [second, ...rest]
  expect(Object.keys(commands)).toContain(name)
  expect(() => parseFlags(args, commands[name] as never)).not.toThrow()
})

const cdkFlags = new Map<string, Promise<string>>()
test.each(lines.filter(([, program]) => program === 'cdk'))('%s: npx %s %s', async (_, __, text) => {
  const [name = '', ...args] = words(text)
  const help =
    cdkFlags.get(name) ?? run(join(house, 'node_modules/.bin/cdk'), [name, '--help'], {}).then(({ said }) => said)
  cdkFlags.set(name, help)
  const known = await help
  expect(known).toMatch(new RegExp(`^cdk ${name}`))
  for (const flag of args.filter((word) => word.startsWith('-')))
    expect(known).toMatch(new RegExp(`(^|[ ,])${flag.split('=')[0]}\\b`, 'm'))
})

const documented = read('docs/deploy.md')

const asking = has('aws') ? test : test.skip
asking.each([...documented.matchAll(/^ *aws (.*)$/gm)].map(([, text = '']) => text))(
  'docs/deploy.md: aws %s (skipped where the AWS CLI is not installed)',
  async (text) => {
    // The CLI reads every flag, and asks nobody.
    const [command = ''] = text.split(' | ')
    // Commands of the CLI's own, like `s3 cp`, have no skeleton; their help names them.
    const asked = command.startsWith('s3 ')
      ? [...words(command).slice(0, 2), 'help']
      : [...words(command), '--generate-cli-skeleton']
    expect(await run('aws', asked, {})).toMatchObject({ code: 0 })
  },
)

test('what a repository of data installs is what this one is tested with', () => {
  const { devDependencies } = JSON.parse(read('package.json'))
  const installed = /npm install --save-exact holdfast (.*)/.exec(documented)?.[1]?.split(' ')
  const names = ['aws-cdk', 'aws-cdk-lib', 'constructs', 'cdk-stacksets']
  expect(installed).toEqual(names.map((name) => `${name}@${devDependencies[name]}`))
})

test('what the pipeline copies from the package is in it', () => {
  const { files } = JSON.parse(read('package.json'))
  for (const [, file] of documented.matchAll(/`node_modules\/holdfast\/([^`]+)`/g)) expect(files).toContain(file)
})

test('a page that is published leads to pages that are', () => {
  const { files }: { files: string[] } = JSON.parse(read('package.json'))
  const pages = files
    .flatMap((file) =>
      /\*\.(md|json)$/.test(file)
        ? readdirSync(join(house, dirname(file))).map((name) => join(dirname(file), name))
        : [file],
    )
    .filter((file) => /\.(md|json)$/.test(file))
  expect(pages).toContain('docs/deploy.md')
  const links = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => join(dirname(page), link)),
    )
  expect(links.filter((link) => !pages.includes(link))).toEqual([])
})

interface Ended {
  code: number
  said: string
}

const run = (
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string },
): Promise<Ended> =>
  new Promise((done) => {
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      CI: 'true',
      NO_COLOR: '1',
      ...options.env,
    }
    const child = execFile(program, args, { cwd: options.cwd, env }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` }),
    )
    child.stdin?.end(options.input ?? '')
  })

describe('steps against an emulated organization', () => {
  let emulator: Awaited<ReturnType<typeof startEmulator>>
  let user: ReturnType<typeof userFolder>
  beforeEach(async () => {
    emulator = await startEmulator({ organization: parse(exampleDocument()) })
    user = userFolder()
    // The true one takes a second each time; `npm run check` shows that it finds the command.
    const npx = `#!/bin/sh\n[ "$1 $2" = '--no holdfast' ] && shift 2 && exec '${process.execPath}' '${house}/dist/cli/main.js' "$@"\n`
    writeFileSync(join(user.folder, 'npx'), npx, { mode: 0o755 })
  })
  afterEach(async () => {
    await emulator.close()
    user.remove()
  })

  const inFolder = (script: string, env: Record<string, string> = {}): Promise<Ended> =>
    // as GitHub runs a step
    run('bash', ['-e', '-c', script], {
      cwd: user.folder,
      env: { PATH: `${user.folder}:${process.env.PATH}`, AWS_ENDPOINT_URL: emulator.url, ...env },
    })

  const stepOf = (job: string, id?: string): string =>
    workflow.jobs[job]?.steps.find((step) => (id ? step.id === id : /plan|status/.test(step.run ?? '')))?.run ?? ''

  test('a plan is a comment, the digest is that of the plan, and carries it out', async () => {
    const files = { GITHUB_OUTPUT: join(user.folder, 'output'), GITHUB_STEP_SUMMARY: join(user.folder, 'summary') }
    expect(await inFolder(stepOf('plan', 'plan'), files)).toMatchObject({ code: 0 })
    expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toMatch(/^markdown<<([\w-]+)\n\*\*36 changes\.\*\*[\s\S]*\n\1\n$/)
    rmSync(files.GITHUB_OUTPUT)
    expect(await inFolder(stepOf('digest', 'plan'), files)).toMatchObject({ code: 0 })
    const digest = /^digest=([0-9a-f]{64})\n$/.exec(readFileSync(files.GITHUB_OUTPUT, 'utf8'))?.[1] ?? ''
    expect(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain(`--expect ${digest}`)
    expect(await inFolder(stepOf('drift'))).toMatchObject({ code: 2 })
    const calls = Object.keys((await (await fetch(`${emulator.url}/_holdfast/calls`)).json()) as object)
    const [, role = ''] = /```json\n(\{ "Sid": "Plan"[\s\S]*?)```/.exec(documented) ?? []
    const allowed: string[] = JSON.parse(role).Action
    expect(calls.length).toBeGreaterThan(4)
    for (const call of calls) expect(allowed.some((action) => isLike(action, `organizations:${call}`))).toBe(true)
    expect(await inFolder(`npx --no holdfast apply --frozen --expect ${digest}`)).toMatchObject({ code: 0 })
    expect(await inFolder(stepOf('drift'))).toMatchObject({ code: 0 })
    const status = workflow.jobs.deploy?.steps.find(({ run = '' }) => run.includes('status'))?.run ?? ''
    expect(await inFolder(status)).toMatchObject({ code: 0 })
  })

  test('a plan that is refused is a comment too, and fails', async () => {
    writeFileSync(join(user.folder, 'manifest.yaml'), 'region: eu-west-1\nversion: 2021-03-15\nresource: []\n')
    const files = { GITHUB_OUTPUT: join(user.folder, 'output'), GITHUB_STEP_SUMMARY: join(user.folder, 'summary') }
    expect(await inFolder(stepOf('plan', 'plan'), files)).toMatchObject({ code: 1 })
    expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toContain('**There is no plan.**')
    expect(await inFolder(stepOf('digest', 'plan'), files)).toMatchObject({ code: 1 })
  })

  const build = (step: string, env: Record<string, string> = {}, after = ''): Promise<Ended> =>
    inFolder(`set +e\n${builds.slice(1).join('\n')}\ncode=$?\n${after}\nexit $code`, { HOLDFAST_STEP: step, ...env })

  test('CodeBuild plans, exports the digest, and looks for drift', async () => {
    const planned = await build('plan', {}, 'bash -c \'echo "exported $HOLDFAST_DIGEST"\'')
    expect(planned.code).toBe(0)
    const digest = /--expect ([0-9a-f]{64})/.exec(planned.said)?.[1]
    expect(planned.said).toContain(`exported ${digest}`)
    expect(await build('drift')).toMatchObject({ code: 2 })
    expect((await build('sideways')).said).toContain('HOLDFAST_STEP is sideways')
  })

  describe('the comment', () => {
    interface Comment {
      url?: string
      user: { login: string }
      body: string
    }
    let comments: Comment[]
    let github: Server
    let url: string
    beforeEach(async () => {
      comments = []
      github = createServer(async (request, response) => {
        let text = ''
        for await (const chunk of request) text += chunk
        const { pathname, searchParams } = new URL(request.url ?? '', url)
        const [, index] = /^\/repos\/acme\/guardrails\/issues\/(?:7\/comments|comments\/(\d+))$/.exec(pathname) ?? []
        if (request.headers.authorization !== 'Bearer secret') response.statusCode = 403
        else if (request.method === 'POST')
          comments.push({ user: { login: 'holdfast[bot]' }, body: JSON.parse(text).body })
        else if (request.method === 'PATCH') (comments[Number(index)] as Comment).body = JSON.parse(text).body
        const from = (Number(searchParams.get('page') ?? 1) - 1) * 100
        const page = comments.map((one, at) => ({ ...one, url: `${url}/repos/acme/guardrails/issues/comments/${at}` }))
        response.end(JSON.stringify(request.method === 'GET' ? page.slice(from, from + 100) : {}))
      })
      await new Promise<void>((done) => github.listen(0, '127.0.0.1', done))
      url = `http://127.0.0.1:${(github.address() as AddressInfo).port}`
    })
    afterEach(() => new Promise((done) => github.close(done)))

    const scripts: [string, (plan: string) => Promise<Ended>][] = [
      [
        'of GitHub Actions',
        (plan) =>
          inFolder(workflow.jobs.comment?.steps[0]?.run ?? '', {
            ...{ GITHUB_API_URL: url, GITHUB_REPOSITORY: 'acme/guardrails', GITHUB_TOKEN: 'secret', PULL_REQUEST: '7' },
            ...{ COMMENTER: 'holdfast[bot]', PLAN: plan },
          }),
      ],
      [
        'of CodeBuild',
        (plan) => {
          writeFileSync(join(user.folder, 'plan.md'), plan)
          return inFolder(`code=0\n${builds.at(-1)}`, {
            ...{
              GITHUB_API_URL: url,
              GITHUB_TOKEN: 'secret',
              COMMENTER: 'holdfast[bot]',
              HOLDFAST_STEP: 'pull-request',
            },
            ...{
              CODEBUILD_SOURCE_VERSION: 'pr/7',
              CODEBUILD_SOURCE_REPO_URL: 'https://github.com/acme/guardrails.git',
            },
          })
        },
      ],
    ]
    test.each(scripts)('%s is one, whatever else is said', async (_, say) => {
      const marker = '<!-- holdfast plan -->'
      comments = Array.from({ length: 100 }, () => ({ user: { login: 'alice' }, body: `${marker}\nforged` }))
      const before = structuredClone(comments)
      const plans = ['first $(id) `id` "', 'second']
      for (const plan of plans) expect(await say(plan)).toMatchObject({ code: 0 })
      expect(comments).toEqual([...before, { user: { login: 'holdfast[bot]' }, body: `${marker}\nsecond` }])
    })
    test.each(scripts)('%s that cannot be written fails', async (_, say) => {
      url = `${url}/elsewhere`
      await new Promise((done) => github.close(done))
      expect((await say('plan')).code).not.toBe(0)
      await new Promise<void>((done) => github.listen(0, '127.0.0.1', done))
    })
  })
})
