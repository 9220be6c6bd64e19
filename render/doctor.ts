import type { Check } from '../core/doctor/checks.ts'
import type { Manifest } from '../core/manifest.ts'
import type { DoctorDocument } from '../schemas/types/doctor.ts'
import type { Paint } from './paint.ts'
import { safe } from './safe.ts'
import { count, wrap } from './words.ts'

export function doctorDocument({ organization, digest, commit }: Manifest, checks: Check[]): DoctorDocument {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state).length
  return {
    kind: 'holdfast.doctor',
    version: 1,
    summary: { ok: of('ok'), warning: of('warning'), error: of('error'), unknown: of('unknown') },
    organization: { id: organization.id, managementAccount: organization.managementAccount },
    manifest: { digest, commit },
    checks,
  }
}

const styles = { ok: 'green', warning: 'yellow', error: 'red', unknown: 'cyan' } as const

const indent = 9

/** One line for each check and one for its fix, then what it comes to. */
export const doctorText = (document: DoctorDocument, paint: Paint): string =>
  [
    `Organization ${document.organization.id}, management account ${document.organization.managementAccount}\n\n`,
    ...document.checks.map((check) => checkText(check, paint)),
    `\n${paint('bold', verdict(document))}\n`,
  ].join('')

function checkText({ check, state, line, fix }: DoctorDocument['checks'][number], paint: Paint): string {
  const margin = ' '.repeat(indent)
  const says = wrap(`${check}: ${safe(line, 600)}`, 80 - indent, margin)
  const head = `${paint(styles[state], state)}${margin.slice(state.length)}${says}\n`
  if (fix === null) return head
  return `${head}${margin}${paint('dim', wrap(`> ${safe(fix, 600)}`, 80 - indent, `${margin}  `))}\n`
}

/** 17 checks: 2 errors, 1 warning, 1 not known. */
function verdict({ summary, checks }: DoctorDocument): string {
  const { error, warning, unknown } = summary
  const found = [
    error && count(error, 'error'),
    warning && count(warning, 'warning'),
    unknown && `${unknown} not known`,
  ].filter(Boolean)
  return `${count(checks.length, 'check')}: ${found.length > 0 ? found.join(', ') : 'nothing lacks'}.`
}
