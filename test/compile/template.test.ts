import { readParameterFile } from '../../compile/template/parameter-file.ts'
import { readTemplate } from '../../compile/template/read.ts'

// Templates and parameter files that somebody wrote to be hard to read. What they say otherwise is shown by test/compile/cases.

const resources = 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n'
const million = 1_000_000

const hostile: [string, string][] = [
  ['a million brackets', '['.repeat(million)],
  ['a million indicators', '- '.repeat(million / 2)],
  [
    'aliases of aliases',
    `a: &a [x]\n${Array.from({ length: 60 }, (_, at) => `b${at}: &b${at} [${`*${at ? `b${at - 1}` : 'a'},`.repeat(9)}]`).join('\n')}`,
  ],
  ['sixty thousand tags', `Resources:\n${Array.from({ length: 60_000 }, (_, at) => `  a${at}: !Ref b`).join('\n')}`],
  ['nothing', ''],
  ['a list of a number', '[1]'],
  ['bytes', '\u0000\u0001\ufffe'],
]

test.each(hostile)('%s: it is read or left, and nothing breaks', (_, text) => {
  expect(() => readTemplate(text)).not.toThrow()
  expect(readParameterFile(text, 'p.json')).toMatchObject({ code: 'wrong-parameter-file', file: 'p.json' })
})

test('what every object has is no parameter and no output', () => {
  const template = readTemplate(resources)
  expect([template?.parameters.has('constructor'), template?.outputs.has('toString')]).toEqual([false, false])
  const named = readTemplate(`Parameters:\n  __proto__: { Type: String }\n${resources}`)
  expect([...(named?.parameters.keys() ?? [])]).toEqual(['__proto__'])
})

test.each([
  ['short forms', 'Outputs:\n  Id: { Value: !GetAtt [A, B] }\n'],
  ['a transform without a value', 'Transform:\nOutputs: { Id: { Value: x } }\n'],
  ['JSON with tabs', '{\t"Resources": {},\n\t"Outputs": { "Id": { "Value": "x" } } }'],
  ['a byte-order mark', '\ufeffOutputs: { Id: { Value: x } }\n'],
])('%s: understood', (_, text) => {
  const template = readTemplate(text)
  expect([template?.outputs.has('Id'), template?.macros]).toEqual([true, []])
})
