import { readFileSync, writeFileSync } from 'node:fs'
import { mailOf } from '../../render/mail.ts'
import { messages } from '../support/mails.ts'

// docs/mails.md shows one mail of each kind as the code renders it. UPDATE_MAILS=1 writes it anew: read what changed.

const file = 'docs/mails.md'

const introduction = readFileSync(file, 'utf8').split('\n## ', 1)[0] ?? ''

const page = [
  introduction.trimEnd(),
  ...messages.map(([title, comes, message]) => {
    const { subject, text } = mailOf(message, 'us-east-1')
    return `\n## ${title}\n\n${comes}\n\n\`\`\`text\nSubject: ${subject}\n\n${text}\`\`\``
  }),
  '\n## The document of the first one\n',
  'What `sqs`, `lambda`, `http`, `https` and `email-json` subscriptions get: [schemas/notice.schema.json](../schemas/notice.schema.json).\n',
  `\`\`\`json\n${JSON.stringify(JSON.parse(messages[0] ? mailOf(messages[0][2], 'us-east-1').json : ''), null, 2)}\n\`\`\``,
  '',
].join('\n')

test('docs/mails.md shows each mail as it is rendered', () => {
  if (process.env.UPDATE_MAILS) writeFileSync(file, page)
  expect(readFileSync(file, 'utf8')).toBe(page)
})
