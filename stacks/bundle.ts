import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import type { Construct } from 'constructs'
import type { LambdaName } from '../core/deployed.ts'
import { canonicalJson } from '../core/json.ts'
import type { Manifest } from '../core/manifest.ts'
import { pascal } from './id.ts'

/** Where the package keeps its finished functions; the same whether this runs from `dist` or, in tests, from the source. */
export function shippedBundles(): string {
  const shipped = fileURLToPath(new URL('../functions', import.meta.url))
  return existsSync(shipped) ? shipped : fileURLToPath(new URL('../dist/functions', import.meta.url))
}

/**
 * The code of a function: its finished bundle, and beside it the compiled manifest that it is deployed for, where it has one, so
 * that nobody can change what is enforced without deploying. Equal content has an equal hash. Throws MissingBundle.
 */
export function bundleOf(scope: Construct, folder: string, name: LambdaName, manifest: Manifest | null): Asset {
  const code = join(folder, name, 'index.mjs')
  if (!existsSync(code))
    throw new MissingBundle(`The function ${name} is not built: ${code} is missing. Run npm run build`)
  const together = mkdtempSync(join(tmpdir(), 'holdfast-'))
  try {
    copyFileSync(code, join(together, 'index.mjs'))
    if (manifest) writeFileSync(join(together, 'manifest.json'), canonicalJson(manifest))
    return new Asset(scope, `${pascal(name)}Code`, { path: together })
  } finally {
    rmSync(together, { recursive: true })
  }
}

/** The functions are built with the package; a message says how. */
export class MissingBundle extends Error {
  override name = 'MissingBundle'
}
