import { accountId, fresh, letters } from '../../emulator/ids.ts'

test('an id is given out once', () => {
  const made = ['p-1', 'p-1', 'p-2']
  const taken = new Set<string>()
  const make = () => made.shift() ?? ''
  expect([fresh(taken, make), fresh(taken, make)]).toEqual(['p-1', 'p-2'])
})

test('ids are of the letters and the length that AWS uses', () => {
  expect(letters(8)).toMatch(/^[a-z0-9]{8}$/)
  expect(accountId()).toMatch(/^[1-9]\d{11}$/)
})
