import { quote } from '../text/quote.ts'
import { termsOf } from './condition.ts'
import type { Fault } from './fault.ts'
import { asPattern } from './placeholders.ts'
import { statementsOf } from './statements.ts'

const key = /^aws:(principal|source|resource|vpce)org(id|paths)$/i
const isId = (text: string): boolean => /^o-[a-z0-9]{10,32}$/.test(text) && asPattern(text) === text

/** Conditions on an organization that name others, and not the one that the policy is for; null where it is not known. */
export const otherOrganizations = (document: unknown, organization: string | null): Fault[] =>
  organization === null
    ? []
    : statementsOf(document).flatMap(({ statement, path }) =>
        (termsOf(statement.Condition) ?? [])
          .filter((term) => key.test(term.key))
          .flatMap((term) => {
            const named = term.values.map((value) => value.split('/')[0] ?? '').filter(isId)
            if (named[0] === undefined || named.includes(organization)) return []
            const message = `${quote(term.key)} names the organization ${quote(named[0])}; the lock is of ${quote(organization)}`
            const hint = `Write ${quote(organization)}, or acknowledge it where another organization is meant.`
            return [{ path: [...path, ...term.path], message, hint }]
          }),
      )
