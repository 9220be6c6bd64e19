import type { Plan } from '../../core/plan/plan.ts'
import { planMarkdown } from '../../render/markdown-plan.ts'
import { policy } from '../support/manifest.ts'
import { outsideFences } from '../support/markdown.ts'
import { existing, organizationOf, planOf, prod, root } from '../support/plan.ts'

const command = 'holdfast apply'
const text = (...statements: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

/** Everything is attached to the root already. */
const rootOf = (names: string[]): [string, string][] => names.map((name) => [name, root])

test('a plan as a comment', () => {
  const organization = organizationOf([existing('deny', { content: text('`````') }), existing('old')], rootOf(['old']))
  const plan = planOf({
    organization,
    wanted: [
      policy('deny', [prod], { content: text('x'), mode: 'notify' }),
      policy('old', [], { state: 'absent', content: '' }),
    ],
  })
  expect(planMarkdown(plan, command)).toBe(`**4 changes, 2 of them remove something.**

Organization \`o-exampleorg\`. It reaches 1 account. "2 of 10 SCPs" are attached to a target after it.

| update | attach | detach | delete |
| ---: | ---: | ---: | ---: |
| 1 | 1 | 1 | 1 |

### \`SCP old (p-old000000)\`

\`\`\`diff
- detach Root (r-ab12)  1 account, 1 of 10 SCPs
- delete About old
# The manifest says that old is absent
\`\`\`

<details><summary>Difference of the content: 10 lines</summary>

\`\`\`diff
-{
-  "Version": "2012-10-17",
-  "Statement": [
-    {
-      "Effect": "Deny",
-      "Action": "old:*",
-      "Resource": "*"
-    }
-  ]
-}
\`\`\`

</details>

### \`SCP deny (p-deny000000)\`, which only notifies

\`\`\`diff
! update content
+ attach Workloads:Prod (${prod})  1 account, 2 of 10 SCPs
\`\`\`

<details><summary>Difference of the content: 8 lines</summary>

\`\`\`\`\`\`diff
@@ -1,6 +1,6 @@
 {
   "Version": "2012-10-17",
   "Statement": [
-    "\`\`\`\`\`"
+    "x"
   ]
 }
\`\`\`\`\`\`

</details>

As long as the organization stays as it is, this carries out the plan, and no other one:

\`\`\`sh
holdfast apply --expect ${plan.digest}
\`\`\`
`)
})

test('a plan that is blocked says so first, and gives no command', () => {
  const organization = organizationOf([existing('deny', { tags: {}, content: text('x') })])
  const plan = planOf({ organization, wanted: [policy('deny', [prod])] })
  expect(planMarkdown(plan, command)).toBe(`**Nothing can be applied: 1 problem in the way. No changes.**

Organization \`o-exampleorg\`.

### In the way

\`\`\`text
error policy-of-another
  SCP deny (p-deny000000) exists, has other content and was not made by holdfast
  > Set "adopt: true" under "holdfast" of deny to take it over, or choose
    another name
\`\`\`

Plan digest \`${plan.digest}\`
`)
})

test('without a change there is nothing but a verdict', () => {
  const plan = planOf({ organization: organizationOf([existing('deny')]), wanted: [policy('deny', [])] })
  expect(planMarkdown(plan, command)).toBe(`**No changes. The organization is as the manifest says.**

Organization \`o-exampleorg\`.

Plan digest \`${plan.digest}\`
`)
})

// Beyond what a comment can hold.

const all = 'is left out|are left out|left out here'

/** The lines in which something is said to be missing, outside of code. */
const missing = (plan: Plan): string[] => {
  const markdown = planMarkdown(plan, command)
  expect(markdown.length).toBeLessThan(61_000)
  const outside = outsideFences(markdown)
  expect(outside.filter((line) => line.startsWith('<details>')).length).toBe(
    outside.filter((line) => line === '</details>').length,
  )
  expect(markdown).toContain(plan.digest)
  return outside.filter((line) => new RegExp(`${all}|the first`).test(line))
}

const names = (length: number): string[] => Array.from({ length }, (_, at) => `policy-${String(at).padStart(4, '0')}`)

test('of a thousand policies those that lose something come first, and the rest is counted', () => {
  const made = names(1_000)
  const plan = planOf({
    organization: organizationOf([existing('old')], rootOf(['old'])),
    wanted: [...made.map((name) => policy(name, [])), policy('old', [], { state: 'absent' })],
  })
  const markdown = planMarkdown(plan, command)
  expect(markdown.indexOf('SCP old')).toBeLessThan(markdown.indexOf('SCP policy-0000'))
  const shown = markdown.match(/^### `SCP policy/gm)?.length ?? 0
  expect(shown).toBeGreaterThan(500)
  expect(missing(plan)).toEqual([`**${1_000 - shown} more policies left out here.** \`holdfast plan\` shows all.`])
})

test('removals that are left out are counted as such', () => {
  const gone = names(400)
  const plan = planOf({
    organization: organizationOf(gone.map((name) => existing(name, { description: 'x'.repeat(400) }))),
    wanted: gone.map((name) => policy(name, [], { state: 'absent' })),
  })
  const shown = planMarkdown(plan, command).match(/^### `SCP policy/gm)?.length ?? 0
  expect(missing(plan)).toEqual([
    `**${400 - shown} more policies left out here, with ${400 - shown} removals.** \`holdfast plan\` shows all.`,
  ])
})

test('problems, changes of one policy and lines of a difference are cut for themselves', () => {
  const units = Array.from({ length: 300 }, (_, at) => `ou-ab12-${String(at).padStart(8, '0')}`)
  const organization = organizationOf([existing('deny', { content: text(...Array(900).keys()) })])
  const plan = planOf({
    organization: { ...organization, gone: units.slice(0, 100) },
    wanted: [policy('deny', units), policy('big', [], { adopt: true })],
  })
  const wide = {
    ...plan,
    changes: [...plan.changes, ...names(200).map((name) => detach(plan, name))],
  }
  expect(missing(wide)).toEqual([
    expect.stringMatching(/^\*\*\d+ more problems left out here\.\*\* `holdfast plan` shows all\.$/),
    expect.stringMatching(/^\*\*\d+ more changes left out here, with \d+ removals\.\*\* `holdfast plan` shows all\.$/),
    '<details><summary>Difference of the content: the first 400 of 911 lines</summary>',
  ])
})

const detach = ({ changes: [first] }: Plan, id: string): Plan['changes'][number] => {
  if (!first) throw new Error('There is no change')
  return {
    ...first,
    action: 'detach',
    target: { id, path: id },
    policy: { ...first.policy, name: 'deny', id: 'p-deny000000' },
  }
}

test('a difference that is cut by its characters says so; backticks without end do not fill the comment', () => {
  const content = text('`'.repeat(9_000), 'x'.repeat(3_000), 'y'.repeat(9_000), 'z')
  const plan = planOf({
    organization: organizationOf([existing('old', { content, description: '`'.repeat(500) })]),
    wanted: [policy('old', [], { state: 'absent' })],
  })
  expect(missing(plan)).toEqual(['<details><summary>Difference of the content: the first 4 of 9 lines</summary>'])
  expect(planMarkdown(plan, command)).toMatch(/^- delete `{19}…$/m)
  const whole = planOf({
    organization: organizationOf([existing('old', { content: text('`'.repeat(9_000)) })]),
    wanted: [policy('old', [], { state: 'absent' })],
  })
  expect(missing(whole)).toEqual([])
  expect(planMarkdown(whole, command)).toMatch(/^- {4}"`{19}…"$/m)
})
