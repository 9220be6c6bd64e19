import type { Organizations } from '../core/ports.ts'
import { apply } from './apply.ts'
import { type CallerOptions, createCaller } from './call.ts'
import { noMemory } from './look.ts'
import { observe } from './observe.ts'
import { createReader, type Reader } from './read.ts'
import { readTree } from './tree.ts'

/** The live organization over AWS's wire protocol, with what this process remembers of it, and the bare reads. */
export function createOrganizations(options: CallerOptions): Organizations & { reader: Reader } {
  const caller = createCaller(options)
  const reader = createReader(caller)
  const memory = noMemory(options.clock.now())
  return {
    reader,
    observe: (manifest, scope, purpose, { onto, until = Number.POSITIVE_INFINITY } = {}) =>
      observe(createReader(caller.until(until)), memory, options.clock, manifest, scope, purpose, onto, until),
    async apply(manifest, change, progress, until = Number.POSITIVE_INFINITY) {
      const outcome = await apply(caller.until(until), manifest.organization.root, change, progress)
      // What failed is not as it was remembered.
      if (outcome.result === 'failed') Object.assign(memory, noMemory(options.clock.now(), memory.accounts))
      return outcome
    },
    tree: () => readTree(reader, { paths: null, accounts: true }),
    calls: caller.counts,
  }
}
