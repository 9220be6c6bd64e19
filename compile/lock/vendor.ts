import { sha256 } from '../../core/digest.ts'
import type { Problem } from '../../core/problem.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { own } from '../members.ts'
import { type Place, problem } from '../problems.ts'
import { quote } from '../text/quote.ts'
import { failureProblem, type ReadFile } from '../text/read.ts'

/** The remote files of a lock: URL as the manifest writes it, to the copy that is read in its place. */
export type Vendored = NonNullable<LockDocument['vendor']>

const longestUrl = 2_000

/** Parameters with which a URL carries its own permission. */
const signed = /[?&](x-amz-signature|x-amz-security-token|signature|sig|token|access_token|sv)=/i

/** What programs and people read as the same host: programs take a backslash for a slash, and any number of them. */
const plain = /^https:\/\/[^/\\?#]+([/?#][^\\]*)?$/i

/** What keeps a URL from being fetched, with the way out; null where nothing does. */
export function urlFault(url: string): { says: string; hint: string } | null {
  const commit = 'commit the file beside the manifest and name its path'
  if (url.length > longestUrl) return { says: 'is too long for a URL', hint: `Shorten it, or ${commit}.` }
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: '' }
  if (protocol === 'https:' && !plain.test(url)) {
    const hint = `Write https://HOST/PATH, with two slashes and no backslash, or ${commit}.`
    return { says: 'names another host than people read in it', hint }
  }
  if (/^s3:/i.test(url) && s3Object(url) === null)
    return { says: 'is not the address of an object in S3', hint: `Write s3://BUCKET/KEY, or ${commit}.` }
  if (protocol !== 'https:' && protocol !== 's3:') {
    const hint = `Write https://HOST/PATH or s3://BUCKET/KEY, or ${commit}.`
    return { says: 'cannot be fetched: only https, or an object in S3, is', hint }
  }
  if (username || password || signed.test(url)) {
    const hint = `Take it out, since everybody reads the manifest. Where the file is not open, ${commit}.`
    return { says: 'has a password, token or signature in it', hint }
  }
  return null
}

/** Bucket and key of s3://BUCKET/KEY, taken literally as CfCT takes them; null for anything else. */
export function s3Object(url: string): { bucket: string; key: string } | null {
  // buckets of the first years have capitals, underscores and long names
  const [, bucket = '', key = ''] = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,253}[a-z0-9])\/(.+)$/i.exec(url) ?? []
  return key === '' ? null : { bucket, key }
}

/** A URL for people: without user, password and query, any of which may be a secret. */
export function shownUrl(url: string): string {
  const [address = ''] = url.split(/[?#]/)
  return quote(address.replace(/^([a-z0-9+.-]+:[/\\]*)[^/\\]*@/i, '$1') + (url.includes('?') ? '?…' : ''))
}

/** Where the copy of a remote file lies, from the folder of the lock: the same name whatever the file says. */
export function vendorFile(url: string): string {
  const [address = ''] = url.split(/[?#]/)
  const last = address.split('/').at(-1) ?? ''
  const name = last.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '')
  const [, stem = '', extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,10})?$/.exec(name) ?? []
  return `vendor/${stem.slice(0, 60) || 'file'}-${sha256(url).slice(0, 12)}${extension}`
}

/** The copy of a remote file, seen to be what was locked; or the problem with it. */
export function readVendored(
  url: string,
  lock: LockDocument | null,
  read: ReadFile,
  place: Place,
): { bytes: Uint8Array; file: string } | Problem {
  const vendored = own(lock?.vendor, url)
  if (vendored === undefined) {
    const message = `${shownUrl(url)} is remote and not in the lock: what it says is not known here`
    const hint = 'Run "holdfast lock" where it can be reached, and commit what it writes: the lock and vendor/.'
    return problem('not-vendored', place, message, hint)
  }
  const { file } = vendored
  const bytes = read(file)
  const hint = 'Restore it from git, or run "holdfast lock", which fetches it again.'
  if (bytes === 'missing') {
    const message = `${file} is missing, the copy of ${shownUrl(url)} that was locked`
    const ignored =
      'See that git does not ignore vendor/, and restore it; or run "holdfast lock", which fetches it again.'
    return problem('vendored-file-changed', place, message, ignored)
  }
  if (typeof bytes === 'string') return failureProblem(bytes, file, place)
  if (sha256(bytes) === vendored.sha256) return { bytes, file }
  const message = `${file} is not what was locked of ${shownUrl(url)}: its SHA-256 begins with ${brief(sha256(bytes))}, locked is ${brief(vendored.sha256)}`
  return problem('vendored-file-changed', place, message, hint)
}

/** As much of a digest as people compare. */
export const brief = (digest: string): string => digest.slice(0, 16)
