import { redact } from '../../loop/redact.ts'

const identify = async (kind: string) => `${kind}_k1`

// What is cut off is nobody's: half an account id is found by trying, and half a mail address is a name.
test.each([
  ['account', '222222222222'],
  ['account as the console shows it', '2222-2222-2222'],
  ['mail address', 'mallory.smith@example.com'],
  ['address', '203.0.113.10'],
  ['principal', 'arn:aws:iam::222222222222:user/mallory'],
])('wherever a text is cut, no part of an %s is left', async (_, value) => {
  const text = `because of ${value}, who asked`
  for (let most = 11; most <= text.length; most++) {
    const left = await redact({ identify }, text, most)
    expect([most, left.slice(0, 11)]).toEqual([most, 'because of '])
    expect([most, left.slice(11)]).toEqual([most, expect.stringMatching(/^((acct|session|ip|principal)_k1.*)?$/)])
  }
})
