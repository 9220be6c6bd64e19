import { blinding } from './blinding.ts'
import { calls } from './calls.ts'
import type { Sample } from './sample.ts'
import { services } from './services.ts'
import { suspending } from './suspending.ts'

export type { Sample } from './sample.ts'

/** Every kind of event that AWS may send because of what is watched, and those beside them that are not. */
export const samples: Sample[] = [...calls, ...services, ...blinding, ...suspending]

/** The sample with a name. */
export function sample(name: string): Sample['event'] {
  const found = samples.find((one) => one.name === name)
  if (!found) throw new Error(`There is no sample ${name}`)
  return found.event
}
