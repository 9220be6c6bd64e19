/** Longer than this no answer is waited for, in milliseconds. */
const patience = 5_000

/** Puts an answer to an address that CloudFormation signed, for a request without a content type. Rejects where it is not taken. */
export async function respond(url: string, body: string): Promise<void> {
  const { ok, status } = await fetch(url, {
    ...{ method: 'PUT', body, headers: { 'content-type': '' }, redirect: 'error' },
    signal: AbortSignal.timeout(patience),
  })
  if (!ok) throw new Error(`CloudFormation took no answer: ${status}`)
}
