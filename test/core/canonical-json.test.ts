import fc from 'fast-check'
import { record, segmentText } from '../../core/audit/record.ts'
import { canonicalJson, wellFormed } from '../../core/json.ts'
import '../support/seed.ts'

// RFC 8785, JSON Canonicalization Scheme.

const numbers: [number, string][] = [
  // Appendix B: IEEE 754 sample data.
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [-5e-324, '-5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [-9007199254740992, '-9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [9.999999999999997e22, '9.999999999999997e+22'],
  [1e23, '1e+23'],
  [999999999999999700000, '999999999999999700000'],
  [1e21, '1e+21'],
  [9.999999999999997e-7, '9.999999999999997e-7'],
  [0.000001, '0.000001'],
  [333333333.33333325, '333333333.33333325'],
  [-0.0000033333333333333333, '-0.0000033333333333333333'],
  [1424953923781206.2, '1424953923781206.2'],
]
test.each(numbers)('%d is %s', (number, text) => {
  expect(canonicalJson(number)).toBe(text)
})

test('keys are sorted by their units of UTF-16, as in 3.2.3 of the RFC', () => {
  const value = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  const order = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  expect(Object.keys(JSON.parse(canonicalJson(value)))).toEqual(['1', ...order.filter((key) => key !== '1')])
  const places = order.map((key) => canonicalJson(value).indexOf(JSON.stringify(key)))
  expect(places).toEqual([...places].sort((one, other) => one - other))
})

test('characters are escaped as in 3.2.2.2, and no others', () => {
  expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/\u2028\u007f')).toBe(
    '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028\u007f"',
  )
})

/** Any order of members. */
const shuffled = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shuffled)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, one]) => [key, shuffled(one)]),
        )
      : value

test('a value has one form, which says the same, with nothing between its signs', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(shuffled(value))).toBe(text)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(text.replace(/"(?:[^"\\]|\\.)*"/gs, '""')).not.toMatch(/\s/)
    }),
  )
})

const anyText = fc.string({ unit: 'binary' }).map((text) => text)
const ill = fc
  .array(fc.integer({ min: 0xd700, max: 0xe000 }), { maxLength: 8 })
  .map((units) => String.fromCharCode(...units))

test('a record is Unicode, whatever was put into it', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, ill), (text) => {
      const data = { thread: text, state: text, severity: 'low', result: 'told' as const, messageId: text, error: null }
      const line = segmentText([record('notification', 'o-exampleorg', '01', 0, data)])
      expect(Buffer.from(line).toString()).toBe(line)
      expect(JSON.stringify(JSON.parse(line))).not.toMatch(/\\ud[89a-f]/)
      expect(JSON.parse(line).data.thread).toBe(wellFormed(text))
      expect(wellFormed(text)).toHaveLength(text.length)
    }),
  )
})

test('what is well-formed stays as it is', () => {
  const value = { a: ['\ud83d\ude00', null, 1, { b: true }] }
  expect(wellFormed(value)).toEqual(value)
})
