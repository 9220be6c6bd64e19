import { type AccountPeriod, accountPeriods } from './accounts.ts'
import { type Episode, episodes } from './episodes.ts'
import { type Difference, differenceKey, type Evidence, type Facts, type Wanted } from './facts.ts'
import { best, type Interval, joined, type Period, type Why, whole, within, worst } from './interval.ts'
import { type Chain, chainOf, firstFrom, lastBefore, mostBetween, seen } from './looks.ts'

/**
 * What records say of each place, account, policy and instant. In force is only what looks saw at both ends, without anything
 * recorded in between that speaks against it; more records never make more of it. docs/decisions/0033 has the rules.
 */
export interface Timeline {
  period: Period
  /** SCP/NAME of each policy that a manifest wanted in the period, sorted. */
  policies: string[]
  /** Pseudonyms of the accounts that an inventory has, sorted. */
  accounts: string[]
  /** Targets that a manifest named for a policy in the period, sorted. */
  targets(policy: string): string[]
  /** A policy at one target that a manifest names; the intervals tile the period. */
  place(policy: string, target: string): readonly Interval[]
  /** The content of a policy, and whether there is such a policy. */
  content(policy: string): readonly Interval[]
  /** A policy on whichever account each_account_in means, as far as nothing is said of that account alone. */
  eachAccount(policy: string): readonly Interval[]
  /** A policy on one account, by itself or by what lies above it; the intervals tile the period. */
  account(account: string, policy: string): readonly Interval[]
  /** Where the account was, and of what times that is not known. */
  stays(account: string): readonly (Period & { path: string[] | null; why: Why; records: readonly string[] })[]
  /** All episodes of a difference. */
  episodes(difference: Difference): Episode[]
}

const always: Period = { from: Number.MIN_SAFE_INTEGER, until: Number.POSITIVE_INFINITY }

/**
 * `management` are the names of the management account in the records, where they are known and inventories do not say it: no SCP or
 * RCP has force there.
 */
export function timeline(facts: Facts, period: Period, management: readonly string[] = []): Timeline {
  const memory = new Map<string, unknown>()
  const once = <Value>(key: string, make: () => Value): Value => {
    if (!memory.has(key)) memory.set(key, make())
    return memory.get(key) as Value
  }

  const manifests = [...facts.wants]
  const wanting = (wants: (wanted: Wanted) => boolean, policy: string): Set<string> =>
    new Set(
      manifests.flatMap(([manifest, policies]) => {
        const wanted = policies.get(policy)
        return wanted?.state === 'present' && wants(wanted) ? [manifest] : []
      }),
    )
  /** Looks of manifests that agree on what is looked at. */
  const chain = (kind: keyof typeof mostBetween, policy: string, of: Set<string>): Chain =>
    once(`chain ${kind} ${kind === 'targets' ? '' : policy} ${[...of].join()}`, () => {
      const looks = facts.looks.filter(
        (look) => of.has(look.manifest) && (kind === 'targets' ? look.targets : look[kind].has(policy)),
      )
      return chainOf(looks, mostBetween[kind], facts.spoiled)
    })

  // That a part was not looked at the looks at that part tell themselves.
  const gaps = inPeriod(
    facts.gaps
      .filter(({ why, what }) => why !== 'no-sweep' || what === null)
      .map(({ from, until, id }) => whole({ from, until }, 'unknown', 'gap', [id])),
    period,
  )
  const gapLine = gaps.length > 0 ? [worst(period, gaps)] : []
  const evidenceOf = (action: string, policy: string, target: string | null): Evidence[] =>
    facts.differences.get(differenceKey(action, policy, target))?.evidence ?? []
  const badsOf = (evidence: Evidence[]) => evidence.filter((one) => one.kind === 'bad')
  /** What takes a policy away from all its places at once; what puts it right again is said of each place. */
  const everywhere = (policy: string): Evidence[] =>
    once(`everywhere ${policy}`, () => {
      const type = `${policy.slice(0, policy.indexOf('/'))}/`
      return [
        ...badsOf(evidenceOf('enable-policy-type', type, null)),
        // Before a policy was deleted it had been detached, place by place.
        ...badsOf(evidenceOf('create-policy', policy, null)).map((bad) => ({ ...bad, isEarlier: true })),
      ]
    })
  const exemptions = [...facts.holes.values()].filter(({ kind }) => kind === 'exemption')
  const isExempt = (policy: string, target: string) =>
    exemptions.some((one) => one.policy === policy && one.target === target)

  /** What looks and differences say of one attachment, whoever wants it. */
  const attachment = (policy: string, target: string, looks: Chain, over: Period): Interval[] => {
    const evidence = sorted([...evidenceOf('attach', policy, target), ...everywhere(policy)])
    // Whether it is attached is not looked at: from the last look before the exemption to the first one after.
    const holes = exemptions
      .filter((one) => one.policy === policy && one.target === target)
      .map(({ from, until, ended, ids }) => {
        const end = ended ?? until
        const before = looks.looks[lastBefore(looks.looks, from)]
        const after = looks.looks[firstFrom(looks.looks, end)]
        return { from: before?.began ?? from, until: after?.ended ?? over.until, hidden: { from, until: end }, ids }
      })
    const exempt = holes.map((hole) => whole(hole, 'unknown', 'exempt', hole.ids))
    const found = episodes(
      evidence,
      looks,
      holes.map(({ hidden }) => hidden),
    )
    return worst(over, [seen(looks, over), ...layers(found, over), ...inPeriod([...gapLine, ...exempt], over)])
  }

  const contentOf = (policy: string, content: string): readonly Interval[] =>
    once(`content ${policy} ${content}`, () => {
      const of = wanting((wanted) => wanted.content === content, policy)
      const looks = chain('contents', policy, of)
      // What is said against another content says nothing about this one.
      const isAboutIt = ({ manifest }: Evidence) => of.has(manifest) || !facts.wants.has(manifest)
      const update = facts.differences.get(differenceKey('update-policy', policy, null))
      const evidence = sorted([
        ...(update && !update.isCosmetic ? update.evidence.filter(isAboutIt) : []),
        ...evidenceOf('create-policy', policy, null),
      ])
      return worst(period, [seen(looks, period), ...layers(episodes(evidence, looks), period), ...gapLine])
    })

  /** The times of the manifests that ruled, and what each wants of a policy. */
  const reigns = (policy: string): (Period & { wanted: Wanted | null | undefined; id: string })[] =>
    once(`reigns ${policy}`, () => {
      const line = facts.reigns.map(({ from, manifest, id }, index) => {
        const wants = facts.wants.get(manifest)
        const until = facts.reigns[index + 1]?.from ?? Number.POSITIVE_INFINITY
        const wanted = wants?.get(policy)
        return { from, until, id, wanted: wants ? (wanted?.state === 'present' ? wanted : null) : undefined }
      })
      const first = line[0]?.from ?? Number.POSITIVE_INFINITY
      return within([{ from: always.from, until: first, id: '', wanted: undefined }, ...line], period)
    })

  /** Lays out, for each manifest that ruled, what it makes of a policy. */
  const byReign = (policy: string, over: Period, make: (wanted: Wanted, reign: Period) => Interval[]): Interval[] =>
    joined(
      within(reigns(policy), over).flatMap(({ wanted, id, ...reign }) => {
        if (wanted) return make(wanted, reign)
        const why = wanted === null ? 'not-wanted' : 'no-desired-state'
        return whole(reign, 'unknown', why, id ? [id] : [])
      }),
    )

  const place = (policy: string, target: string): readonly Interval[] =>
    once(`place ${policy} ${target}`, () => {
      const looks = chain(
        'targets',
        policy,
        wanting(({ targets }) => targets.has(target), policy),
      )
      const line = attachment(policy, target, looks, period)
      return byReign(policy, period, (wanted, reign) =>
        wanted.targets.has(target)
          ? worst(reign, [line, contentOf(policy, wanted.content)])
          : whole(reign, 'unknown', 'not-wanted', [wanted.record]),
      )
    })

  /** Of one account all policies are asked for, one after the other. */
  let latest: { account: string; times: AccountPeriod[] } | undefined
  const stays = (account: string): AccountPeriod[] => {
    if (latest?.account !== account) latest = { account, times: accountPeriods(facts, account, period) }
    return latest.times
  }

  /** The policy as it lies on the account because it is below a target of each_account_in, by looks of these manifests. */
  const each = (policy: string, account: string, of: Set<string>, known: Period): Interval[] => {
    const isAlone = evidenceOf('attach', policy, account).length > 0 || isExempt(policy, account)
    return once(`each ${policy} ${[...of].join()} ${known.from} ${known.until} ${isAlone ? account : ''}`, () => {
      const looks = chain('accounts', policy, of)
      const [over = { from: 0, until: 0 }] = within([known], period)
      // A look goes by a list of accounts; one that was read before the account was there, or elsewhere, did not look at it.
      const first = looks.looks.find(({ accountsSince }) => accountsSince >= known.from)
      const isListed = { from: Math.max(over.from, first?.ended ?? over.until), until: over.until }
      const before = { from: over.from, until: Math.min(isListed.from, over.until) }
      return [
        ...whole(before, 'unknown', 'blind', first ? [first.id] : []),
        ...within(attachment(policy, account, looks, over), isListed),
      ]
    })
  }

  const account = (name: string, policy: string): readonly Interval[] => {
    if (management.includes(name) || facts.managements.has(name))
      return whole(period, 'not-in-force', 'management-account')
    return joined(
      stays(name).flatMap(({ path, state, why, joinedAt, records, known, ...stay }) => {
        if (!path) return whole(stay, 'unknown', why, records)
        const named = [...path, name].filter((target) => isNamed(policy, target))
        const isEach = isMeantByEach(policy)
        const lies = () =>
          byReign(policy, stay, (wanted, reign) => {
            const lines = named.filter((target) => wanted.targets.has(target)).map((target) => place(policy, target))
            const meant = isEach ? meansAccount(wanted, name, path, state, joinedAt) : 'no'
            if (meant === 'yes') {
              const of = wanting((one) => meansAccount(one, name, path, state, joinedAt) === 'yes', policy)
              lines.push(worst(reign, [each(policy, name, of, known), contentOf(policy, wanted.content)]))
            }
            if (meant === 'maybe') lines.push(whole(reign, 'unknown', 'joining-time-unknown', [wanted.record]))
            if (lines.length === 0) return whole(reign, 'unknown', 'not-wanted', [wanted.record])
            return best(reign, lines)
          })
        if (isEach) return lies()
        return once(`account ${policy} ${named.join()} ${stay.from} ${stay.until}`, lies)
      }),
    )
  }

  const ruling = new Set(within(reignPeriods(facts), period).map(({ manifest }) => manifest))
  const wantedPolicies = manifests
    .filter(([manifest]) => ruling.has(manifest))
    .flatMap(([, policies]) => [...policies.values()])
    .filter(({ state }) => state === 'present')
  const isNamed = (policy: string, target: string): boolean => targetSet(policy).has(target)
  const targetSet = (policy: string): Set<string> =>
    once(
      `targets ${policy}`,
      () => new Set(wantedPolicies.filter(({ key }) => key === policy).flatMap(({ targets }) => [...targets])),
    )
  const isMeantByEach = (policy: string): boolean =>
    once(`each ${policy}`, () =>
      wantedPolicies.some(({ key, eachAccountIn }) => key === policy && eachAccountIn.length > 0),
    )

  return {
    period,
    policies: [...new Set(wantedPolicies.map(({ key }) => key))].sort(),
    accounts: [...facts.accounts.keys()].filter((name) => stays(name).length > 0).sort(),
    targets: (policy) => [...targetSet(policy)].sort(),
    place,
    content: (policy) => byReign(policy, period, ({ content }, reign) => within(contentOf(policy, content), reign)),
    eachAccount: (policy) => {
      const of = wanting(({ eachAccountIn }) => eachAccountIn.length > 0, policy)
      const line = seen(chain('accounts', policy, of), period)
      return byReign(policy, period, ({ content, eachAccountIn, record }, reign) =>
        eachAccountIn.length > 0
          ? worst(reign, [line, contentOf(policy, content), ...gapLine])
          : whole(reign, 'unknown', 'not-wanted', [record]),
      )
    },
    account,
    stays,
    episodes: ({ action, policy, target, evidence }) => {
      const of = wanting(() => true, policy)
      const kind = action === 'update-policy' || action === 'create-policy' ? 'contents' : 'targets'
      const isOfAccount = target !== null && !isNamed(policy, target) && action === 'attach'
      return episodes(evidence, isOfAccount ? chain('accounts', policy, of) : chain(kind, policy, of))
    },
  }
}

const sorted = (evidence: Evidence[]): Evidence[] => evidence.sort((one, other) => one.at - other.at)

const inPeriod = (lines: readonly Interval[][], over: Period): Interval[][] =>
  lines.map((line) => within(line, over)).filter((line) => line.length > 0)

/** Episodes in as few lines as do not overlap. */
function layers(all: readonly Episode[], over: Period): Interval[][] {
  const lines: Interval[][] = []
  for (const { intervals } of all) {
    const part = within(intervals, over)
    const [first] = part
    if (!first) continue
    const line = lines.find((one) => (one.at(-1)?.until ?? 0) <= first.from)
    if (line) line.push(...part)
    else lines.push(part)
  }
  return lines
}

const reignPeriods = ({ reigns }: Facts) =>
  reigns.map((reign, index) => ({ ...reign, until: reigns[index + 1]?.from ?? Number.POSITIVE_INFINITY }))

/** Whether each_account_in of a policy means an account that lies below `path`. */
function meansAccount(
  { eachAccountIn }: Wanted,
  account: string,
  path: readonly string[],
  state: string,
  joinedAt: number | null | undefined,
): 'yes' | 'no' | 'maybe' {
  // Accounts that are closing are neither attached to nor missed.
  if (state !== 'ACTIVE') return 'no'
  const meant = eachAccountIn.filter(({ target, except }) => path.includes(target) && !except.has(account))
  // One that AWS gives no joining time for counts as one that joined lately.
  const isOld = (after: string | null) => after !== null && typeof joinedAt === 'number' && joinedAt < Date.parse(after)
  const left = meant.filter(({ joinedAfter }) => !isOld(joinedAfter))
  if (left.length === 0) return 'no'
  return left.some(({ joinedAfter }) => joinedAfter === null || joinedAt !== undefined) ? 'yes' : 'maybe'
}
