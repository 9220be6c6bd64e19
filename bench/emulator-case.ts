import { startEmulator } from '../emulator/index.ts'
import { call } from './call.ts'
import type { Figures } from './figures.ts'
import { manifestFor, organizationFor, policyId, sizes } from './organization.ts'

const policies = 1_000

/** What the emulator needs for a policy that lies on every account, beside a thousand others. */
export async function emulatorAtScale(only?: number): Promise<Record<string, Figures>> {
  const found: Record<string, Figures> = {}
  for (const size of sizes) {
    if (only !== undefined && only !== size.accounts) continue
    const manifest = manifestFor(size)
    const document = organizationFor(manifest, size)
    const others = Array.from({ length: policies }, (_, at) => ({
      ...{ id: `p-other${String(at).padStart(4, '0')}`, name: `other-${at}`, type: 'SERVICE_CONTROL_POLICY' },
    }))
    const organization = { ...document, policies: [...(document.policies ?? []), ...others] }
    const [emulator, load] = await timed(() => startEmulator({ organization }))
    const [, list] = await timed(async () => {
      const PolicyId = policyId(manifest, 'every-account')
      let NextToken: string | undefined
      do NextToken = (await call(emulator.url, 'ListTargetsForPolicy', { PolicyId, NextToken })).NextToken
      while (NextToken)
    })
    const [, disable] = await timed(() =>
      call(emulator.url, 'DisablePolicyType', { RootId: 'r-ab12', PolicyType: 'SERVICE_CONTROL_POLICY' }),
    )
    await emulator.close()
    found[size.accounts] = { 'load ms': load, 'list ms': list, 'disable ms': disable }
  }
  return found
}

async function timed<Value>(work: () => Promise<Value>): Promise<[Value, number]> {
  const began = performance.now()
  const value = await work()
  return [value, Math.round(performance.now() - began)]
}
