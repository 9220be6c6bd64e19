// Generated from schemas/exemptions.schema.json by scripts/types.mjs

/**
 * Why, for reviewers and auditors. From 15 to 512 characters.
 */
export type Reason = string
/**
 * Where more is written about it: an id or a link.
 */
export type Ticket = string
/**
 * Who approved it: at least one person, and nobody who asked for it.
 *
 * @minItems 1
 * @maxItems 20
 */
export type Approvers =
  | [Person]
  | [Person, Person]
  | [Person, Person, Person]
  | [Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person, Person]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
  | [
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person,
      Person
    ]
export type Person = string

/**
 * Reviewed holes with an end: attachments of the manifest that holdfast does not make again where somebody takes them away, and what reviewers say to suspensions afterwards. It stands beside the manifest as exemptions.yaml.
 */
export interface ExemptionsDocument {
  /**
   * Where a policy that is detached stays detached until an end. Nothing is detached because of an exemption: whoever needs the hole detaches the policy.
   *
   * @maxItems 1000
   */
  exemptions?: Exemption[]
  /**
   * Suspensions that were found right afterwards. One that is not ratified within a day after it was written is exported as an exception.
   *
   * @maxItems 1000
   */
  ratified?: Ratification[]
}
export interface Exemption {
  /**
   * Names it in messages and records. Up to 64 of A-Z, a-z, 0-9, dot, hyphen and underscore.
   */
  id: string
  /**
   * Name of the policy in the manifest.
   */
  policy: string
  /**
   * Needed where an SCP and an RCP have the same name.
   */
  type?: 'scp' | 'rcp'
  /**
   * Where: one account or one OU, which the manifest attaches the policy to. What an OU above hands down cannot be exempt here.
   */
  target: {
    /**
     * Name or id of an account, the id in quotes.
     */
    account?: string
    /**
     * Root, a path like Workloads:Prod, or an id.
     */
    organizational_unit?: string
  }
  reason: Reason
  ticket: Ticket
  /**
   * Who asks for it, and so cannot approve it.
   */
  requested_by: string
  approvers: Approvers
  /**
   * When it begins: a time with its zone, or a day, which begins at midnight UTC.
   */
  not_before: string
  /**
   * When it ends, written alike: from this moment on the policy is attached again. At most 14 days after not_before, or holdfast.exemptions.max_days of the manifest.
   */
  expires_at: string
}
export interface Ratification {
  /**
   * Name of the parameter of the suspension, as the message about it and its record have it.
   */
  parameter: string
  /**
   * When it was written, by SSM's time, with the zone; the minute is enough.
   */
  written: string
  reason: Reason
  ticket: Ticket
  approvers: Approvers
}
