import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { compilePolicy } from '../../compile/policy/check.ts'
import { awsQuotas } from '../../core/policy/type.ts'
import type { Problem } from '../../core/problem.ts'

// SCPs and RCPs that AWS and others published. They lie beside the repository, if at all.
const data = join(__dirname, '../../../shared/data/policies')
const here = existsSync(data)

/** Errors in what was published, each with its reason. Anything else that is an error here is our mistake. */
const justified: { file: RegExp; code: string; message: RegExp; why: string }[] = [
  {
    file: /^_not-json\/.*\/LZA-Guardrails-Sandbox\.json$|data-perimeter\.json$|\.tftpl$/,
    code: 'policy-syntax',
    message: /a placeholder that is not filled in/,
    why: 'a placeholder stands where JSON has a value: a tool fills it in before AWS sees it',
  },
  {
    file: /deny-service-specific-credential-by-type\.json$/,
    code: 'policy-syntax',
    message: /a comment/,
    why: 'JSON has no comments, and AWS takes none',
  },
  {
    file: /orgs_manage_policies_scps_syntax__[01]\.json$/,
    code: 'policy-shape',
    message: /has no Version/,
    why: 'fragments of a page, not meant to be whole: every SCP must include a Version',
  },
  {
    file: /service_specific_controls\/(api_gateway|sns_topic)_policy\.json$/,
    code: 'policy-shape',
    message: /cannot name all actions/,
    why: 'policies of a resource, not RCPs: read as RCPs for their Principal',
  },
  {
    file: /Limit-access-to-trusted-OIDC-identity-providers\/Shared-Issuers\.json$/,
    code: 'policy-shape',
    message: /either Resource or NotResource|an RCP can only deny/,
    why: 'a trust policy, not an RCP: read as one for its Principal',
  },
  {
    file: /Limit-access-to-trusted-OIDC-identity-providers\/Shared-Issuers\.json$/,
    code: 'policy-too-large',
    message: /6,083 characters/,
    why: 'a list to choose from: an RCP has room for 5,120 characters',
  },
]

/** How many files say what. */
const files: Record<string, number> = {
  'allow-list': 10,
  'locks-out-control-tower': 13,
  'locks-out-stack-sets': 2,
  'policy-doubtful': 2,
  'policy-placeholder': 77,
  'policy-shape': 5,
  'policy-syntax': 6,
  'policy-too-large': 1,
}

/** The index looks for placeholders in another way; here it is silent. */
const unseenByIndex = /\[(BUCKET_TO_PROTECT|MAX_SIGNATURE_AGE_IN_MILLISECONDS|PRIVILEGED_ROLE)\]/

/** What the index says of each. */
const rows = new Map(
  here
    ? readFileSync(join(data, 'index.csv'), 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain))
        .map(([repository, path, , , kind, ...rest]): [string, { rcp: boolean; blank: boolean }] => [
          `${repository}/${path}`,
          { rcp: kind?.startsWith('RCP') === true, blank: rest.at(-3) === '1' },
        ])
    : [],
)

const published = here
  ? readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(json|tftpl)$/.test(entry.name))
      .map((entry) => relative(data, join(entry.parentPath, entry.name)))
      .sort()
  : []

const problemsOf = (file: string): Problem[] => {
  const text = readFileSync(join(data, file), 'utf8')
  const type = rows.get(file)?.rcp ? 'RESOURCE_CONTROL_POLICY' : 'SERVICE_CONTROL_POLICY'
  return compilePolicy(text, file, type, {
    breakGlassRoles: [],
    characters: awsQuotas[type].characters,
    organization: null,
    partition: 'aws',
  }).problems
}

if (!here) test.skip(`published policies: ${data} is not here`, () => undefined)
else {
  test.each(published)('%s', (file) => {
    const problems = problemsOf(file)
    const errors = problems.filter(({ severity }) => severity === 'error')
    for (const { code, message } of errors)
      expect([
        code,
        message,
        justified.some((one) => one.code === code && one.file.test(file) && one.message.test(message)),
      ]).toEqual([code, message, true])
    const blank = problems.filter(({ code }) => code === 'policy-placeholder').map(({ message }) => message)
    if (rows.get(file)?.blank) expect(blank).not.toEqual([])
    else if (rows.has(file)) expect(blank.filter((one) => !unseenByIndex.test(one))).toEqual([])
  })

  test('every difference to what was published still is one', () => {
    const all = published.flatMap((file) => problemsOf(file).map((problem) => ({ file, ...problem })))
    for (const { file, code, message, why } of justified) {
      const found = all.filter((one) => one.code === code && file.test(one.file) && message.test(one.message))
      expect([why, found.length > 0]).toEqual([why, true])
    }
    const counts = Object.fromEntries(
      [...new Set(all.map(({ code }) => code))]
        .sort()
        .map((code) => [code, new Set(all.filter((one) => one.code === code).map(({ file }) => file)).size]),
    )
    expect(counts).toEqual(files)
  })
}
