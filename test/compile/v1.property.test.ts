import fc from 'fast-check'
import { stringify } from 'yaml'
import { compileManifest } from '../../compile/index.ts'
import type { LockDocument } from '../../schemas/types/lock.ts'
import { memoryReader } from './folder.ts'

// A manifest of either version says the same: what is written in both compiles to one manifest, with the same problems, and
// each of them at the value that somebody wrote there.

const name = fc.constantFrom('a', 'b', 'A', 'aws-guardrails-x', '', 'x\u202ey', 'x'.repeat(129))
const file = fc.constantFrom('deny.json', 'missing.json', '../out.json', 'wrong.json', 'https://example.com/x.json', '')
const targets = fc.array(
  fc.constantFrom('Root', 'root', 'Workloads', ' Workloads : Prod', 'Nowhere', '444455556666', 'ou-ab12-0000000f', ''),
  { maxLength: 3 },
)
const accounts = fc.array(fc.constantFrom('payments-prod', '444455556666', '11112222333', 'ou-ab12-0000000f'), {
  maxLength: 2,
})
const own = fc.constantFrom({}, { mode: 'notify' }, { evict: true }, { state: 'absent' }, { moode: 'notify' })

const policy = fc.record(
  {
    name,
    description: fc.constantFrom('why', 'x\u0007'),
    resource_file: file,
    organizational_units: targets,
    holdfast: own,
  },
  { requiredKeys: ['name'] },
)
const stackSet = fc.record(
  { name, resource_file: file, parameter_file: file, organizational_units: targets, accounts, regions: targets },
  { requiredKeys: ['name'] },
)

type Written = Record<string, unknown>

/** Values with their keys renamed; those that are not there stay away. */
const renamed = (entry: Written, names: Record<string, string>): Written =>
  Object.fromEntries(Object.entries(entry).map(([key, value]) => [names[key] ?? key, value]))

function modern({ organizational_units, accounts, ...entry }: Written, deploy_method: string): Written {
  const hasTargets = organizational_units !== undefined || accounts !== undefined || deploy_method === 'stack_set'
  return { ...entry, deploy_method, ...(hasTargets && { deployment_targets: { organizational_units, accounts } }) }
}

const lock: LockDocument = {
  version: 1,
  organization: { id: 'o-exampleorg1', management_account: '111111111111', root: 'r-ab12' },
  organizational_units: { Workloads: 'ou-ab12-00000001', 'Workloads:Prod': 'ou-ab12-00000002' },
  accounts: { 'payments-prod': '444455556666' },
}
const statement = (more: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*', ...more }] })

function compile(document: Written) {
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
  const read = memoryReader({
    ...{ 'manifest.yaml': text, 'deny.json': statement({}), 'wrong.json': statement({ Principal: '*' }) },
  })
  const compiled = compileManifest({ read, file: 'manifest.yaml', lock, commit: null })
  const lines = text.split('\n')
  const problems = compiled.problems
    .filter(({ code }) => !['old-version', 'missing-key'].includes(code))
    .map(({ code, file, line = 0, column = 0 }) => {
      const at = file === 'manifest.yaml' ? (lines[line - 1] ?? '').slice(column - 1) : ''
      // where a key is shown, and not a value, it has another name
      return `${code} ${file} ${/^[a-z_]+:/.test(at) ? 'a key' : at}`
    })
  return {
    ...compiled,
    problems: problems.sort(),
    missing: compiled.problems.filter(({ code }) => code === 'missing-key'),
  }
}

test('a manifest of the first version is what it says, at its places', () => {
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 3 }), fc.array(stackSet, { maxLength: 2 }), (policies, stackSets) => {
      const now = compile({
        ...{ region: 'eu-west-1', version: '2021-03-15' },
        resources: [
          ...policies.map((entry) => modern(entry, 'scp')),
          ...stackSets.map((entry) => modern(entry, 'stack_set')),
        ],
      })
      const old = compile({
        ...{ region: 'eu-west-1', version: '2020-01-01' },
        organization_policies: policies.map((entry) =>
          renamed(entry, { resource_file: 'policy_file', organizational_units: 'apply_to_accounts_in_ou' }),
        ),
        cloudformation_resources: stackSets.map((entry) => ({
          ...renamed(entry, {
            ...{ resource_file: 'template_file', organizational_units: 'deploy_to_ou', accounts: 'deploy_to_account' },
          }),
          deploy_method: 'stack_set',
        })),
      })
      expect(old.problems).toEqual(now.problems)
      expect(old.manifest).toEqual(now.manifest)
      expect(old.missing.length).toBe(now.missing.length)
      const brief = ({ unresolved, ids, remote, policies, resources }: typeof now) => ({
        ...{ policies, resources, ids: ids.map(({ id }) => id), remote: remote.map(({ url }) => url) },
        unresolved: unresolved.map(({ kind, name }) => `${kind} ${name}`),
      })
      expect(brief(old)).toEqual(brief(now))
    }),
  )
})
