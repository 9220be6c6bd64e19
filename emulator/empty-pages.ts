// "These operations can occasionally return an empty set of results even when more results are available" (service model).
import type { Operation } from './operation.ts'
import type { Wire } from './wire.ts'

/** A token of the first page: good for the same operation and subject alone. */
const beginning = (name: string, { NextToken: _, MaxResults: _size, ...subject }: Wire): string =>
  Buffer.from(JSON.stringify({ beginning: name, subject: Object.entries(subject).sort() })).toString('base64url')

const emptied = (output: Wire | undefined): Wire =>
  Object.fromEntries(Object.entries(output ?? {}).map(([member, value]) => [member, Array.isArray(value) ? [] : value]))

/** The operation with an empty page before the first one, where it is a list; what it refuses it refuses at once. */
export function beginsEmpty(name: string, operation: Operation): Operation {
  if (!operation.members.includes('NextToken')) return operation
  return {
    ...operation,
    run: (input, context) => {
      const token = beginning(name, input)
      if (input.NextToken === token) return operation.run({ ...input, NextToken: undefined }, context)
      const output = operation.run(input, context)
      return input.NextToken === undefined ? { ...emptied(output), NextToken: token } : output
    },
  }
}
