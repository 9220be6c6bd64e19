import type { Problem } from '../core/problem.ts'
import type { TrustDocument } from '../schemas/types/trust.ts'
import { loadDocument } from './document.ts'
import { hasErrors, inOrder } from './problems.ts'

/** A trust file, or everything that is wrong with it. */
export function compileTrust(bytes: Uint8Array, file: string): { trust: TrustDocument | null; problems: Problem[] } {
  const { yaml, problems, leftOut } = loadDocument(bytes, file, 'trust')
  const trust = yaml === null || hasErrors(problems) ? null : (yaml.value as TrustDocument)
  return { trust, problems: inOrder(problems, leftOut) }
}
