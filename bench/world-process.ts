import { sizes } from './organization.ts'
import { measureWorld, worldCases } from './world-cases.ts'

// One case on one organization, in a process of its own: prints its figures.

const [name = '', accounts] = process.argv.slice(2)
const one = worldCases[name]
const size = sizes.find((size) => String(size.accounts) === accounts)
if (!one || !size) throw new Error(`There is no case ${name} of ${accounts} accounts`)
process.stdout.write(JSON.stringify(await measureWorld(one, size)))
