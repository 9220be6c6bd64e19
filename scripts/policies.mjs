// Writes policies/README.md, the index for reviewers, from the manifest, its policies and the page beside each of them.
// `node scripts/policies.mjs [FOLDER]`; what a page lacks, or says otherwise than its policy, ends it with exit code 1.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
const sections = ['Objective', 'Exempt', 'Owner', 'Controls', 'What breaks', 'Test']
const optional = ['Not attached to']
const problems = []

const read = (path) => readFileSync(join(folder, path), 'utf8')
const pageOf = (file) => file.replace(/\.json$/, '.md')
const list = (value) => [value ?? []].flat()
const once = (items) => [...new Set(items)]
const oneLine = (text) => text.replace(/\s+/g, ' ').trim()

const manifest = parse(read('manifest.yaml'))
const policies = manifest.resources
  .filter(({ deploy_method, holdfast }) => deploy_method !== 'stack_set' && holdfast?.state !== 'absent')
  .map((resource) => ({
    ...resource,
    exempt: exemptIn(resource.resource_file),
    page: readPage(resource.resource_file),
  }))

for (const { resource_file: file, exempt, page } of policies) {
  for (const arn of exempt.filter((arn) => !page.Exempt.includes(`\`${arn}\``)))
    problems.push(`${pageOf(file)} does not say that ${arn} is exempt`)
  for (const [, arn] of page.Exempt.matchAll(/`(arn:[^`]*)`/g))
    if (!exempt.includes(arn)) problems.push(`${pageOf(file)} says that ${arn} is exempt, ${file} does not`)
  if (exempt.length === 0 && !page.Exempt.startsWith('Nobody'))
    problems.push(`${file} exempts nobody, its page somebody`)
}
const named = new Set(policies.flatMap(({ resource_file: file }) => [file, pageOf(file)]))
for (const path of readdirSync(join(folder, 'policies'), { recursive: true }).map(
  (path) => `policies/${path.replaceAll('\\', '/')}`,
))
  if (/\/.*\/.*\.(json|md)$/.test(path) && !named.has(path))
    problems.push(`${path} belongs to no resource of the manifest`)

/** The roles that a policy spares, which each of its statements does. */
function exemptIn(file) {
  const ofStatements = list(JSON.parse(read(file)).Statement).map(({ Condition }) =>
    once(
      Object.entries(Condition ?? {})
        .filter(([operator]) => /not/i.test(operator))
        .flatMap(([, keys]) => Object.entries(keys))
        .flatMap(([key, value]) => (key.toLowerCase() === 'aws:principalarn' ? list(value) : [])),
    ),
  )
  if (once(ofStatements.map(String)).length > 1) problems.push(`the statements of ${file} exempt different roles`)
  return ofStatements[0] ?? []
}

/** The sections of a page by their headings; none is missing but optional ones, empty, or of another name. */
function readPage(file) {
  const path = pageOf(file)
  const [title = '', ...parts] = existsSync(join(folder, path)) ? read(path).split(/^## /m) : []
  const page = Object.fromEntries(parts.map((part) => [part.split('\n', 1)[0], part.replace(/.*\n/, '').trim()]))
  if (`${title.split('\n', 1)[0]}.json` !== `# ${file.split('/').at(-1)}`)
    problems.push(`${path} is not there, or has another title`)
  for (const name of once([...sections, ...Object.keys(page)]).filter((name) => !page[name]))
    problems.push(`${path} has nothing below ## ${name}`)
  const known = [...sections, ...optional]
  for (const name of Object.keys(page).filter((name) => !known.includes(name)))
    problems.push(`${path}: ## ${name} is none of ${known.join(', ')}`)
  return Object.fromEntries(known.map((name) => [name, page[name] ?? '']))
}

const targetsOf = ({ deployment_targets: targets, holdfast }) => [
  ...list(targets.organizational_units),
  ...list(targets.accounts).map((account) => `account ${account}`),
  ...list(holdfast?.each_account_in).map(
    ({ organizational_unit, joined_after, except }) =>
      `each account in ${organizational_unit}` +
      (joined_after ? ` that joins from ${joined_after} on` : '') +
      (except ? `, except ${except.join(', ')}` : ''),
  ),
]

const bullets = (text) => text.split(/^- /m).map(oneLine).filter(Boolean)

/** "SOC 2: CC6.1, CC6.2" is SOC 2: CC6.1 and SOC 2: CC6.2. */
const controlsOf = ({ page }) =>
  bullets(page.Controls).flatMap((line) => {
    const [framework, ids] = line.split(': ')
    return page.Controls.startsWith('- ') ? ids.split(', ').map((id) => `${framework}: ${id}`) : []
  })

/** "Security, Suspended: why" says of two targets that the policy is not attached to them. */
const absencesOf = ({ page }) => bullets(page['Not attached to'])
for (const policy of policies)
  for (const target of absencesOf(policy).flatMap((line) => line.split(': ', 1)[0].split(', ')))
    if (targetsOf(policy).includes(target))
      problems.push(
        `${pageOf(policy.resource_file)} says that it is not attached to ${target}, the manifest attaches it`,
      )

/** The ids of organizations that a policy names. */
const organizationsIn = ({ resource_file: file }) => once(read(file).match(/\bo-[a-z0-9]{10,32}\b/g) ?? [])

const linkTo = ({ name, resource_file: file }) => `[${name}](${pageOf(file).replace(/^policies\//, '')})`
const shortName = (arn) => `\`${arn.split('/').at(-1)}\``
const modeOf = ({ holdfast }) => holdfast?.mode ?? manifest.holdfast?.defaults?.mode ?? 'enforce'

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

/** What stands in the lists of several policies, each with the policies that have it. */
const inverted = (valuesOf) =>
  once(policies.flatMap(valuesOf)).map((value) => [value, ...split((policy) => valuesOf(policy).includes(value))])

const split = (test) => [policies.filter(test), policies.filter((policy) => !test(policy))]
const links = (some) => some.map(linkTo).join(', ')
const naturally = ([one], [other]) => one.localeCompare(other, 'en', { numeric: true })

const text = `# Policies

What accounts of this organization may not do. Each policy has a page with its objective, who is exempt, who owns it, the
controls that it supports, what it can break, and how to test it. Written by \`npm run policies\` from
[the manifest](../manifest.yaml), the policies and their pages: change those.

A service control policy (SCP) binds everybody in the accounts below its target, a resource control policy (RCP)
everybody who reaches for their resources. The management account and service-linked roles are bound by neither. holdfast
attaches again what somebody detaches, and undoes what somebody changes${policies.every((policy) => modeOf(policy) === 'enforce') ? '' : ', except where a policy only reports'}.

**Whoever copies these policies replaces what is this organization's own, its id above all, before anything is attached:
[to start from this set](#to-start-from-this-set).**

${table(
  ['Policy', 'Objective', 'Attached to', 'Exempt', 'Owner', 'Controls'],
  policies.map((policy) => [
    `${linkTo(policy)} (${policy.deploy_method.toUpperCase()}${modeOf(policy) === 'notify' ? ', only reports' : ''})`,
    policy.page.Objective,
    targetsOf(policy).join('<br>'),
    policy.exempt.map(shortName).join('<br>') || 'nobody',
    policy.page.Owner,
    bullets(policy.page.Controls).join('<br>'),
  ]),
)}

## What is attached where

${table(
  ['Target', 'Policies'],
  inverted(targetsOf).map(([target, attached]) => [target, links(attached)]),
)}

Targets that a reviewer would look for, and why a policy is not attached there:

${table(
  ['Policy', 'Not attached to'],
  policies
    .filter((policy) => absencesOf(policy).length > 0)
    .map((policy) => [linkTo(policy), absencesOf(policy).join('<br>')]),
)}

## Who is exempt

A role is exempt by its name: nobody may be able to make or change one of these. Roles below \`aws-reserved\` are made by
permission sets of IAM Identity Center, whose names decide. Those who may make and assign permission sets, in the
management account and as Identity Center's delegated administrator, can exempt whom they like.

${table(
  ['Role', 'Exempt from'],
  inverted(({ exempt }) => exempt).map(([arn, from, others]) => [
    `\`${arn}\``,
    others.length < from.length ? `all but ${links(others)}` : links(from),
  ]),
)}

## Which policies support a control

They support it, and do not fulfil it alone.

${table(
  ['Control', 'Policies'],
  inverted(controlsOf)
    .sort(naturally)
    .map(([control, supporting]) => [control, links(supporting)]),
)}

## To start from this set

Copy \`manifest.yaml\` and \`policies/\`. Then replace, before anything is attached:

${table(
  ['What', 'Where', 'What happens otherwise'],
  [
    ...inverted(organizationsIn).map(([id, naming]) => [
      `The organization id \`${id}\``,
      links(naming),
      'Everybody in your organization is shut out of your own buckets, keys, secrets and roles.',
    ]),
    [
      'Regions',
      '`aws:RequestedRegion` in the policies; `region` in the manifest, the home region of Control Tower',
      'What runs in other regions cannot be changed any more.',
    ],
    [
      'Names of break-glass roles',
      'each policy that exempts them, and its page; `holdfast.break_glass_roles` in the manifest',
      'Nobody is exempt in an emergency, or somebody who should not be.',
    ],
    [
      'OUs, accounts and dates',
      '`deployment_targets` and `holdfast` in the manifest',
      'Names that are not found are errors. A date covers other accounts than you mean.',
    ],
    [
      'The lock',
      'leave `manifest.lock.yaml` behind, and write your own: `holdfast lock`',
      "Nothing is done: the lock is another organization's.",
    ],
    ['Owners', 'the pages', 'Questions go to nobody.'],
  ],
)}

Then run \`holdfast validate\` and \`holdfast plan\`, and test each policy on an OU that is there for that, as its page says.
`

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else writeFileSync(join(folder, 'policies/README.md'), text)
