import { compilePolicy, mostBytes } from '../../compile/policy/check.ts'
import { covers, matches, overlap } from '../../compile/policy/glob.ts'
import { keepersWith } from '../../compile/policy/keepers.ts'
import { lockOuts } from '../../compile/policy/lock-out.ts'
import { awsQuotas } from '../../core/policy/type.ts'

// What somebody could write to keep us busy. Whatever grows with the square, or by backtracking, would outlast the test.

const full = (before: string, part: (index: number) => string, after: string): string => {
  const parts = [before]
  for (let size = before.length + after.length + 1, index = 0; ; index++) {
    const next = `${index === 0 ? '' : ','}${part(index)}`
    size += next.length
    if (size > mostBytes) return [...parts, after].join('')
    parts.push(next)
  }
}

const head = '{"Version":"2012-10-17","Statement":'
const listOf = (key: string, part: (index: number) => string) =>
  full(`${head}{"Effect":"Deny","${key}":[`, part, `],"${key === 'Resource' ? 'Action' : 'Resource'}":"*"}}`)

test.each<[string, string, number]>([
  ['actions', listOf('Action', (index) => `"s3:Get${index}"`), 1],
  ['actions without a service', listOf('Action', () => '"a"'), 1_001],
  ['actions that are none', listOf('Action', () => '1'), 1_001],
  ['actions with wildcards', listOf('Action', () => '"*a*a*a*a*b:*a*a*a*a*b"'), 1],
  ['one long action', `${head}{"Effect":"Deny","Action":"${'*a'.repeat(99_000)}","Resource":"*"}}`, 1],
  ['resources', listOf('Resource', (index) => `"arn:aws:s3:::b${index}"`), 1],
  ['resources with wildcards', listOf('Resource', () => '"*a*a*a*a*b"'), 1],
  ['resources that are none', listOf('Resource', () => '"a:"'), 1_001],
  ['one long resource', `${head}{"Effect":"Deny","Action":"a:B","Resource":"arn:${'*a'.repeat(99_000)}"}}`, 1],
  ['statements', full(`${head}[`, () => '{"Effect":"Deny","Action":"*","Resource":"*"}', ']}'), 1],
  ['statements that are none', full(`${head}[`, () => '1', ']}'), 1_001],
  ['keys', full(`${head}{`, (index) => `"Efect${index}":1`, '}}'), 1_001],
  ['Sids', full(`${head}[`, () => '{"Sid":"A","Action":"a:B","Effect":"Deny","Resource":"*"}', ']}'), 1_001],
  ['operators', full(`${head}{"Condition":{`, (index) => `"StringEqual${index}":{}`, '}}}'), 1_001],
  ['condition keys', full(`${head}{"Condition":{"Bool":{`, (index) => `"k${index}":null`, '}}}}'), 1_001],
  [
    'misspelt condition keys',
    full(`${head}{"Condition":{"Bool":{`, (index) => `"aws:SourceOrg${index}":null`, '}}}}'),
    1_001,
  ],
  ['placeholders', listOf('Action', (index) => `"s3:<a${index}>"`), 1_001],
  ['beginnings of placeholders', `${head}"${'$'.concat('{')}${'${<a[A'.repeat(33_000)}"}`, 1],
  ['variables without an end', `${head}"\${${'a/'.repeat(99_000)}"}`, 1],
])('%s without end', (_, text, least) => {
  expect(text.length).toBeGreaterThan(mostBytes * 0.95)
  expect(text.length).toBeLessThanOrEqual(mostBytes)
  const { content, problems } = compilePolicy(text, 'p.json', 'SERVICE_CONTROL_POLICY', {
    breakGlassRoles: ['a*a*a*'],
    characters: awsQuotas.SERVICE_CONTROL_POLICY.characters,
    organization: null,
    partition: 'aws',
  })
  expect(content).toBeNull()
  expect(problems.length).toBeGreaterThanOrEqual(least)
  expect(problems.length).toBeLessThanOrEqual(1_001)
})

test('as much as AWS takes is judged for as many roles as can be named', () => {
  const roles = Array.from({ length: 50 }, (_, index) => `*a*a*a*a*b${index}`)
  const condition = {
    ArnNotLike: { 'aws:PrincipalArn': Array.from({ length: 10 }, () => 'arn:aws:iam::*:role/*a*a*a*b') },
  }
  const statement = {
    Effect: 'Deny',
    Action: ['*a*a*b', '*:*a*e*e*'],
    Resource: ['*', 'arn:*a*a*a*b'],
    Condition: condition,
  }
  const statements = Array.from({ length: 22 }, () => statement)
  expect(JSON.stringify(statements).length).toBeGreaterThan(9_000)
  expect(lockOuts({ Statement: statements }, keepersWith(roles, 'aws'))).toHaveLength(22)
})

test('so are as many misspelt keys', () => {
  const roles = Array.from({ length: 50 }, (_, index) => `Rescue${index}`)
  const misspelt = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`aws:SourceOr${index}`, 'x']))
  const Condition = { StringNotEquals: misspelt }
  expect(JSON.stringify(Condition).length).toBeGreaterThan(9_000)
  const statement = { Effect: 'Deny', Action: '*', Resource: '*', Condition }
  expect(lockOuts({ Statement: [statement] }, keepersWith(roles, 'aws'))).toHaveLength(1)
})

test('patterns are matched without backtracking into one star after the other', () => {
  const pattern = `${'*a'.repeat(500)}b`
  const text = 'a'.repeat(5_000)
  expect([matches(pattern, text), covers(pattern, text), overlap(pattern, text)]).toEqual([false, false, false])
})
