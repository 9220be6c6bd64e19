/** One call to an emulator, by somebody who is not holdfast: no SDK, no retries. Throws where it is refused. */
export async function call(url: string, operation: string, input: object): Promise<{ NextToken?: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
    },
    body: JSON.stringify(input),
  })
  if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`)
  return (await answer.json()) as { NextToken?: string }
}
