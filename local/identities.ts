import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { identitiesKey, identitiesScan } from '../core/audit/identities.ts'
import type { Clock, Identities } from '../core/ports.ts'
import { writeWhole } from './files.ts'
import { derivedKey, keysAt } from './keys.ts'

const purpose = 'identities'
const cipher = 'aes-256-gcm'

interface Sealed {
  /** Of the key of pseudonyms from which the own key is made. */
  epoch: number
  /** These in base64. */
  iv: string
  tag: string
  data: string
}

export interface IdentitiesFolder {
  folder: string
  /** File of the keys of pseudonyms. */
  keys: string
  /** Days for which a file is kept. */
  days: number
  clock: Pick<Clock, 'now'>
  /** A new ULID. */
  id: () => string
}

/**
 * Raw values in files of a day, each encrypted under a key that is made from that of the pseudonyms. What is older than `days` is
 * removed when something is written. Throws FileError.
 */
export function folderIdentities({ folder, keys, days, clock, id }: IdentitiesFolder): Identities {
  const read = (name: string): Record<string, string> => {
    const { epoch, iv, tag, data }: Sealed = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const opening = createDecipheriv(cipher, derivedKey(keys, keysAt(keys), epoch, purpose), Buffer.from(iv, 'base64'))
    opening.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, 'base64'))
    return JSON.parse(`${opening.update(data, 'base64', 'utf8')}${opening.final('utf8')}`)
  }
  let swept = ''
  return {
    async keep(raw) {
      const [now, known] = [clock.now(), keysAt(keys)]
      const name = identitiesKey(now, id())
      const iv = randomBytes(12)
      const closing = createCipheriv(cipher, derivedKey(keys, known, known.length, purpose), iv).setAAD(
        Buffer.from(name),
      )
      const data = closing.update(JSON.stringify(Object.fromEntries(raw)), 'utf8', 'base64') + closing.final('base64')
      const parts = {
        epoch: known.length,
        iv: iv.toString('base64'),
        tag: closing.getAuthTag().toString('base64'),
        data,
      }
      writeWhole(join(folder, name), JSON.stringify(parts satisfies Sealed), 0o600)
      const oldest = identitiesKey(now - days * 86_400_000, '')
      // They age by days: all that is kept is not listed for each file that is added.
      if (oldest === swept) return
      for (const old of filesOf(folder)) if (old < oldest) rmSync(join(folder, old), { force: true })
      swept = oldest
    },
    find: identitiesScan(
      async () => filesOf(folder),
      async (name) => read(name),
    ),
  }
}

const filesOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => name.endsWith('.json'))
    : []
