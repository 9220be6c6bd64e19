import fc from 'fast-check'
import { type IdentifierKind, pseudonym, pseudonymMessage } from '../../core/audit/pseudonym.ts'
import { digest } from '../../core/digest.ts'
import { canonicalJson } from '../../core/json.ts'
import { minify, sameContent } from '../../core/policy/content.ts'
import { isReserved, isTaggedAs, ownerTags, ownerTagValue } from '../../core/policy/ownership.ts'

// RFC 8785, sections 3.2.2 and 3.2.3, and appendix B.
const canonical: { what: string; json: string; is: string }[] = [
  {
    what: 'the RFC’s first example',
    json: String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    is: `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  },
  {
    what: 'keys by UTF-16 code units',
    json: String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
    is: '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  },
  { what: 'keys that look like numbers', json: '{"10":1,"9":2,"a":3,"1":4}', is: '{"1":4,"10":1,"9":2,"a":3}' },
  { what: 'a key that is a prototype’s', json: '{"b":1,"__proto__":2}', is: '{"__proto__":2,"b":1}' },
  { what: 'negative zero', json: '-0', is: '0' },
  { what: 'the largest number', json: '1.7976931348623157e308', is: '1.7976931348623157e+308' },
  { what: 'the smallest number', json: '5e-324', is: '5e-324' },
  { what: 'white space', json: ' [ 1 , { } , [ ] ] ', is: '[1,{},[]]' },
]

test.each(canonical)('canonical JSON: $what', ({ json, is }) => {
  expect(canonicalJson(JSON.parse(json))).toBe(is)
})

test('canonical JSON says the same as the value, whatever the order of its keys', () => {
  const reordered = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reordered)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, reordered(member)]),
          )
        : value
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reordered(value))).toBe(text)
      expect(digest(reordered(value))).toBe(digest(value))
    }),
    { numRuns: 200 },
  )
})

test('members without a value are left out, items are not', () => {
  expect(canonicalJson({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}')
})

const contents: { what: string; one: string; other: string; same: boolean }[] = [
  { what: 'the same text', one: '{"a":1}', other: '{"a":1}', same: true },
  { what: 'white space', one: '{ "a": [1, 2] }\n', other: '{"a":[1,2]}', same: true },
  { what: 'the order of keys', one: '{"a":1,"b":{"c":2,"d":3}}', other: '{"b":{"d":3,"c":2},"a":1}', same: true },
  { what: 'escapes', one: '{"a":"\\u0041"}', other: '{"a":"A"}', same: true },
  { what: 'the order of items', one: '{"a":[1,2]}', other: '{"a":[2,1]}', same: false },
  { what: 'one value or a list of it', one: '{"a":"x"}', other: '{"a":["x"]}', same: false },
  { what: 'case', one: '{"a":"x"}', other: '{"a":"X"}', same: false },
  { what: 'the same text that is no JSON', one: '{', other: '{', same: true },
  { what: 'another text that is no JSON', one: '{', other: '{ ', same: false },
  { what: 'nothing', one: '', other: '{}', same: false },
]

test.each(contents)('policy documents: $what', ({ one, other, same }) => {
  expect(sameContent(one, other)).toBe(same)
  expect(sameContent(other, one)).toBe(same)
})

test.each([500, 5_000])('documents nested %d deep are compared without throwing', (depth) => {
  const deep = (inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth)
  expect(sameContent(deep('1'), deep('1'))).toBe(true)
  expect(sameContent(deep('1'), deep('2'))).toBe(false)
})

test('minifying keeps the author’s order and everything said', () => {
  expect(minify('{ "b" : [ 1, "ü\\u0041" ],\n "a": null }')).toBe('{"b":[1,"üA"],"a":null}')
  expect(() => minify('{')).toThrow(SyntaxError)
})

const names = ['deny-leave', 'Ü 7 _.:/=+-@', 'with(brackets)', 'tab\there', '<script>', 'semi;colon', 'x'.repeat(128)]

test.each(names)('the tag of %j is one that AWS accepts, and tells the policy', (name) => {
  expect(ownerTagValue(name)).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u)
  expect(isTaggedAs(ownerTags(name), name)).toBe(true)
  for (const other of names) expect(isTaggedAs(ownerTags(other), name)).toBe(other === name)
})

test.each([
  { tags: {}, is: false },
  { tags: { owner: 'deny' }, is: false },
  { tags: { Holdfast: 'deny' }, is: false },
  { tags: { holdfast: 'deny', team: 'x' }, is: true },
])('tags $tags: $is', ({ tags, is }) => {
  expect(isTaggedAs(tags as Record<string, string>, 'deny')).toBe(is)
})

test.each([
  { name: 'FullAWSAccess', awsManaged: true, is: true },
  { name: 'aws-guardrails-AbCdEf', awsManaged: false, is: true },
  { name: 'aws-guardrail', awsManaged: false, is: false },
  { name: 'my-aws-guardrails-x', awsManaged: false, is: false },
])('$name is reserved: $is', ({ is, ...policy }) => {
  expect(isReserved(policy)).toBe(is)
})

// RFC 4648, section 10, without the padding; 26 characters are 128 bits.
test.each([
  { bytes: '', is: 'acct_k1_' },
  { bytes: 'f', is: 'acct_k1_MY' },
  { bytes: 'fo', is: 'acct_k1_MZXQ' },
  { bytes: 'foo', is: 'acct_k1_MZXW6' },
  { bytes: 'foob', is: 'acct_k1_MZXW6YQ' },
  { bytes: 'foobar', is: 'acct_k1_MZXW6YTBOI' },
  { bytes: '0123456789abcdefIGNORED', is: 'acct_k1_GAYTEMZUGU3DOOBZMFRGGZDFMY' },
])('the pseudonym of $bytes', ({ bytes, is }) => {
  expect(pseudonym('acct', 1, new TextEncoder().encode(bytes))).toBe(is)
})

test('kind, organization and value each make another pseudonym', () => {
  const kinds: IdentifierKind[] = ['acct', 'principal', 'session', 'ip']
  const texts = kinds.flatMap((kind) =>
    ['o-1', 'o-2'].flatMap((organization) => ['x', 'y'].map((value) => pseudonymMessage(kind, organization, value))),
  )
  expect(new Set(texts).size).toBe(16)
  expect(texts[0]).toBe('holdfast/v1|acct|o-1|x')
})
