import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { nameOf } from '../../core/deployed.ts'
import type { VerificationDocument } from '../../schemas/types/verification.ts'
import { began, makeTrail, restoreAt, type TestTrail, writeTrail } from '../support/chain.ts'
import { transcript } from '../support/command.ts'
import { virtualClock } from '../support/virtual-clock.ts'

// What the trail says, compared with what others know: CloudTrail, and the repository of the manifest.

const manifest = `region: eu-west-1
version: 2021-03-15
resources:
  - name: deny
    resource_file: policies/deny.json
    deploy_method: scp
    deployment_targets: { organizational_units: [Root] }
`
const lock = `version: 1
organization: { id: o-exampleorg, management_account: "111111111111", root: r-ab12 }
`
const policyOf = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] })

let folder: string
const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text)
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@example.com', ...words], { cwd: folder })
    .toString()
    .trim()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-beside-'))
  mkdirSync(join(folder, 'policies'))
  write('manifest.yaml', manifest)
  write('manifest.lock.yaml', lock)
  write('policies/deny.json', policyOf('organizations:LeaveOrganization'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function verify(trail: TestTrail, args: string[]): Promise<VerificationDocument> {
  writeTrail(join(folder, 'trail'), trail)
  write('trust.json', JSON.stringify(trail.trust))
  const given = ['audit', 'verify', '--directory', 'trail', '--trust', 'trust.json', '--format', 'json']
  const said = await transcript(folder, [...given, ...args], { clock: virtualClock(trail.end + 90 * 60_000) })
  return JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1))
}

const shown = ({ findings }: VerificationDocument) => findings.map(({ code }) => code)

describe('--repo', () => {
  const restoresOf = (pairs: [commit: string | null, manifest: string][]) => (time: number, number: number) =>
    restoreAt(time, number).map((record) => {
      const [commit, digest] = pairs[number % pairs.length] ?? []
      return { ...record, data: { ...record.data, commit, manifest: digest } }
    })

  /** The digest of the manifest as it stands, as the compiler tells it. */
  async function digestNow(): Promise<string> {
    const said = await transcript(folder, ['plan', '--organization', 'organization.yaml', '--format', 'json'])
    return JSON.parse(said.slice(said.indexOf('{'))).manifest.digest
  }

  async function history(): Promise<[string, string][]> {
    write(
      'organization.yaml',
      'kind: holdfast.organization\nversion: 1\norganization: { id: o-exampleorg, management_account: "111111111111" }\nroot:\n  id: r-ab12\n  accounts: [{ id: "111111111111", name: management }]\n',
    )
    git('init', '-q')
    // What is checked out otherwise than it is committed must not matter.
    write('.git/hooks/post-checkout', '#!/bin/sh\nexit 1\n')
    const commits: [string, string][] = []
    for (const action of ['organizations:LeaveOrganization', 's3:DeleteBucket']) {
      write('policies/deny.json', policyOf(action))
      git('add', '-A', 'manifest.yaml', 'manifest.lock.yaml', 'policies')
      git('commit', '-q', '-m', action)
      commits.push([git('rev-parse', 'HEAD'), await digestNow()])
    }
    return commits
  }

  test('each recorded commit compiles to its digest', async () => {
    const commits = await history()
    write('policies/deny.json', 'changed since')
    expect(new Set(commits.map(([, digest]) => digest)).size).toBe(2)
    const trail = makeTrail({ digests: 6, recordsOf: restoresOf(commits) })
    expect(await verify(trail, ['--repo', '.'])).toMatchObject({ findings: [], summary: { verdict: 'verified' } })
  })

  test('one that is not there, another digest, and none at all are named', async () => {
    const [[first = ''] = [], [, second = ''] = []] = await history()
    const trail = makeTrail({
      digests: 6,
      recordsOf: restoresOf([
        ['e'.repeat(40), second],
        [first, second],
        [null, second],
        ['--output=/tmp/x', second],
      ]),
    })
    const document = await verify(trail, ['--repo', '.'])
    expect(document.codes).toEqual({ 'commit-missing': 2, 'manifest-differs': 1, 'no-commit': 1 })
    expect(document.findings.find(({ code }) => code === 'manifest-differs')?.message).toContain(first)
  })

  test('what a repository puts in the place of a commit, or of a file of it, is not taken for it', async () => {
    const [[first = ''] = [], [second = '', digest = ''] = []] = await history()
    git('replace', first, second)
    const replaced = makeTrail({ digests: 6, recordsOf: restoresOf([[first, digest]]) })
    expect((await verify(replaced, ['--repo', '.'])).codes).toEqual({ 'manifest-differs': 1 })
    git('replace', '-d', first)
    const id = git('rev-parse', `${first}:policies/deny.json`)
    const path = `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`
    const other = policyOf('s3:DeleteBucket')
    rmSync(join(folder, path))
    write(path, deflateSync(`blob ${other.length}\0${other}`))
    expect(git('cat-file', 'blob', id)).toBe(other)
    expect((await verify(replaced, ['--repo', '.'])).codes).toEqual({ 'manifest-differs': 1 })
  })

  test('a folder that is in no repository is refused', async () => {
    writeTrail(join(folder, 'trail'), makeTrail({ digests: 2 }))
    expect(await transcript(folder, ['audit', 'verify', '--directory', 'trail', '--repo', '.'])).toContain(
      'exit code 1',
    )
  })
})

describe('--cross-check', () => {
  const sessionIssuer = { type: 'Role', accountId: '111111111111', userName: nameOf('policy-drift') }
  const eventOf = (number: number, time: number, change: object = {}) => ({
    eventID: `event-${number}`,
    requestID: `request-${number}`,
    eventName: 'AttachPolicy',
    eventSource: 'organizations.amazonaws.com',
    eventTime: new Date(Math.floor(time / 1_000) * 1_000).toISOString().replace('.000', ''),
    userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer } },
    requestParameters: { policyId: 'p-11111111', targetId: '222222222222' },
    ...change,
  })

  /** Log files of the events behind the outcomes of a trail, in the layout of an organization's trail, changed as told. */
  function logs(trail: TestTrail, change: (events: ReturnType<typeof eventOf>[]) => object[]): void {
    const outcomes = [...trail.files]
      .filter(([name]) => name.startsWith('records/'))
      .flatMap(([, { bytes }]) => bytes.toString().trim().split('\n'))
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'holdfast.outcome.v1')
    const events = outcomes.map(({ data, time }) => eventOf(Number(data.requestId.split('-')[1]), Date.parse(time)))
    const quiet = [began, trail.end].map((time, at) => eventOf(1_000 + at, time, { eventSource: 'sts.amazonaws.com' }))
    const all = [...quiet, ...change(events)]
    const place = join(folder, 'logs/AWSLogs/o-exampleorg/111111111111/CloudTrail/us-east-1/2026/11/02')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'one.json.gz'), gzipSync(JSON.stringify({ Records: all.slice(0, 5) })))
    writeFileSync(join(place, 'two.json'), JSON.stringify({ Records: all.slice(5) }))
  }

  const trail = makeTrail({ digests: 6 })
  const checked = async (change: Parameters<typeof logs>[1]) => {
    logs(trail, change)
    return verify(trail, ['--cross-check', 'logs'])
  }

  test('the same in both: nothing is found, and what was not compared is said', async () => {
    const document = await checked((events) => events)
    expect(document.findings).toEqual([])
    expect(document.notChecked.join()).toContain(`writes before ${new Date(began).toISOString()}`)
  })

  test.each<{ what: string; change: Parameters<typeof logs>[1]; codes: string[] }>([
    { what: 'an event is missing', change: (events) => events.slice(1), codes: ['unshown-outcome'] },
    {
      what: 'a write of ours more',
      change: (events) => [...events, eventOf(99, began + 3_600_000)],
      codes: ['unrecorded-write'],
    },
    {
      what: 'a write of ours more that failed',
      change: (events) => [...events, eventOf(99, began + 3_600_000, { errorCode: 'TooManyRequestsException' })],
      codes: [],
    },
    {
      what: 'a write of somebody else',
      change: (events) => [...events, eventOf(99, began + 3_600_000, { userIdentity: { type: 'Root' } })],
      codes: [],
    },
    {
      what: 'another request id',
      change: ([first, ...events]) => [...events, { ...first, requestID: 'forged' }],
      codes: ['unrecorded-write', 'unshown-outcome'],
    },
    {
      what: 'an outcome of a person with the same request',
      change: ([first, ...events]) => [...events, { ...first, userIdentity: { type: 'IAMUser', userName: 'ann' } }],
      codes: [],
    },
  ])('$what: $codes', async ({ change, codes }) => {
    expect(shown(await checked(change))).toEqual(codes)
  })

  test('without a manifest nobody knows whose writes are ours', async () => {
    rmSync(join(folder, 'manifest.yaml'))
    writeTrail(join(folder, 'trail'), trail)
    mkdirSync(join(folder, 'logs'))
    const said = await transcript(folder, ['audit', 'verify', '--directory', 'trail', '--cross-check', 'logs'])
    expect(said).toContain('exit code 1')
    expect(readFileSync(join(folder, 'manifest.lock.yaml'), 'utf8')).toBe(lock)
  })
})
