import type { ManifestPolicy } from '../manifest.ts'
import type { Action } from '../plan/change.ts'
import type { PolicyType } from '../policy/type.ts'

// What each kind of record says. Account ids, principals, sessions and addresses are pseudonyms in all of it, unless the
// manifest says raw; ids of OUs and roots, names of policies and what AWS calls its errors are nobody's. Times are ISO 8601, UTC,
// with milliseconds.

/** Of every record that a run of enforcement, a deployment or a command leaves. */
export interface OfRun {
  /** ULID of the run: what one invocation saw, meant and did. */
  run: string
  /** Digest of the manifest, and the commit that it was compiled from. */
  manifest: string
  commit: string | null
}

/** An event of CloudTrail that led somewhere. */
export interface RecordedEvent {
  /** CloudTrail's event id. */
  id: string
  name: string
  time: string
  actor: { type: string; principal: string; session: string; sourceIp: string }
}

/** What a change is about. */
export interface RecordedPlace {
  action: Action
  policy: { type: PolicyType; name: string; id: string | null }
  /** Id of a root or OU, the pseudonym of an account; null: the policy itself, or its type. */
  target: string | null
}

/** A difference to the manifest, as a look found it. */
export interface FoundDrift extends RecordedPlace {
  /** Code of the change's reason. */
  reason: string
  /** Names the incident: the same from opened to restored. */
  incident: string
  /** Time of the event that made it; null: no event tells. */
  since: string | null
  /** Why it is not restored now; null: it is. */
  held: 'notify' | 'suspended' | 'put-off' | 'blocked' | null
}

export interface RecordData {
  /** What was looked at because of events, and what was found; or an event itself of which people are told. */
  observation: OfRun & {
    trigger: 'event' | 'sweep' | 'deploy' | 'command'
    events: RecordedEvent[]
    /** Digest of the plan; null: nothing was looked at. */
    plan: string | null
    found: FoundDrift[]
    /** Codes of what keeps changes from being made. */
    blocked: string[]
  }
  /** Before a write. */
  intent: OfRun & RecordedPlace & { reason: string; incident: string }
  /** After it: what came of it. */
  outcome: OfRun &
    RecordedPlace & {
      reason: string
      incident: string
      /** Id of the record of the intent; null: none could be written. */
      intent: string | null
      /** unknown: the process ended, and CloudTrail does not show the write. */
      result: 'done' | 'already' | 'refused' | 'failed' | 'skipped' | 'unknown'
      /** Error name and reason code of AWS, never its text. */
      error: { name: string; reason: string | null } | null
      /** Of AWS's answer. */
      requestId: string | null
      /** Of the event that made the difference; when it was found; when the write was answered. */
      times: { event: string | null; found: string | null; written: string | null }
      /** Whether it was added later, from CloudTrail, and the id of CloudTrail's event that shows the write. */
      late: boolean
      cloudTrail: string | null
    }
  /** A look at many places that came to an end, and what it did not see. */
  sweep: OfRun & {
    trigger: 'sweep' | 'deploy' | 'command'
    /** When it began to read, and had read. What it says holds for `began`. */
    began: string
    ended: string
    looked: {
      /** Whether every target that the manifest names was looked at, for all policies. */
      targets: boolean
      /** Policies (SCP/NAME) whose content was compared. */
      contents: string[]
      /** Policies (SCP/NAME) that were looked for on every account. */
      accounts: string[]
    }
    /** Digest of the attachments that the manifest wants there, and of those that were seen. Equal: nothing was missing. */
    desired: string
    observed: string
    counts: { policies: number; targets: number; accounts: number; attachments: number; missing: number }
    /** Codes of what could not be read; not empty: it proves nothing of what it did not see. */
    notRead: string[]
  }
  /** That a function lives, and what reached it and led nowhere. */
  heartbeat: {
    function: string
    since: string
    /** Events by how they were read: watched, foreign, failed-call, malformed. */
    events: Record<string, number>
  }
  /** A time of which the trail, or nobody, knows something. */
  gap: { from: string; until: string; why: 'no-sweep' | 'not-recorded' | 'not-read'; what: string | null }
  /** Use of an exemption, and its begin and end. */
  exemption: OfRun & {
    exemption: string
    state: 'begun' | 'used' | 'reminded' | 'ended'
    policy: { type: PolicyType; name: string }
    target: string
    from: string
    until: string
    ticket: string
  }
  suspension: OfRun & {
    /** Name of the parameter, with the pseudonym of an account in it. */
    parameter: string
    state: 'active' | 'ended' | 'exhausted' | 'broken' | 'gone'
    policy: string | null
    part: string | null
    reason: string
    ticket: string
    why: string | null
    /** SSM's time of the write; with the parameter it names the suspension. */
    written: string
    from: string
    until: string
    events: RecordedEvent[]
  }
  /** Accounts and OUs of a day, in parts. */
  inventory: OfRun & {
    day: string
    part: number
    parts: number
    accounts: { account: string; path: string[]; state: string }[]
    units: { id: string; parent: string | null; name: string }[]
  }
  /** What a manifest wants, in parts: with the first sweep of a deployment, and each day. */
  desired: OfRun & {
    day: string
    part: number
    parts: number
    policies: (Pick<ManifestPolicy, 'name' | 'type' | 'state' | 'mode'> & {
      /** SHA-256 of the minified content. */
      content: string
      targets: string[]
      eachAccountIn: { target: string; joinedAfter: string | null; except: string[] }[]
    })[]
  }
  /** A manifest came into force: who wrote and who reviewed it, as the pipeline stored it; null: it stored nothing. */
  deployment: OfRun & {
    generation: number
    review: {
      author: string
      pullRequest: string | null
      approvers: string[]
      checks: { name: string; result: string }[]
    } | null
  }
  /** Who made a difference that a look found without an event, as CloudTrail told afterwards. */
  attribution: OfRun & RecordedPlace & { incident: string; event: RecordedEvent }
  /** What people were told, or could not be told. */
  notification: {
    /** Names the thread: the incident. */
    thread: string
    state: string
    severity: string
    result: 'told' | 'failed' | 'gathered'
    messageId: string | null
    error: string | null
  }
  /** Somebody made a raw value of a pseudonym. */
  reidentification: { pseudonym: string; isFound: boolean; by: string; reason: string; ticket: string }
}

export type RecordKind = keyof RecordData
