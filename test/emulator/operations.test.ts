// Every operation of the client is either played or refused as AWS refuses what it does not know.
import * as sdk from '@aws-sdk/client-organizations'
import * as given from './support.ts'

afterAll(given.stopAll)

const COMMANDS = Object.keys(sdk)
  .filter((name) => /^[A-Z].*[a-z]Command$/.test(name))
  .map((name) => name.replace(/Command$/, ''))

/** Billing between organizations, GovCloud, and the validity of documents that the emulator does not look into. */
const LEFT_OUT = [
  'CreateGovCloudAccount',
  'DescribeResponsibilityTransfer',
  'InviteOrganizationToTransferResponsibility',
  'ListAccountsWithInvalidEffectivePolicy',
  'ListEffectivePolicyValidationErrors',
  'ListInboundResponsibilityTransfers',
  'ListOutboundResponsibilityTransfers',
  'TerminateResponsibilityTransfer',
  'UpdateResponsibilityTransfer',
]

test('what the emulator does not play', async () => {
  const emulator = await given.start()
  const unknown: string[] = []
  for (const name of COMMANDS) {
    const { body } = await given.raw(emulator, name, '{}')
    if ((body as { __type?: string }).__type === 'UnknownOperationException') unknown.push(name)
  }
  expect(COMMANDS.length).toBeGreaterThan(60)
  expect(unknown.sort()).toEqual(LEFT_OUT)
})
