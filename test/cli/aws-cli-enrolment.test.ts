import { awsCli } from '../support/aws-cli.ts'
import { has } from '../support/cli.ts'

const withAwsCli = has('aws') ? describe : describe.skip

/** deny-cdn-purchase lies on each account that joined lately, and on each account in Sandbox. */
withAwsCli('an account, with the AWS CLI', () => {
  const { as, aws, policyNamed, targetsOf, hold, tower, holdfast, eventually, begin, end } = awsCli()
  beforeAll(begin, 60_000)
  afterAll(end)

  const isCovered = (account: string) => targetsOf(policyNamed('deny-cdn-purchase')?.Id).includes(account)
  const create = (name: string): string => {
    const { Id } = aws('create-account', '--account-name', name, '--email', `${name}@example.com`).CreateAccountStatus
    return aws('describe-create-account-status', '--create-account-request-id', Id).CreateAccountStatus.AccountId
  }
  const move = (account: string, from: string, to: string) =>
    aws('move-account', '--account-id', account, '--source-parent-id', from, '--destination-parent-id', to)
  const invite = (account: string) => {
    const { Handshake } = aws('invite-account-to-organization', '--target', `Id=${account},Type=ACCOUNT`)
    as(account)('accept-handshake', '--handshake-id', Handshake.Id)
  }

  test('that is created is covered', async () => {
    const account = create('analytics')
    await eventually(() => isCovered(account), true)
  }, 60_000)

  test('that is invited and accepts is covered', async () => {
    invite('888811112222')
    await eventually(() => isCovered('888811112222'), true)
  }, 60_000)

  test('that moves in is covered, and keeps it when it leaves', async () => {
    move('555577778888', 'ou-ab12-wlnonprd', 'ou-ab12-sandbox0')
    await eventually(() => isCovered('555577778888'), true)
    move('555577778888', 'ou-ab12-sandbox0', 'ou-ab12-wlnonprd')
    expect((await holdfast('status', '--wait')).code).toBe(0)
    expect(isCovered('555577778888')).toBe(true)
  }, 60_000)

  test('that Control Tower creates, or enrols, is covered', async () => {
    const made = await tower({
      create_account: { name: 'data', email: 'data@example.com', organizational_unit: 'ou-ab12-wlprod00' },
    })
    await eventually(() => isCovered(made.account), true)
    await tower({ enroll_account: { account: '555566667777', organizational_unit: 'ou-ab12-sandbox0' } })
    await eventually(() => isCovered('555566667777'), true)
  }, 60_000)

  test('of which no event tells is covered by the next sweep', async () => {
    await hold(true)
    const account = create('silent')
    invite('888811113333')
    move('555588889999', 'ou-ab12-wlnonprd', 'ou-ab12-sandbox0')
    expect([account, '888811113333', '555588889999'].map(isCovered)).toEqual([false, false, false])
    // Enforcement that begins looks at everything.
    expect((await holdfast('up', '--once')).stdout).toContain('No changes.')
    expect([account, '888811113333', '555588889999'].map(isCovered)).toEqual([true, true, true])
    await hold(false)
  }, 60_000)

  test('that manages the organization, or is closed, is neither attached to nor missed', async () => {
    await hold(true)
    const account = create('closed')
    aws('close-account', '--account-id', account)
    await hold(false)
    await eventually(() => aws('describe-account', '--account-id', account).Account.Status, 'SUSPENDED')
    const { stdout, code } = await holdfast('status', '--format', 'json', '--exit-code')
    expect([code, JSON.parse(stdout).summary]).toMatchObject([0, { inSync: true, incidents: 0 }])
    expect([account, '111111111111'].map(isCovered)).toEqual([false, false])
  }, 60_000)
})
