import fc from 'fast-check'

// A failure in CI must be the change's own, so CI walks one way through every property; everywhere else each run takes a
// new one. FC_SEED repeats the way that a failure printed.
const seed = Number(process.env.FC_SEED ?? (process.env.CI ? 20_261_121 : Number.NaN))
if (!Number.isNaN(seed)) fc.configureGlobal({ seed })
