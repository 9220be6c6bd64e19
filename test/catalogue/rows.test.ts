import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// Every row of the fault catalogue is a test in this folder, named by its number, or one elsewhere, or has its reason here.

const elsewhere: { row: number; file: string; title: string }[] = [
  { row: 2, file: 'loop/drift', title: 'the same event ten times is one write and one notice' },
  {
    row: 3,
    file: 'loop/order.property',
    title: 'in which order events come, and how often, leaves no trace in the organization',
  },
  { row: 5, file: 'loop/drift', title: 'an attempt that AWS refused causes nothing, not even a look' },
  { row: 5, file: 'loop/drift', title: 'an event of a failed call that got past the rule is only counted' },
  {
    row: 6,
    file: 'handlers/policy-drift',
    title: 'one bad message in a batch does not keep the others from being handled',
  },
  { row: 6, file: 'core/read', title: 'whatever comes is read without throwing' },
  { row: 7, file: 'local/bus', title: 'a message that failed comes back alone after the visibility timeout' },
  {
    row: 8,
    file: 'loop/death',
    title: 'wherever a process dies, what it was at is restored when its message comes back, and told',
  },
  { row: 10, file: 'aws/errors', title: '$name passes by itself: three times, and then it is done' },
  {
    row: 11,
    file: 'aws/errors',
    title: 'an answer that got lost ($name) after the write took effect: it is done',
  },
  { row: 15, file: 'loop/each-account', title: 'deleted, it comes back on every account' },
  { row: 15, file: 'loop/drift', title: 'that is $what is restored' },
  { row: 16, file: 'loop/drift', title: 'that is $what is restored' },
  { row: 18, file: 'loop/drift', title: 'a target that is gone gets no write, and no end of looks' },
  { row: 21, file: 'loop/enrolment', title: '$what: the account is covered' },
  {
    row: 21,
    file: 'loop/enrolment',
    title: 'what no event told of is found by the next sweep, and told as an incident',
  },
  {
    row: 21,
    file: 'loop/enrolment',
    title: 'an account is covered by a later sweep where %s fails in the event’s run',
  },
  { row: 23, file: 'compile/hostile', title: '%s is a problem' },
  { row: 23, file: 'compile/lock', title: 'more than half are an error where the entries stood' },
  {
    row: 26,
    file: 'loop/audit',
    title: 'an audit directory that cannot be written stops no restore, and is told as critical',
  },
  {
    row: 29,
    file: 'core/exempt/exempt.property',
    title: 'an exemption holds from its beginning on, and at its end no longer',
  },
  {
    row: 29,
    file: 'core/exempt/exempt.property',
    title: 'whatever the clocks of two callers say, nobody takes away what the other attached',
  },
  {
    row: 30,
    file: 'loop/exemption',
    title: 'one that ends while nothing can be reached is enforced with the next look that reaches it',
  },
  {
    row: 33,
    file: 'loop/alarms',
    title: 'each event that would blind us is one critical message that says who, and what to do',
  },
  {
    row: 33,
    file: 'loop/alarms',
    title: 'what was done while no event came is found by the look that follows, half a minute later',
  },
]

const outOfReach: Record<number, string> = {
  22: 'There is no deployment that could run at the same time.',
  27: 'There is no verifier of the trail.',
}

const rows = Array.from({ length: 40 }, (_, at) => at + 1)
const here = readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
  .flatMap((name) => [...readFileSync(join(__dirname, name), 'utf8').matchAll(/['`]#(\d+) /g)])
  .map(([, row]) => Number(row))

test.each(rows)('row %i is tested, or has its reason', (row) => {
  const isTested = here.includes(row) || elsewhere.some((one) => one.row === row)
  expect([row, isTested]).toEqual([row, !(row in outOfReach)])
})

test.each(elsewhere)('row $row: $file', ({ file, title }) => {
  expect(readFileSync(join(__dirname, '..', `${file}.test.ts`), 'utf8')).toContain(title)
})
