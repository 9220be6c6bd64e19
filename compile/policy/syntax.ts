import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'

/** jsonc-parser's error codes in words. */
const words: Record<string, { says: string; hint: string }> = {
  InvalidSymbol: {
    says: 'a word that is not JSON',
    hint: 'Put text in double quotes; only true, false and null go without.',
  },
  InvalidNumberFormat: { says: 'a number that is not JSON', hint: 'Write it without leading zeros, or in quotes.' },
  PropertyNameExpected: {
    says: 'a key is missing',
    hint: 'Keys stand in double quotes. Is there a comma too many before this?',
  },
  ValueExpected: { says: 'a value is missing', hint: 'Is there a comma too many before this, or a value forgotten?' },
  ColonExpected: { says: 'a colon is missing', hint: 'Put ":" between key and value.' },
  CommaExpected: { says: 'a comma is missing', hint: 'Put a comma after the value before this.' },
  CloseBraceExpected: { says: 'a closing brace is missing', hint: 'Each { needs its }.' },
  CloseBracketExpected: { says: 'a closing bracket is missing', hint: 'Each [ needs its ].' },
  EndOfFileExpected: { says: 'something stands behind the end', hint: 'A policy file holds exactly one JSON object.' },
  InvalidCommentToken: { says: 'a comment', hint: 'JSON has no comments. Explain in the description of the resource.' },
  UnexpectedEndOfComment: { says: 'a comment', hint: 'JSON has no comments.' },
  UnexpectedEndOfString: { says: 'text without an end', hint: 'Close it with a double quote on the same line.' },
  UnexpectedEndOfNumber: { says: 'a number without an end', hint: 'Complete it.' },
  InvalidUnicode: { says: 'a wrong \\u escape', hint: 'Write \\u and four hexadecimal digits.' },
  InvalidEscapeCharacter: { says: 'an unknown escape', hint: 'Write \\\\ for a backslash.' },
  InvalidCharacter: { says: 'a control character in text', hint: 'Remove it, or write it as an escape, like \\n.' },
}

const placeholder = {
  says: 'a placeholder that is not filled in',
  hint: 'Write the value that it stands for; text in double quotes.',
}

const otherwise = { says: 'not valid JSON', hint: 'Open it in an editor that checks JSON.' }

/** Where and why a text that JSON.parse refuses is not JSON. */
export function syntaxError(text: string): { offset: number; says: string; hint: string } {
  if (text.trim() === '') return { offset: 0, says: 'the file is empty', hint: 'Write the policy document into it.' }
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const first = errors[0]
  if (first === undefined) return { offset: 0, ...otherwise }
  if (/^(\$\{|<[A-Za-z])/.test(text.slice(first.offset, first.offset + 2)))
    return { offset: first.offset, ...placeholder }
  return { offset: first.offset, ...(words[printParseErrorCode(first.error)] ?? otherwise) }
}
