import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The version of the package, whether it runs from its source or from dist. */
export const version = (): string =>
  JSON.parse(readFileSync(createRequire(import.meta.url).resolve('holdfast/package.json'), 'utf8')).version
