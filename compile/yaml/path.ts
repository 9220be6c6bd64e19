import { quote } from '../text/quote.ts'

/** Keys and indexes from the top of a document. */
export type Path = readonly (string | number)[]

const word = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** As people write it: resources[2].deploy_method, organizational_units["Workloads:Prod"]. */
export function formatPath(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (word.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${quote(step)}]`
  }
  return text
}
