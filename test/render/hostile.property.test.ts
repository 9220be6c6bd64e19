import fc from 'fast-check'
import type { ManifestPolicy } from '../../core/manifest.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { planMarkdown } from '../../render/markdown-plan.ts'
import { plain } from '../../render/paint.ts'
import { planText } from '../../render/plan.ts'
import { policy } from '../support/manifest.ts'
import { outsideFences, withoutCode } from '../support/markdown.ts'
import { active, existing, foreign, organizationOf, planOf, prod, root } from '../support/plan.ts'
import '../support/seed.ts'

// Names, descriptions and contents come from an organization in which others write: whatever they are, a plan shows them and
// does nothing else.

const pieces = [
  ...['`', '```', '`````', '~~~', '@octocat', '@org/team', '#1', '|', '](http://x.example)', '[a', '![', '<img src=x>'],
  ...[
    '<!--',
    '</details>',
    '<details>',
    '</summary>',
    '&lt;',
    '\\',
    '$`',
    '**',
    '---',
    '===',
    'https://x.example',
    'word',
  ],
  ...[
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    '\u2028',
    '\u202e',
    '\u200b',
    '\u001b[2J',
    '\u009b31m',
    '\u0000',
    '\ud800',
    '😀',
  ],
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const content = fc.oneof(
  hostile,
  fc.array(hostile, { maxLength: 30 }).map((texts) => JSON.stringify({ Statement: texts })),
  fc.dictionary(hostile, hostile).map((value) => JSON.stringify(value)),
)

interface Named {
  name: string
  before: { description: string; content: string; tags: boolean }
  after: Partial<ManifestPolicy>
}
const named: fc.Arbitrary<Named> = fc.record({
  name: hostile,
  before: fc.record({ description: hostile, content, tags: fc.boolean() }),
  after: fc.record({
    description: hostile,
    content,
    state: fc.constantFrom('present', 'absent'),
    mode: fc.constantFrom('enforce', 'notify'),
    prune: fc.boolean(),
    adopt: fc.boolean(),
    targets: fc.array(fc.record({ id: fc.constantFrom(root, prod, active), path: hostile }), { maxLength: 2 }),
  }),
})

/** A plan in which every text is somebody else's. */
const plans = fc
  .record({
    some: fc.uniqueArray(named, { selector: ({ name }) => name, maxLength: 6 }),
    ou: hostile,
    unread: fc.array(hostile, { maxLength: 2 }),
    isFull: fc.boolean(),
  })
  .map(({ some, ou, unread, isFull }): Plan => {
    const others = isFull ? foreign(9) : []
    const policies = some.map(({ name, before: { tags, ...rest } }, at) =>
      existing(name, { ...rest, id: `p-hostile${at}`, tags: tags ? { holdfast: name } : {} }),
    )
    const organization = organizationOf(
      [...policies.slice(1), ...others],
      others.map(({ name }) => [name, prod]),
    )
    const attachments = policies.slice(1).map(({ id }) => ({ policyId: id, targetId: root }))
    return planOf({
      organization: {
        ...organization,
        organizationalUnits: [{ id: prod, name: ou, parentId: root }],
        attachments: [...organization.attachments, ...attachments],
        unread,
      },
      wanted: some.map(({ name, after }) => policy(name, [], after)),
    })
  })

/** Every change, and twenty times as much, so that something must be left out. */
const large = plans.map((plan) => {
  const times = <Item>(items: Item[]) => Array.from({ length: 20 }, () => items).flat()
  const changes = times(plan.changes).map((change, at) => ({
    ...change,
    policy: { ...change.policy, name: `${at}${change.policy.name}` },
  }))
  return { ...plan, changes, blocked: times(plan.blocked), findings: times(plan.findings) }
})

const command = 'holdfast apply'

test('Markdown: what others wrote stands in code alone, all of it is closed, and it fits into one comment', () => {
  const words =
    /^(?:<details><summary>Difference of the (content|description): [\w ,]+<\/summary>|<\/details>|[\w *#|:.,"()-]*)$/
  fc.assert(
    fc.property(fc.oneof(plans, large), (plan) => {
      const markdown = planMarkdown(plan, command)
      expect(markdown.length).toBeLessThan(65_536)
      expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u)
      const outside = outsideFences(markdown).map(withoutCode)
      expect(outside.filter((line) => !words.test(line))).toEqual([])
      const tags = outside.join('').match(/<\/?details>/g) ?? []
      expect(tags.join('').replaceAll('<details></details>', '')).toBe('')
      const isApplicable = plan.blocked.length === 0 && plan.changes.length > 0
      expect(markdown.includes(`\n${command} --expect ${plan.digest}\n`)).toBe(isApplicable)
      expect(markdown).toContain(plan.digest)
    }),
  )
})

test('terminal: 80 columns but for words that are longer, and nothing that moves the cursor', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const lines = planText(plan, plain).split('\n')
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u)
      const isTooLong = (line: string) => line.length > 80 && !line.split(' ').some((word) => word.length > 50)
      expect(lines.filter(isTooLong)).toEqual([])
    }),
  )
})
