import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
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
 * The code of a function: its finished bundle, and beside it the compiled manifest that it is deployed for, so that nobody
 * can change what is enforced without deploying. Equal content has an equal hash. Throws MissingBundle.
 */
export function bundleOf(scope: Construct, folder: string, name: LambdaName, manifest: Manifest): Asset {
  const path = join(folder, name)
  const code = join(path, 'index.mjs')
  if (!existsSync(code))
    throw new MissingBundle(`The function ${name} is not built: ${code} is missing. Run npm run build`)
  return new Asset(scope, `${pascal(name)}Code`, {
    path,
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for one; tryBundle is always able, so that it is never pulled.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(output: string) {
          copyFileSync(code, join(output, 'index.mjs'))
          writeFileSync(join(output, 'manifest.json'), canonicalJson(manifest))
          return true
        },
      },
    },
  })
}

/** The functions are built with the package; a message says how. */
export class MissingBundle extends Error {
  override name = 'MissingBundle'
}
