import { isNotice, type Mail, type Message } from '../core/notice/message.ts'
import { dailyMail } from './daily.ts'
import { noticeMail } from './notice.ts'
import { noticeDocument } from './notice-document.ts'
import { severalMail } from './notices.ts'

/** SNS takes 262,144 bytes for all protocols together: the text once, and the document for each of five. */
const largest = 240_000
const documents = 5

/** A table is cut where a message would be larger than SNS takes. */
const rowsTried = [100, 50, 20, 5, 1]

/** A message for people and for machines. `region` is the Organizations region, for the commands in it. */
export function mailOf(message: Message, region: string): Mail {
  for (const rows of rowsTried) {
    const mail = mailWith(message, region, rows)
    if (sizeOf(mail.text) + documents * sizeOf(mail.json) <= largest) return mail
  }
  return mailWith(message, region, 0)
}

const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text))

function mailWith(message: Message, region: string, rows: number): Mail {
  const { subject, text } = isNotice(message)
    ? noticeMail(message, region)
    : message.kind === 'daily'
      ? dailyMail(message, rows)
      : severalMail(message, rows)
  const document = noticeDocument(message, subject, isNotice(message) ? 1 : rows)
  const { severity, state, actionNeeded } = document
  return {
    subject,
    text,
    json: JSON.stringify(document),
    attributes: { severity, state, action: actionNeeded ? 'yes' : 'no' },
  }
}
