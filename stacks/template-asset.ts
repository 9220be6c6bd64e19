import { writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { FileAssetPackaging, type Stack, Stage } from 'aws-cdk-lib'
import type { StackSet } from '../core/deployment.ts'
import { sha256 } from '../core/digest.ts'

export interface TemplateAsset {
  /** Where CloudFormation reads it: the bucket of CDK's bootstrap in the stack's region. */
  url: string
  /** SHA-256 of its bytes. */
  hash: string
}

/** A template as a file of the assembly, byte for byte: nothing reads or writes it anew. */
export function templateAsset(stack: Stack, { text, file }: StackSet['template']): TemplateAsset {
  const hash = sha256(text)
  const fileName = `asset.${hash}${extname(file)}`
  const folder = Stage.of(stack)?.assetOutdir
  if (folder === undefined) throw new Error('A stack without an app has no folder for its assets')
  writeFileSync(join(folder, fileName), text)
  const asset = { fileName, sourceHash: hash, packaging: FileAssetPackaging.FILE, displayName: file }
  return { url: stack.synthesizer.addFileAsset(asset).httpUrl, hash }
}
