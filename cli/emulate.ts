import { type Emulator, startEmulator } from '../emulator/index.ts'
import { codeOf } from '../local/files.ts'
import type { OrganizationDocument } from '../schemas/types/organization.ts'
import { type Context, exit, refuse, UsageError } from './context.ts'
import { type Flags, numberFlag } from './flags.ts'
import { hostilityOf } from './hostile.ts'

/** The emulator alone, until Ctrl-C. */
export async function emulate(context: Context, flags: Flags): Promise<number> {
  const organization = flags.organization
    ? (await import('./organization-file.ts')).readOrganizationFile(context, flags.organization)
    : undefined
  const emulator = await openEmulator(flags, organization)
  context.out(`ready ${emulator.url}\n`)
  context.say(howToReach(emulator.url))
  await aborted(context.signal)
  await emulator.close()
  return exit.ok
}

/** Starts an emulator on the port that was asked for; faults strike `callers`, or everybody. Throws Refusal where it is taken. */
export async function openEmulator(
  flags: Flags,
  organization: OrganizationDocument | undefined,
  callers?: readonly string[],
): Promise<Emulator> {
  const port = numberFlag(flags, 'port', 0, 65_535)
  if (flags.account && !/^\d{12}$/.test(flags.account)) throw new UsageError('--account takes twelve digits')
  const hostility = hostilityOf(flags, callers)
  try {
    return await startEmulator({
      ...hostility,
      port,
      ...(organization && { organization }),
      ...(flags.account && { account: flags.account }),
      ...(flags.throttle && { throttle: 'aws' }),
    })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EADDRINUSE')
      throw refuse('port-in-use', `Port ${port} is in use`, 'Take another one with --port, or 0 for any that is free')
    if (code === 'EACCES')
      throw refuse('port-denied', `Port ${port} may not be used`, 'Take one above 1023, or 0 for any that is free')
    throw refuse(
      'organization-refused',
      error instanceof Error ? error.message : String(error),
      'Correct the organization file',
    )
  }
}

export const howToReach = (url: string): string =>
  `Reach it with the AWS CLI:
  export AWS_ENDPOINT_URL=${url} AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=you AWS_SECRET_ACCESS_KEY=any
  aws organizations list-policies --filter SERVICE_CONTROL_POLICY
Ctrl-C ends it.
`

/** Resolves when the user ends the command. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
