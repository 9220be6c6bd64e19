/** YAML's own error codes in words, each with a way out. */
const words: Record<string, { says: string; hint: string }> = {
  BAD_INDENT: {
    says: 'wrong indentation',
    hint: 'Give all keys of one mapping the same indentation, and what belongs to a key more than the key itself.',
  },
  TAB_AS_INDENT: { says: 'a tab is used for indentation', hint: 'Indent with spaces.' },
  BLOCK_AS_IMPLICIT_KEY: {
    says: 'a second ": " in one line, or a line that is indented too far',
    hint: 'Put text that contains ": " in quotes, and check the indentation.',
  },
  MULTILINE_IMPLICIT_KEY: {
    says: 'a key goes over more than one line',
    hint: 'Is a colon missing at the end of the line before, or is the indentation wrong?',
  },
  NO_END_OF_FLOW: {
    says: 'a "[" or "{" before this has no end',
    hint: 'Close it with "]" or "}". For a list with "- " below a key, nothing stands behind the colon.',
  },
  BLOCK_IN_FLOW: {
    says: 'a list with "- ", or a mapping over several lines, inside "[" or "{"',
    hint: 'Remove the "[" or "{" before it, or write all of it between the brackets with commas.',
  },
  MISSING_CHAR: {
    says: 'a character is missing',
    hint: 'Look for a colon, a comma, a quote or a bracket that is missing, and check the indentation.',
  },
  UNEXPECTED_TOKEN: {
    says: 'something that YAML does not expect here',
    hint: 'Look for an unmatched bracket or quote; put text with special characters in quotes.',
  },
  BAD_SCALAR_START: { says: 'text cannot begin with this character', hint: 'Put the text in quotes.' },
  BAD_DQ_ESCAPE: { says: 'an unknown escape sequence', hint: "Use single quotes where a backslash is meant: 'a\\b'." },
  MULTIPLE_DOCS: { says: 'a second document begins', hint: 'Remove the line "---": one file holds one document.' },
  KEY_OVER_1024_CHARS: { says: 'a key has more than 1,024 characters', hint: 'Shorten it.' },
  TAG_RESOLVE_FAILED: {
    says: 'a tag (!…) that means nothing here',
    hint: 'Remove the tag, or put the text in quotes. CloudFormation tags belong into templates.',
  },
  MULTIPLE_TAGS: {
    says: 'two tags (!…) for one value',
    hint: 'Remove them, or put text that begins with ! in quotes.',
  },
  MULTIPLE_ANCHORS: { says: 'two anchors (&…) for one value', hint: 'Remove one of them.' },
  BAD_PROP_ORDER: {
    says: 'an anchor or a tag before the "?"',
    hint: 'Write it behind that, before the value.',
  },
  ALIAS_PROPS: { says: 'an anchor or a tag before an alias (*…)', hint: 'Remove it: an alias stands alone.' },
  BAD_DIRECTIVE: { says: 'a line that begins with %', hint: 'Remove it, or put the text in quotes.' },
  BAD_ALIAS: { says: 'an incomplete * or &', hint: 'Put text that begins with * or & in quotes.' },
}

/** What a YAML error code means, and what to do about it. */
export const yamlWords = (code: string): { says: string; hint: string } =>
  words[code] ?? {
    says: 'something that YAML does not know',
    hint: 'Put text with special characters in quotes, and check the indentation.',
  }
