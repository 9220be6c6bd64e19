// The service's refusals in its own words. Messages marked "seen" were observed in public bug reports or by moto's
// tests; the others are the texts of the service model.

const MESSAGES: Readonly<Record<string, string>> = {
  AWSOrganizationsNotInUseException: 'Your account is not a member of an organization.',
  AccessDeniedException: "You don't have permissions to access this resource.", // seen
  AccountAlreadyClosedException: 'You attempted to close an account that is already closed.',
  AccountAlreadyRegisteredException: 'The provided account is already a delegated administrator for your organization.', // seen
  AccountNotRegisteredException:
    'The provided account is not a registered delegated administrator for your organization.', // seen
  AccountNotFoundException: "You specified an account that doesn't exist.",
  AlreadyInOrganizationException: 'The provided account is already a member of an organization.', // seen
  ChildNotFoundException:
    "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
  ConcurrentModificationException:
    "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.",
  ConflictException: 'The request failed because it conflicts with the current state of the specified resource.',
  CreateAccountStatusNotFoundException:
    "We can't find an create account request with the CreateAccountRequestId that you specified.",
  DestinationParentNotFoundException:
    "We can't find the destination container (a root or OU) with the ParentId that you specified.",
  DuplicateAccountException: 'That account is already present in the specified destination.',
  DuplicateHandshakeException: 'A handshake with the same action and target already exists.',
  DuplicateOrganizationalUnitException: 'An OU with the same name already exists.',
  DuplicatePolicyAttachmentException: 'A policy with the specified name and type already exists.', // seen
  DuplicatePolicyException: 'A policy with the specified name and type already exists.', // seen
  EffectivePolicyNotFoundException:
    "If you ran this action on the management account, this policy type is not enabled. If you ran the action on a member account, the account doesn't have an effective policy of this type.",
  HandshakeAlreadyInStateException: 'The specified handshake is already in the requested state.',
  HandshakeNotFoundException: "We can't find a handshake with the HandshakeId that you specified.",
  InvalidHandshakeTransitionException: "You can't perform the operation on the handshake in its current state.",
  MalformedPolicyDocumentException:
    'The provided policy document does not meet the requirements of the specified policy type.',
  MasterCannotLeaveOrganizationException: "You can't remove a management account from an organization.",
  OrganizationNotEmptyException:
    "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account.",
  OrganizationalUnitNotEmptyException: 'The specified organizational unit is not empty.',
  OrganizationalUnitNotFoundException: "You specified an organizational unit that doesn't exist.",
  ParentNotFoundException: "You specified parent that doesn't exist.",
  PolicyChangesInProgressException:
    "Changes to the effective policy are in progress, and its contents can't be returned. Try the operation again later.",
  PolicyInUseException: 'The specified policy is in use.',
  PolicyNotAttachedException: 'The specified policy is not attached to the specified target.',
  PolicyNotFoundException: "We can't find a policy with the PolicyId that you specified.", // seen
  PolicyTypeAlreadyEnabledException: 'The specified policy type is already enabled.',
  PolicyTypeNotAvailableForOrganizationException:
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  PolicyTypeNotEnabledException: 'This operation can be performed only for enabled policy types.', // seen
  ResourcePolicyNotFoundException: "We can't find a resource policy request with the parameter that you specified.",
  RootNotFoundException: "You specified a root that doesn't exist.",
  ServiceException: "Organizations can't complete your request because of an internal service error. Try again later.",
  SourceParentNotFoundException: "We can't find a source root or OU with the ParentId that you specified.",
  TargetNotFoundException: "You specified a target that doesn't exist.", // seen
  TooManyRequestsException: 'You have sent too many requests in too short a period of time. Try again later.', // seen
}

/** Reasons: each belongs to one of the three exceptions that carry one. */
const REASONS: Readonly<Record<string, string>> = {
  ALREADY_IN_AN_ORGANIZATION:
    'The handshake request is invalid because the invited account is already a member of an organization.',
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: 'You attempted to close the management account.',
  CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR:
    'You cannot register master account/yourself as delegated administrator for your organization.', // seen
  CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR:
    'You cannot register a suspended account as a delegated administrator.',
  CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG:
    'You attempted to remove an account that is registered as a delegated administrator for a service integrated with your organization.',
  CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: 'You attempted to exceed the number of accounts that you can close at a time.',
  DUPLICATE_TAG_KEY: 'Tag keys must be unique among the tags attached to the same entity.',
  IMMUTABLE_POLICY: "You specified a policy that is managed by AWS and can't be modified.",
  INPUT_REQUIRED: 'You must include a value for all required parameters.',
  INVALID_EMAIL_ADDRESS_TARGET: 'You specified an invalid email address for the invited account owner.',
  INVALID_ENUM: 'You specified an invalid value.',
  INVALID_ENUM_POLICY_TYPE: 'You specified an invalid value.', // seen
  INVALID_NEXT_TOKEN:
    'You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.',
  INVALID_PARTY_TYPE_TARGET: 'You specified the wrong type of entity (account, organization, or email) as a party.',
  INVALID_PATTERN: 'You provided a value that does not match the required pattern.', // seen
  INVALID_PATTERN_TARGET_ID: "You specified a policy target ID that doesn't match the required pattern.",
  INVALID_PRINCIPAL: 'You specified an invalid principal element in the policy.',
  INVALID_RESOURCE_POLICY_JSON: 'The content of the resource policy is not valid.',
  INVALID_ROLE_NAME: "You provided a role name that isn't valid.",
  INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES:
    "You can't issue new invitations to join an organization while it's in the process of enabling all features.",
  INVALID_SYNTAX_POLICY_ID: 'You specified an invalid policy ID.',
  INVALID_SYSTEM_TAGS_PARAMETER: "You can't add, edit, or delete system tag keys because they're reserved for AWS use.",
  MAX_LIMIT_EXCEEDED_FILTER: 'You can specify only one filter parameter for the operation.',
  MAX_LENGTH_EXCEEDED: 'You provided a string parameter that is longer than allowed.',
  MAX_VALUE_EXCEEDED: 'You provided a numeric parameter that has a larger value than allowed.',
  MIN_LENGTH_EXCEEDED: 'You provided a string parameter that is shorter than allowed.',
  MIN_VALUE_EXCEEDED: 'You provided a numeric parameter that has a smaller value than allowed.',
  NON_DETACHABLE_POLICY: "You can't detach this AWS Managed Policy.",
  TARGET_NOT_SUPPORTED: "You can't perform the specified operation on that target entity.",
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED:
    'You have attached the maximum number of policies to the specified target.', // seen
  MAX_TAG_LIMIT_EXCEEDED: 'You have exceeded the number of tags allowed on this resource.',
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED:
    'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.', // seen
  ORGANIZATION_ALREADY_HAS_ALL_FEATURES:
    'The handshake request is invalid because the organization has already enabled all features.',
  ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION:
    'The handshake request is invalid because the organization has already started the process to enable all features.',
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE:
    'You attempted to perform an operation that requires the organization to be configured to support all features.',
  OU_DEPTH_LIMIT_EXCEEDED: 'You have exceeded the maximum organizational unit depth.',
  OU_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the maximum number of organizational units.',
  POLICY_CONTENT_LIMIT_EXCEEDED: 'You have exceeded the maximum policy size.', // seen
  POLICY_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the maximum number of policies.',
  SERVICE_ACCESS_NOT_ENABLED:
    'You attempted to register a delegated administrator before you enabled service access. Call the EnableAWSServiceAccess API first.',
  UNRECOGNIZED_SERVICE_PRINCIPAL: 'You specified an unrecognized service principal.', // seen
  UNSUPPORTED_ACTION_IN_RESOURCE_POLICY: 'You specified an action that a resource policy cannot have.',
  WAIT_PERIOD_ACTIVE:
    'After you create an AWS account, you must wait until at least four days after the account was created.',
}

/** An error that goes over the wire: `name` becomes `__type`. */
export class Refusal extends Error {
  readonly reason: string | undefined
  readonly status: number

  constructor(name: string, detail: { message?: string; reason?: string; status?: number } = {}) {
    super(detail.message ?? REASONS[detail.reason ?? ''] ?? MESSAGES[name] ?? name)
    this.name = name
    this.reason = detail.reason
    this.status = detail.status ?? (name === 'ServiceException' ? 500 : 400)
  }
}

export function refuse(name: string, message?: string): never {
  throw new Refusal(name, message === undefined ? {} : { message })
}

export function invalid(reason: string): never {
  throw new Refusal('InvalidInputException', { reason })
}

export function constrained(reason: string): never {
  throw new Refusal('HandshakeConstraintViolationException', { reason })
}

export function violated(reason: string): never {
  throw new Refusal('ConstraintViolationException', { reason })
}
