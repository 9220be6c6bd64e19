import { nearest } from '../../compile/text/nearest.ts'
import { composeYaml } from '../../compile/yaml/compose.ts'
import { parseYaml } from '../../compile/yaml/parse.ts'

// What somebody could write within the size that a file may have, to keep us busy. What grows with the square would outlast
// the test.

const limits = { bytes: 5_000_000, tokens: 1_000_000 }

test.each([
  ['commas', `a: [${','.repeat(50_000)}]`],
  ['question marks', `a: {${'? '.repeat(50_000)}}`],
  ['ends of nothing', `${'['.repeat(60)}${'}'.repeat(50_000)}`],
  ['escape sequences', `a: "${'\\q'.repeat(50_000)}"`],
  ['directives', '%x y\n'.repeat(50_000)],
  ['tags', '- !x 1\n'.repeat(50_000)],
])('of 50,000 errors with %s the first 1,000 are kept', (_, text) => {
  const composed = composeYaml(text, limits)
  expect('errors' in composed && composed.errors.length).toBeGreaterThanOrEqual(1_000)
  expect('errors' in composed && composed.errors.length).toBeLessThanOrEqual(2_001)
  const { yaml, problems } = parseYaml(text, 'manifest.yaml', limits)
  expect(yaml).toBeNull()
  expect(problems[0]).toMatchObject({ code: 'yaml-syntax' })
  expect(problems.length).toBeLessThanOrEqual(1_000)
})

test('of documents without end the second one is a problem', () => {
  const { problems } = parseYaml('---\n'.repeat(50_000), 'manifest.yaml', limits)
  expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['2 yaml-syntax'])
})

test('of 50,000 repeated keys the first 1,000 are kept, and what breaks the file after them is not forgotten', () => {
  const keys = 'a: 1\n'.repeat(50_000)
  const whole = parseYaml(keys, 'manifest.yaml', limits)
  expect(whole.problems).toHaveLength(1_000)
  expect(whole.yaml?.value).toEqual({ a: 1 })
  const broken = parseYaml(`${keys}b: *c\n`, 'manifest.yaml', limits)
  expect(broken.problems).toHaveLength(1_000)
  expect(broken.yaml).toBeNull()
})

/** Names of 126 letters that are far from each other. */
const longName = (index: number): string => `${String(index).padStart(6, '0')}`.repeat(21)

test('what was meant is looked for among as many long names as are worth the time, and is found among the first', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => longName(index))
  const misspelt = (index: number) => longName(index).replace('0', 'o')
  expect(nearest(misspelt(1), names)).toBe(longName(1))
  expect(nearest(misspelt(9_999), names)).toBe(null)
})

test('what was meant is found among 20,000 accounts, whatever the case', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `Workload-${index}-Prod`)
  expect(nearest('workload_19999-prd', names)).toBe('Workload-19999-Prod')
})
