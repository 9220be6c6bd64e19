import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountId } from './organization.ts'
import { holdfast } from './processes.ts'

// A customer's folder: a manifest, its policies, its lock, and an organization file.

const divisions = 50
const units = 9
const ous = Array.from({ length: divisions }, (_, division) => [
  `Division ${division}`,
  ...Array.from({ length: units }, (_, unit) => `Division ${division}:Unit ${unit}`),
]).flat()
const targetsEach = 4

const ouId = (at: number) => `ou-ab12-${String(at).padStart(8, '0')}`

/** Each policy on four of 500 OUs and on one account; the first two on every account as well. */
const resource = (at: number, accounts: number) => `  - name: guardrail-${at}
    description: What nobody does here, number ${at}
    resource_file: policies/guardrail-${at}.json
    deploy_method: scp
    deployment_targets:
      organizational_units: ${JSON.stringify(
        Array.from({ length: targetsEach }, (_, place) => ous[(at * targetsEach + place) % ous.length]),
      )}
      accounts: [account-${at % accounts}]
${at < 2 ? '    holdfast: { each_account_in: [{ organizational_unit: Root }] }\n' : ''}`

const document = (at: number, actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: `Guardrail${at}`,
      Effect: 'Deny',
      Action: actions,
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/Administrator' } },
    },
  ],
})

const smallest = (at: number) => JSON.stringify(document(at, [`service${at}:Delete*`, `service${at}:Put*`]), null, 2)

/** A policy of 18 kB, which without white space is nearly as long as AWS takes. */
function largest(at: number): string {
  const actions = Array.from({ length: 320 }, (_, place) => `service${at}:DeleteResource${place}`)
  return JSON.stringify(document(at, actions), null, 7)
}

function organization(accounts: number): string {
  const account = (at: number) =>
    `{ id: "${accountId(at)}", name: account-${at}, email: aws+${at}@example.com, joined: "2024-01-01T00:00:00Z" }`
  const line = (name: string, at: number) => {
    const indent = name.includes(':') ? '        ' : '    '
    const label = name.split(':').at(-1)
    const inside = Array.from(
      { length: Math.ceil((accounts - at) / ous.length) },
      (_, place) => at + place * ous.length,
    )
    const members = inside.map((one) => `\n${indent}    - ${account(one)}`).join('')
    const below = name.includes(':') ? '' : `\n${indent}  organizational_units:`
    return `${indent}- id: ${ouId(at)}\n${indent}  name: ${label}\n${indent}  accounts:${members || ' []'}${below}`
  }
  return `kind: holdfast.organization
version: 1
organization: { id: o-exampleorg, management_account: "111111111111" }
root:
  id: r-ab12
  accounts: [{ id: "111111111111", name: management }]
  organizational_units:
${ous.map(line).join('\n')}
`
}

export interface Size {
  resources: number
  accounts: number
  /** Each policy is as large as AWS takes it. */
  isLarge?: boolean
}

/** Writes and locks such a folder; `work` may use it until it resolves. */
export async function inFolder<Value>(
  { resources, accounts, isLarge }: Size,
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  try {
    const all = Array.from({ length: resources }, (_, at) => at)
    mkdirSync(join(folder, 'policies'))
    for (const at of all)
      writeFileSync(join(folder, `policies/guardrail-${at}.json`), isLarge ? largest(at) : smallest(at))
    const entries = all.map((at) => resource(at, accounts)).join('')
    writeFileSync(join(folder, 'manifest.yaml'), `region: eu-west-1\nversion: 2021-03-15\nresources:\n${entries}`)
    writeFileSync(join(folder, 'organization.yaml'), organization(accounts))
    await holdfast(['lock', '--organization', 'organization.yaml'], { folder })
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
