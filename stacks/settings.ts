import type { Node } from 'constructs'

/** What whoever deploys says beside the manifest: `cdk deploy -c holdfast:expect=DIGEST`, or the context of cdk.json. */
export interface Settings {
  /** Digest of the plan that was reviewed; empty: none was, and nothing is removed. */
  expect: string
  /** Of the functions. */
  architecture: 'arm64' | 'x86_64'
}

/** Throws RefusedSetting, whose message is for who typed it. */
export function settingsOf(node: Node): Settings {
  const expect = textOf(node, 'holdfast:expect') ?? ''
  const architecture = textOf(node, 'holdfast:architecture') ?? 'arm64'
  if (expect && !/^[0-9a-f]{64}$/.test(expect))
    throw new RefusedSetting(
      'holdfast:expect must be the digest of a plan: 64 hexadecimal digits, as "holdfast plan" shows it',
    )
  if (architecture !== 'arm64' && architecture !== 'x86_64')
    throw new RefusedSetting('holdfast:architecture must be arm64 or x86_64')
  return { expect, architecture }
}

/** What is wrong is the caller's to change, and needs no stack trace. */
export class RefusedSetting extends Error {
  override name = 'RefusedSetting'
}

function textOf(node: Node, key: string): string | undefined {
  const value: unknown = node.tryGetContext(key)
  return value === undefined || value === null ? undefined : String(value)
}
