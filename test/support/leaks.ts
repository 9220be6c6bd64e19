import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Every way in which a value may stand in text that somebody else made of it, and none would call it hidden. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const characters = [...value].map((one) => one.charCodeAt(0).toString(16).padStart(4, '0'))
  const hex = bytes.toString('hex')
  // Three bytes are four characters: what stands before decides which; those that mix with neighbours are left out.
  const base64 = [0, 1, 2].map((before) => {
    const [begin, end] = [Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)]
    return Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(begin, end)
  })
  return [
    ...[value, encodeURIComponent(value), hex, hex.replace(/../g, '%$&')],
    ...[...base64, ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'))],
    ...[JSON.stringify(value).slice(1, -1), value.replaceAll('/', '\\/')],
    characters.map((code) => `\\u${code}`).join(''),
  ]
}

/** Values that stand in a text in one of these forms, whatever the case of its letters. */
export function leaksIn(text: string, values: string[]): string[] {
  const lower = text.toLowerCase()
  return values.filter((value) => formsOf(value).some((form) => lower.includes(form.toLowerCase())))
}

/** Files below a folder by their paths, as text of bytes; what is compressed is opened. */
export function everyFile(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one: Dirent) => one.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name))
      const path = relative(folder, join(parentPath, name))
      return [path, (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')]
    }),
  )
}
