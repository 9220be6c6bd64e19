import type { Path } from '../yaml/path.ts'

/** What is wrong at a path of a policy document. */
export interface Fault {
  path: Path
  message: string
  hint: string
}
