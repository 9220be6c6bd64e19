// bench/folder.ts
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join3 } from "node:path";

// test/support/world.ts
import {
  AttachPolicyCommand as AttachPolicyCommand2,
  DetachPolicyCommand as DetachPolicyCommand2,
  ListPoliciesCommand as ListPoliciesCommand2,
  ListTargetsForPolicyCommand as ListTargetsForPolicyCommand2,
  OrganizationsClient
} from "@aws-sdk/client-organizations";
import { monotonicFactory } from "ulid";

// aws/apply.ts
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  TagResourceCommand,
  UpdatePolicyCommand
} from "@aws-sdk/client-organizations";

// core/policy/type.ts
var policyTypes = {
  SERVICE_CONTROL_POLICY: {
    short: "SCP",
    fullAccess: { id: "p-FullAWSAccess", name: "FullAWSAccess" },
    slots: { least: 1, most: 10 },
    longest: 10240
  },
  RESOURCE_CONTROL_POLICY: {
    short: "RCP",
    fullAccess: { id: "p-RCPFullAWSAccess", name: "RCPFullAWSAccess" },
    slots: { least: 1, most: 5 },
    longest: 5120
  }
};
var allPolicyTypes = Object.keys(policyTypes);

// aws/pace.ts
var rates = [
  [5, ["ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy"]],
  [5, ["ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"]],
  [8, ["ListAccounts"]],
  [1, ["ListRoots"]],
  [1, ["DescribeOrganization"]],
  [2, ["DescribePolicy"]],
  [2, ["DescribeOrganizationalUnit"]],
  [20, ["DescribeAccount"]],
  [10, ["ListTagsForResource"]]
];
var rows = new Map(rates.flatMap((row) => row[1].map((operation2) => [operation2, row])));

// core/event/scope.ts
var nowhere = {
  types: [],
  coverage: [],
  accounts: [],
  policies: [],
  pairs: [],
  reports: [],
  slots: []
};
var everything = { ...nowhere, types: allPolicyTypes, coverage: "all" };

// aws/observe.ts
var memoryLasts = 15 * 6e4;
var accountsLast = 60 * 6e4;

// aws/read.ts
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand
} from "@aws-sdk/client-organizations";

// core/event/member.ts
var member = (value, ...path2) => path2.reduce(
  (at, key2) => typeof at === "object" && at !== null && Object.hasOwn(at, key2) ? at[key2] : void 0,
  value
);
var accountIdOf = (value) => typeof value === "string" && /^\d{12}$/.test(value) ? value : void 0;

// core/event/membership-events.ts
var atAccounts = (ids) => {
  const known = [...new Set(ids)].filter((id2) => id2 !== void 0);
  return known.length > 0 && known.length <= 20 ? { ...nowhere, accounts: known } : { ...nowhere, coverage: "all" };
};
var managed = (status) => (detail) => atAccounts([accountIdOf(member(detail, "serviceEventDetails", status, "account", "accountId"))]);
var anywhere = () => atAccounts([]);
var controlTowerLooks = {
  CreateManagedAccount: managed("createManagedAccountStatus"),
  UpdateManagedAccount: managed("updateManagedAccountStatus"),
  RegisterOrganizationalUnit: anywhere,
  DeregisterOrganizationalUnit: anywhere,
  EnableBaseline: (detail) => {
    const arn2 = member(
      detail,
      "serviceEventDetails",
      "enableBaselineStatus",
      "enabledBaselineDetails",
      "targetIdentifier"
    );
    return atAccounts([typeof arn2 === "string" ? accountIdOf(arn2.split("/").at(-1)) : void 0]);
  }
};

// core/event/sweep.ts
var turn = 15 * 6e4;
var longestSweep = 24 * 60 * 6e4;

// core/event/wiring.ts
var minutes = 6e4;
var limits = {
  "policy-drift": { lasts: 2 * minutes, pace: { reads: null, writes: 1 } },
  "account-enrolment": { lasts: 2 * minutes, pace: { reads: null, writes: 1 } },
  // A Lambda function has 15 minutes.
  sweep: { lasts: 14 * minutes, pace: { reads: 0.3, writes: 1.5 } }
};

// emulator/bus.ts
var UNREAD = 64 * 1024 * 1024;

// emulator/errors.ts
var MESSAGES = {
  AWSOrganizationsNotInUseException: "Your account is not a member of an organization.",
  AccessDeniedException: "You don't have permissions to access this resource.",
  // seen
  AccountAlreadyClosedException: "You attempted to close an account that is already closed.",
  AccountNotFoundException: "You specified an account that doesn't exist.",
  AlreadyInOrganizationException: "The AWS account is already a member of an organization.",
  ChildNotFoundException: "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
  ConcurrentModificationException: "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.",
  ConflictException: "The request failed because it conflicts with the current state of the specified resource.",
  CreateAccountStatusNotFoundException: "We can't find an create account request with the CreateAccountRequestId that you specified.",
  DestinationParentNotFoundException: "We can't find the destination container (a root or OU) with the ParentId that you specified.",
  DuplicateAccountException: "That account is already present in the specified destination.",
  DuplicateHandshakeException: "A handshake with the same action and target already exists.",
  DuplicateOrganizationalUnitException: "An OU with the same name already exists.",
  DuplicatePolicyAttachmentException: "A policy with the specified name and type already exists.",
  // seen
  DuplicatePolicyException: "A policy with the specified name and type already exists.",
  // seen
  HandshakeAlreadyInStateException: "The specified handshake is already in the requested state.",
  HandshakeNotFoundException: "We can't find a handshake with the HandshakeId that you specified.",
  InvalidHandshakeTransitionException: "You can't perform the operation on the handshake in its current state.",
  MalformedPolicyDocumentException: "The provided policy document does not meet the requirements of the specified policy type.",
  MasterCannotLeaveOrganizationException: "You can't remove a management account from an organization.",
  OrganizationalUnitNotEmptyException: "The specified organizational unit is not empty.",
  OrganizationalUnitNotFoundException: "You specified an organizational unit that doesn't exist.",
  ParentNotFoundException: "You specified parent that doesn't exist.",
  PolicyChangesInProgressException: "Changes to the effective policy are in progress, and its contents can't be returned. Try the operation again later.",
  PolicyInUseException: "The specified policy is in use.",
  PolicyNotAttachedException: "The specified policy is not attached to the specified target.",
  PolicyNotFoundException: "We can't find a policy with the PolicyId that you specified.",
  PolicyTypeAlreadyEnabledException: "The specified policy type is already enabled.",
  PolicyTypeNotAvailableForOrganizationException: "You can't use the specified policy type with the feature set currently enabled for this organization.",
  PolicyTypeNotEnabledException: "The given policy type is not enabled on the current view",
  RootNotFoundException: "You specified a root that doesn't exist.",
  ServiceException: "Organizations can't complete your request because of an internal service error. Try again later.",
  SourceParentNotFoundException: "We can't find a source root or OU with the ParentId that you specified.",
  TargetNotFoundException: "We can't find a root, OU, account, or policy with the TargetId that you specified.",
  TooManyRequestsException: "You have sent too many requests in too short a period of time. Try again later."
  // seen
};
var REASONS = {
  ALREADY_IN_AN_ORGANIZATION: "The handshake request is invalid because the invited account is already a member of an organization.",
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: "You attempted to close the management account.",
  CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: "You attempted to exceed the number of accounts that you can close at a time.",
  DUPLICATE_TAG_KEY: "Tag keys must be unique among the tags attached to the same entity.",
  IMMUTABLE_POLICY: "You specified a policy that is managed by AWS and can't be modified.",
  INPUT_REQUIRED: "You must include a value for all required parameters.",
  INVALID_EMAIL_ADDRESS_TARGET: "You specified an invalid email address for the invited account owner.",
  INVALID_ENUM: "You specified an invalid value.",
  INVALID_ENUM_POLICY_TYPE: "You specified an invalid policy type string.",
  INVALID_NEXT_TOKEN: "You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.",
  INVALID_PARTY_TYPE_TARGET: "You specified the wrong type of entity (account, organization, or email) as a party.",
  INVALID_PATTERN: "You provided a value that does not match the required pattern.",
  // seen
  INVALID_PATTERN_TARGET_ID: "You specified a policy target ID that doesn't match the required pattern.",
  INVALID_ROLE_NAME: "You provided a role name that isn't valid.",
  INVALID_SYNTAX_POLICY_ID: "You specified an invalid policy ID.",
  INVALID_SYSTEM_TAGS_PARAMETER: "You can't add, edit, or delete system tag keys because they're reserved for AWS use.",
  MAX_LIMIT_EXCEEDED_FILTER: "You can specify only one filter parameter for the operation.",
  MAX_LENGTH_EXCEEDED: "You provided a string parameter that is longer than allowed.",
  MAX_VALUE_EXCEEDED: "You provided a numeric parameter that has a larger value than allowed.",
  MIN_LENGTH_EXCEEDED: "You provided a string parameter that is shorter than allowed.",
  MIN_VALUE_EXCEEDED: "You provided a numeric parameter that has a smaller value than allowed.",
  NON_DETACHABLE_POLICY: "You can't detach this AWS Managed Policy.",
  TARGET_NOT_SUPPORTED: "You can't perform the specified operation on that target entity.",
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: "You have attached the maximum number of policies to the specified target.",
  // seen
  MAX_TAG_LIMIT_EXCEEDED: "You have exceeded the number of tags allowed on this resource.",
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
  // seen
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: "You attempted to perform an operation that requires the organization to be configured to support all features.",
  OU_DEPTH_LIMIT_EXCEEDED: "You have exceeded the maximum organizational unit depth.",
  OU_NUMBER_LIMIT_EXCEEDED: "You have exceeded the maximum number of organizational units.",
  POLICY_CONTENT_LIMIT_EXCEEDED: "You have exceeded the maximum policy size.",
  // seen
  POLICY_NUMBER_LIMIT_EXCEEDED: "You have exceeded the maximum number of policies.",
  WAIT_PERIOD_ACTIVE: "After you create an AWS account, you must wait until at least four days after the account was created."
};
var Refusal = class extends Error {
  reason;
  status;
  constructor(name3, detail = {}) {
    super(detail.message ?? REASONS[detail.reason ?? ""] ?? MESSAGES[name3] ?? name3);
    this.name = name3;
    this.reason = detail.reason;
    this.status = detail.status ?? (name3 === "ServiceException" ? 500 : 400);
  }
};
function refuse(name3, message) {
  throw new Refusal(name3, message === void 0 ? {} : { message });
}
function invalid(reason) {
  throw new Refusal("InvalidInputException", { reason });
}
function violated(reason) {
  throw new Refusal("ConstraintViolationException", { reason });
}

// emulator/patterns.ts
var ROOT = "r-[0-9a-z]{4,32}";
var UNIT = "ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}";
var ACCOUNT = "\\d{12}";
var POLICY = "p-[0-9a-zA-Z_]{8,128}";
var whole = (...alternatives) => new RegExp(`^(?:${alternatives.join("|")})$`);
var ORGANIZATION_ID = whole("o-[a-z0-9]{10,32}");
var ROOT_ID = whole(ROOT);
var UNIT_ID = whole(UNIT);
var ACCOUNT_ID = whole(ACCOUNT);
var POLICY_ID = whole(POLICY);
var PARENT_ID = whole(ROOT, UNIT);
var CHILD_ID = whole(ACCOUNT, UNIT);
var TARGET_ID = whole(ROOT, ACCOUNT, UNIT);
var TAGGABLE_ID = whole(ROOT, ACCOUNT, UNIT, POLICY);
var CREATE_REQUEST_ID = whole("car-[a-z0-9]{8,32}");
var HANDSHAKE_ID = whole("h-[0-9a-z]{8,32}");
var EMAIL = whole("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
var ACCOUNT_NAME = /^[\u0020-\u007e]+$/;
var ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
var TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

// emulator/wire.ts
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// emulator/statements.ts
var isOneOf = (statement, one, other) => statement[one] === void 0 !== (statement[other] === void 0);
var isSound = (statement) => (statement.Effect === "Allow" || statement.Effect === "Deny") && isOneOf(statement, "Action", "NotAction") && isOneOf(statement, "Resource", "NotResource") && statement.NotPrincipal === void 0;
var isScpStatement = (statement) => isObject(statement) && isSound(statement) && statement.Principal === void 0;
var isRcpStatement = (statement) => isObject(statement) && isSound(statement) && statement.Effect === "Deny" && statement.Principal === "*" && statement.NotAction === void 0 && [statement.Action].flat().every((action) => typeof action === "string" && action.includes(":"));

// emulator/policy-types.ts
var MANAGEMENT = { attachments: 10, characters: 1e4, policies: 1e3 };
var allow = (principal) => JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...principal, Action: "*", Resource: "*" }] },
  null,
  2
);
var POLICY_TYPES = /* @__PURE__ */ new Map([
  [
    "SERVICE_CONTROL_POLICY",
    {
      attachments: 10,
      characters: 10240,
      policies: 1e4,
      isStatement: isScpStatement,
      fullAccess: {
        id: "p-FullAWSAccess",
        name: "FullAWSAccess",
        description: "Allows access to every operation",
        content: allow({}),
        detachable: true
      }
    }
  ],
  [
    "RESOURCE_CONTROL_POLICY",
    {
      attachments: 5,
      characters: 5120,
      policies: 2e3,
      isStatement: isRcpStatement,
      fullAccess: {
        id: "p-RCPFullAWSAccess",
        name: "RCPFullAWSAccess",
        description: "Allows access to every resource",
        content: allow({ Principal: "*" }),
        detachable: false
      }
    }
  ],
  ["TAG_POLICY", MANAGEMENT],
  ["BACKUP_POLICY", MANAGEMENT],
  ["AISERVICES_OPT_OUT_POLICY", { ...MANAGEMENT, attachments: 5, characters: 2500 }],
  ["CHATBOT_POLICY", { ...MANAGEMENT, attachments: 5 }],
  ["DECLARATIVE_POLICY_EC2", MANAGEMENT],
  ["SECURITYHUB_POLICY", MANAGEMENT],
  ["SECURITYHUB_CSPM_POLICY", MANAGEMENT],
  ["INSPECTOR_POLICY", MANAGEMENT],
  ["UPGRADE_ROLLOUT_POLICY", MANAGEMENT],
  ["BEDROCK_POLICY", MANAGEMENT],
  ["S3_POLICY", MANAGEMENT],
  ["NETWORK_SECURITY_DIRECTOR_POLICY", MANAGEMENT],
  ["GUARDDUTY_POLICY", MANAGEMENT]
]);
function policyType(type2) {
  const found = POLICY_TYPES.get(type2);
  if (found === void 0) throw new Error(`Unknown policy type ${type2}`);
  return found;
}
function fullAccessId(type2) {
  return POLICY_TYPES.get(type2)?.fullAccess?.id;
}

// emulator/checks.ts
var kind = (value) => (Array.isArray(value) ? "LIST" : typeof value).toUpperCase();
var unconvertible = (value, wanted) => refuse("SerializationException", `${kind(value)}_VALUE can not be converted to ${wanted}`);
var required = (check) => (value) => value === void 0 || value === null ? invalid("INPUT_REQUIRED") : check(value);
var optional = (check) => (value) => value === void 0 || value === null ? void 0 : check(value);
var text2 = (rule = {}) => (value) => {
  if (typeof value !== "string") return unconvertible(value, "a String");
  if (value.length < (rule.min ?? 0)) return invalid("MIN_LENGTH_EXCEEDED");
  if (value.length > (rule.max ?? Number.POSITIVE_INFINITY)) return invalid("MAX_LENGTH_EXCEEDED");
  if (rule.pattern !== void 0 && !rule.pattern.test(value)) return invalid(rule.reason ?? "INVALID_PATTERN");
  return value;
};
var integer = (min, max) => (value) => {
  if (typeof value !== "number" || !Number.isInteger(value)) return unconvertible(value, "an Integer");
  if (value < min) return invalid("MIN_VALUE_EXCEEDED");
  return value > max ? invalid("MAX_VALUE_EXCEEDED") : value;
};
var oneOf = (values, reason = "INVALID_ENUM") => (value) => {
  if (typeof value !== "string") return unconvertible(value, "a String");
  return values.find((known) => known === value) ?? invalid(reason);
};
var listOf = (check) => (value) => Array.isArray(value) ? value.map((item) => check(item)) : unconvertible(value, "a List");
var structure = (shape2) => (value) => isObject(value) ? checked(shape2, value) : unconvertible(value, "a Structure");
function checked(shape2, input) {
  return Object.fromEntries(Object.entries(shape2).map(([member4, check]) => [member4, check(input[member4])]));
}
var id = (idPattern, reason) => required(text2(reason === void 0 ? { pattern: idPattern } : { pattern: idPattern, reason }));
var rootId = id(ROOT_ID);
var unitId = id(UNIT_ID);
var accountId = id(ACCOUNT_ID);
var parentId = id(PARENT_ID);
var childId = id(CHILD_ID);
var policyId = id(POLICY_ID, "INVALID_SYNTAX_POLICY_ID");
var targetId = id(TARGET_ID, "INVALID_PATTERN_TARGET_ID");
var taggableId = id(TAGGABLE_ID);
var name = text2({ min: 1, max: 128 });
var policyTypeName = required(oneOf([...POLICY_TYPES.keys()], "INVALID_ENUM_POLICY_TYPE"));

// emulator/control-tower-body.ts
var ACTIONS = {
  create_account: ["name", "email", "organizational_unit"],
  enroll_account: ["account", "organizational_unit"],
  register_organizational_unit: ["organizational_unit"],
  drift: ["type", "account", "organizational_unit"]
};
var NAMES = Object.keys(ACTIONS);

// emulator/ids.ts
import { randomInt } from "node:crypto";
var ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
var DIGITS = "0123456789";
var draw = (alphabet, length) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
var letters = (length) => draw(ALPHABET, length);
var accountId2 = () => draw("123456789", 1) + draw(DIGITS, 11);
function fresh(taken, make) {
  for (; ; ) {
    const id2 = make();
    if (taken.has(id2)) continue;
    taken.add(id2);
    return id2;
  }
}

// emulator/sorted.ts
function position(list2, id2) {
  let low = 0;
  let high = list2.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if ((list2[middle] ?? "") < id2) low = middle + 1;
    else high = middle;
  }
  return low;
}
var has = (list2, id2) => list2[position(list2, id2)] === id2;
function add(list2, id2) {
  const at = position(list2, id2);
  if (list2[at] !== id2) list2.splice(at, 0, id2);
}
function remove(list2, id2) {
  const at = position(list2, id2);
  if (list2[at] === id2) list2.splice(at, 1);
}
function after(list2, id2, count) {
  const at = position(list2, id2);
  const from = list2[at] === id2 ? at + 1 : at;
  return list2.slice(from, from + count);
}

// emulator/organization.ts
var inside = () => ({ units: [], accounts: [], unitNames: /* @__PURE__ */ new Set() });
var entity = (id2, name3) => ({ id: id2, name: name3, attached: /* @__PURE__ */ new Map(), tags: /* @__PURE__ */ new Map() });
function emptyOrganization(given) {
  const organization2 = {
    ...given,
    enabled: new Set(given.enabled),
    targets: /* @__PURE__ */ new Map([[given.root.id, given.root]]),
    units: 0,
    accounts: [],
    policies: /* @__PURE__ */ new Map(),
    policyIds: /* @__PURE__ */ new Map(),
    policyNames: /* @__PURE__ */ new Set(),
    createStatuses: /* @__PURE__ */ new Map(),
    taken: /* @__PURE__ */ new Set([given.root.id])
  };
  for (const [type2, { fullAccess }] of POLICY_TYPES)
    if (fullAccess !== void 0)
      addPolicy2(organization2, { ...fullAccess, type: type2, awsManaged: true, tags: /* @__PURE__ */ new Map(), targets: [] });
  return organization2;
}
var policyNameKey = ({ type: type2, name: name3 }) => `${type2}/${name3}`;
function addPolicy2(organization2, policy3) {
  organization2.policies.set(policy3.id, policy3);
  organization2.policyNames.add(policyNameKey(policy3));
  organization2.taken.add(policy3.id);
  const ids = organization2.policyIds.get(policy3.type) ?? [];
  add(ids, policy3.id);
  organization2.policyIds.set(policy3.type, ids);
}
function removePolicy(organization2, policy3) {
  organization2.policies.delete(policy3.id);
  organization2.policyNames.delete(policyNameKey(policy3));
  remove(organization2.policyIds.get(policy3.type) ?? [], policy3.id);
}
var attachedOf = (target2, type2) => target2.attached.get(type2) ?? [];
function attach(policy3, target2) {
  const ids = attachedOf(target2, policy3.type);
  add(ids, policy3.id);
  target2.attached.set(policy3.type, ids);
  add(policy3.targets, target2.id);
}
function detach(policy3, target2) {
  remove(attachedOf(target2, policy3.type), policy3.id);
  remove(policy3.targets, target2.id);
}
function attachFullAccess(organization2, target2, types2) {
  for (const type2 of types2) {
    const policy3 = organization2.policies.get(fullAccessId(type2) ?? "");
    if (policy3 !== void 0) attach(policy3, target2);
  }
}
function addUnit(organization2, unit2) {
  add(unit2.parent.units, unit2.id);
  unit2.parent.unitNames.add(unit2.name);
  organization2.targets.set(unit2.id, unit2);
  organization2.taken.add(unit2.id);
  organization2.units += 1;
}
function detachAll(organization2, target2) {
  for (const id2 of [...target2.attached.values()].flat()) {
    const policy3 = organization2.policies.get(id2);
    if (policy3 !== void 0) detach(policy3, target2);
  }
}
function removeUnit(organization2, unit2) {
  detachAll(organization2, unit2);
  remove(unit2.parent.units, unit2.id);
  unit2.parent.unitNames.delete(unit2.name);
  organization2.targets.delete(unit2.id);
  organization2.units -= 1;
}
function addAccount2(organization2, account2) {
  add(account2.parent.accounts, account2.id);
  add(organization2.accounts, account2.id);
  organization2.targets.set(account2.id, account2);
  organization2.taken.add(account2.id);
}
function removeAccount(organization2, account2) {
  detachAll(organization2, account2);
  remove(account2.parent.accounts, account2.id);
  remove(organization2.accounts, account2.id);
  organization2.targets.delete(account2.id);
}
function lineage(target2) {
  return target2.kind === "ROOT" ? [target2] : [...lineage(target2.parent), target2];
}

// emulator/world.ts
var addressed = (world, { id: id2, email }) => void world.addresses.set(email.toLowerCase(), id2);
var accountOf = (world, email) => world.addresses.get(email.toLowerCase());
var organizationOf = (world, account2) => world.organizations.find(({ targets }) => targets.has(account2));
function profileOf(world, account2) {
  const member4 = organizationOf(world, account2)?.targets.get(account2);
  return member4?.kind === "ACCOUNT" ? member4 : world.standalone.get(account2);
}
function enter(world, organization2, account2) {
  addAccount2(organization2, account2);
  attachFullAccess(organization2, account2, organization2.enabled);
  addressed(world, account2);
  world.standalone.delete(account2.id);
}
function depart(world, organization2, account2) {
  removeAccount(organization2, account2);
  const { name: name3, email, state } = account2;
  world.standalone.set(account2.id, { name: name3, email, state });
}

// emulator/handshakes.ts
var DAY = 24 * 60 * 60 * 1e3;
var OPEN_FOR = 15 * DAY;
var SHOWN_FOR = 30 * DAY;
var expiryOf = ({ requested }) => requested + OPEN_FOR;
function stateOf(handshake, now) {
  return handshake.response?.state ?? (now < expiryOf(handshake) ? "OPEN" : "EXPIRED");
}
var isShown = (handshake, now) => now < (handshake.response?.time ?? expiryOf(handshake)) + SHOWN_FOR;
var partyKey = (world, { Type, Id }) => Type === "ACCOUNT" ? Id : accountOf(world, Id) ?? Id.toLowerCase();
var isFor = (world, { target: target2 }, account2) => partyKey(world, target2) === account2;
var isForNobodyKnown = (world, { Type, Id }) => Type === "EMAIL" && accountOf(world, Id) === void 0;
var mayAnswer = (world, handshake, account2) => isFor(world, handshake, account2) || isForNobodyKnown(world, handshake.target) && profileOf(world, account2) === void 0;

// emulator/views.ts
var ARN_PART = {
  ROOT: "root",
  ORGANIZATIONAL_UNIT: "ou",
  ACCOUNT: "account"
};
var arn = (organization2, resource2) => `arn:aws:organizations::${organization2.managementAccount}:${resource2}`;
var targetArn = (organization2, target2) => arn(organization2, `${ARN_PART[target2.kind]}/${organization2.id}/${target2.id}`);
function policyArn(organization2, { id: id2, type: type2, awsManaged }) {
  const kind2 = type2.toLowerCase();
  return awsManaged ? `arn:aws:organizations::aws:policy/${kind2}/${id2}` : arn(organization2, `policy/${organization2.id}/${kind2}/${id2}`);
}
var path = (organization2, target2) => `${[organization2.id, ...lineage(target2).map(({ id: id2 }) => id2)].join("/")}/`;
function managementView({ targets, managementAccount }) {
  const account2 = targets.get(managementAccount);
  return account2?.kind === "ACCOUNT" ? { Name: account2.name, Email: account2.email } : {};
}
function organizationView(organization2) {
  return {
    Id: organization2.id,
    Arn: arn(organization2, `organization/${organization2.id}`),
    FeatureSet: organization2.featureSet,
    MasterAccountArn: arn(organization2, `account/${organization2.id}/${organization2.managementAccount}`),
    MasterAccountId: organization2.managementAccount,
    MasterAccountEmail: managementView(organization2).Email,
    // Deprecated and incomplete in AWS as well: it names SCPs whatever the root says.
    AvailablePolicyTypes: organization2.featureSet === "ALL" ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : []
  };
}
function rootView(organization2, root) {
  const enabled = [...organization2.enabled].map((Type) => ({ Type, Status: "ENABLED" }));
  return { Id: root.id, Arn: targetArn(organization2, root), Name: root.name, PolicyTypes: enabled };
}
function unitView(organization2, unit2) {
  return { Id: unit2.id, Arn: targetArn(organization2, unit2), Name: unit2.name, Path: path(organization2, unit2) };
}
var STATUS = {
  PENDING_ACTIVATION: "SUSPENDED",
  ACTIVE: "ACTIVE",
  SUSPENDED: "SUSPENDED",
  PENDING_CLOSURE: "PENDING_CLOSURE",
  CLOSED: "SUSPENDED"
};
var seconds = (milliseconds) => milliseconds === void 0 ? void 0 : milliseconds / 1e3;
function accountView(organization2, account2) {
  return {
    Id: account2.id,
    Arn: targetArn(organization2, account2),
    Email: account2.email,
    Name: account2.name,
    Status: STATUS[account2.state],
    State: account2.state,
    Paths: [path(organization2, account2)],
    JoinedMethod: account2.joinedMethod,
    JoinedTimestamp: seconds(account2.joined)
  };
}
function summaryView(organization2, policy3) {
  return {
    Id: policy3.id,
    Arn: policyArn(organization2, policy3),
    Name: policy3.name,
    Description: policy3.description,
    Type: policy3.type,
    AwsManaged: policy3.awsManaged
  };
}
function policyView(organization2, policy3) {
  return { PolicySummary: summaryView(organization2, policy3), Content: policy3.content };
}
function policyTargetView(organization2, target2) {
  return {
    TargetId: target2.id,
    Arn: targetArn(organization2, target2),
    Name: target2.name,
    Type: target2.kind
  };
}
function requestedView(status) {
  return {
    Id: status.id,
    AccountName: status.accountName,
    State: "IN_PROGRESS",
    RequestedTimestamp: seconds(status.requested)
  };
}
function createStatusView(status) {
  return {
    ...requestedView(status),
    State: status.failureReason === void 0 ? "SUCCEEDED" : "FAILED",
    CompletedTimestamp: seconds(status.requested),
    AccountId: status.accountId,
    FailureReason: status.failureReason
  };
}
function handshakeView(handshake, now) {
  const { id: id2, organization: organization2, target: target2, notes, requested } = handshake;
  const { Name, Email } = managementView(organization2);
  return {
    Id: id2,
    Arn: arn(organization2, `handshake/${organization2.id}/invite/${id2}`),
    Parties: [{ Id: organization2.id, Type: "ORGANIZATION" }, target2],
    State: stateOf(handshake, now),
    RequestedTimestamp: seconds(requested),
    ExpirationTimestamp: seconds(expiryOf(handshake)),
    Action: "INVITE",
    Resources: [
      {
        Type: "ORGANIZATION",
        Value: organization2.id,
        Resources: [
          { Type: "MASTER_EMAIL", Value: Email },
          { Type: "MASTER_NAME", Value: Name },
          { Type: "ORGANIZATION_FEATURE_SET", Value: organization2.featureSet }
        ]
      },
      { Type: target2.Type, Value: target2.Id },
      ...notes === void 0 ? [] : [{ Type: "NOTES", Value: notes }]
    ]
  };
}

// emulator/event-values.ts
var FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
function eventTimestamp(milliseconds, between = " ") {
  return FORMAT.format(milliseconds).replaceAll("\u202F", " ").replace(/(\d{4}), /, `$1${between}`);
}
var lowerFirst = (member4) => member4.charAt(0).toLowerCase() + member4.slice(1);
function member2(name3, value, spelling) {
  if (spelling.masked?.includes(name3)) return "****";
  if (spelling.spoken?.[name3] !== void 0) return spelling.spoken[name3];
  if (name3.endsWith("Timestamp") && typeof value === "number") return eventTimestamp(value * 1e3);
  return eventValue(value, spelling);
}
function eventValue(value, spelling = {}) {
  if (Array.isArray(value)) return value.map((item) => eventValue(item, spelling));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== void 0).map(([name3, inner]) => [lowerFirst(name3), member2(name3, inner, spelling)])
  );
}

// emulator/find.ts
function findPolicy(organization2, id2) {
  return organization2.policies.get(id2) ?? refuse("PolicyNotFoundException");
}
function findTarget(organization2, id2) {
  return organization2.targets.get(id2) ?? refuse("TargetNotFoundException");
}
function findContainer(organization2, id2, missing = "ParentNotFoundException") {
  const found = organization2.targets.get(id2);
  return found === void 0 || found.kind === "ACCOUNT" ? refuse(missing) : found;
}
function findChild(organization2, id2) {
  const found = organization2.targets.get(id2);
  return found === void 0 || found.kind === "ROOT" ? refuse("ChildNotFoundException") : found;
}
function findUnit(organization2, id2) {
  const found = organization2.targets.get(id2);
  return found?.kind === "ORGANIZATIONAL_UNIT" ? found : refuse("OrganizationalUnitNotFoundException");
}
function findAccount(organization2, id2) {
  const found = organization2.targets.get(id2);
  return found?.kind === "ACCOUNT" ? found : refuse("AccountNotFoundException");
}
function findRoot(organization2, id2) {
  return organization2.root.id === id2 ? organization2.root : refuse("RootNotFoundException");
}

// emulator/membership.ts
var WAITING_PERIOD = 4 * 24 * 60 * 60 * 1e3;
var JOINED = { CREATED: "Created", INVITED: "INVITED" };
function join({ world, now, announce }, organization2, account2) {
  enter(world, organization2, account2);
  announce(organization2.managementAccount, "AccountJoinedOrganization", {
    accountId: account2.id,
    joinedMethod: JOINED[account2.joinedMethod],
    joinedTime: eventTimestamp(now, ", ")
  });
}
function checkDeparture({ now }, organization2, account2) {
  if (account2.id === organization2.managementAccount) refuse("MasterCannotLeaveOrganizationException");
  const { joinedMethod, joined: joined2 } = account2;
  if (joinedMethod === "CREATED" && joined2 !== void 0 && now < joined2 + WAITING_PERIOD)
    violated("WAIT_PERIOD_ACTIVE");
}
function leave({ world, now, announce }, organization2, account2, departureMethod) {
  depart(world, organization2, account2);
  announce(organization2.managementAccount, "AccountDepartedOrganization", {
    accountId: account2.id,
    departureMethod,
    departureTime: eventTimestamp(now, ", ")
  });
}

// emulator/operation.ts
function operation(shape2, run, flags = {}) {
  return {
    readOnly: false,
    masked: [],
    spoken: {},
    ...flags,
    members: Object.keys(shape2),
    run: (input, context) => run(checked(shape2, input), context)
  };
}
var joined = ({ world, account: account2 }) => organizationOf(world, account2) ?? refuse("AWSOrganizationsNotInUseException");
function managed2(context) {
  const organization2 = joined(context);
  return organization2.managementAccount === context.account ? organization2 : refuse("AccessDeniedException");
}
var member3 = (shape2, run, flags = {}) => operation(shape2, (input, context) => run(joined(context), input, context), flags);
var write = (shape2, run, flags = {}) => operation(shape2, (input, context) => run(managed2(context), input, context), flags);
var read = (shape2, run) => write(shape2, run, { readOnly: true });

// emulator/pages.ts
var LARGEST_PAGE = 20;
var paging = { NextToken: optional(text2({ max: 1e5 })), MaxResults: optional(integer(1, LARGEST_PAGE)) };
var write2 = (list2, last) => Buffer.from(JSON.stringify({ list: list2, last })).toString("base64url");
function read2(token, list2) {
  try {
    const value = JSON.parse(Buffer.from(token, "base64url").toString());
    if (isObject(value) && value.list === list2 && typeof value.last === "string") return value.last;
  } catch {
  }
  return invalid("INVALID_NEXT_TOKEN");
}
function page(list2, ids, { NextToken, MaxResults }, size = LARGEST_PAGE) {
  const count = MaxResults ?? size;
  const found = after(ids, NextToken === void 0 ? "" : read2(NextToken, list2), count + 1);
  const shown4 = found.slice(0, count);
  const last = shown4.at(-1);
  return { ids: shown4, NextToken: found.length > count && last !== void 0 ? write2(list2, last) : void 0 };
}

// emulator/tags.ts
var MOST_TAGS = 50;
var key = text2({ min: 1, max: 128, pattern: TAG_TEXT });
var tagKeys = listOf(key);
var tagList = listOf(structure({ Key: required(key), Value: required(text2({ max: 256, pattern: TAG_TEXT })) }));
function checkKeys(keys) {
  if (keys.some((tag) => tag.toLowerCase().startsWith("aws:"))) invalid("INVALID_SYSTEM_TAGS_PARAMETER");
}
function mergedTags(tags, given) {
  const keys = given.map(({ Key }) => Key);
  checkKeys(keys);
  if (new Set(keys).size < keys.length) invalid("DUPLICATE_TAG_KEY");
  const merged = new Map([...tags, ...given.map(({ Key, Value }) => [Key, Value])]);
  return merged.size > MOST_TAGS ? violated("MAX_TAG_LIMIT_EXCEEDED") : merged;
}

// emulator/operations/accounts.ts
var MASKED = ["Email", "AccountName"];
var shape = {
  Email: required(text2({ min: 6, max: 64, pattern: EMAIL })),
  AccountName: required(text2({ min: 1, max: 50, pattern: ACCOUNT_NAME })),
  RoleName: optional(text2({ pattern: ROLE_NAME, reason: "INVALID_ROLE_NAME" })),
  IamUserAccessToBilling: optional(oneOf(["ALLOW", "DENY"])),
  Tags: optional(tagList)
};
var createAccount = write(
  shape,
  (organization2, { Email, AccountName, Tags }, context) => {
    const { world, now, announce } = context;
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const known = accountOf(world, Email) !== void 0;
    const status = {
      id: fresh2(organization2, () => `car-${letters(32)}`),
      accountName: AccountName,
      accountId: known ? void 0 : fresh2(organization2, accountId2),
      failureReason: known ? "EMAIL_ALREADY_EXISTS" : void 0,
      requested: now
    };
    organization2.createStatuses.set(status.id, status);
    announce(organization2.managementAccount, "CreateAccountResult", {
      createAccountStatus: eventValue(createStatusView(status), { masked: MASKED })
    });
    if (status.accountId !== void 0) {
      join(context, organization2, {
        kind: "ACCOUNT",
        ...entity(status.accountId, AccountName),
        parent: organization2.root,
        email: Email,
        state: "ACTIVE",
        joinedMethod: "CREATED",
        joined: now,
        tags
      });
    }
    return { CreateAccountStatus: requestedView(status) };
  },
  { masked: MASKED }
);
var fresh2 = (organization2, make) => fresh(organization2.taken, make);
var describeCreateAccountStatus = read(
  { CreateAccountRequestId: required(text2({ pattern: CREATE_REQUEST_ID })) },
  (organization2, { CreateAccountRequestId }) => ({
    CreateAccountStatus: createStatusView(
      organization2.createStatuses.get(CreateAccountRequestId) ?? refuse("CreateAccountStatusNotFoundException")
    )
  })
);
var moveAccount = write(
  { AccountId: accountId, SourceParentId: parentId, DestinationParentId: parentId },
  (organization2, { AccountId, SourceParentId, DestinationParentId }) => {
    const account2 = findAccount(organization2, AccountId);
    const source = findContainer(organization2, SourceParentId, "SourceParentNotFoundException");
    const destination = findContainer(organization2, DestinationParentId, "DestinationParentNotFoundException");
    if (destination === account2.parent) refuse("DuplicateAccountException");
    if (source !== account2.parent) refuse("SourceParentNotFoundException");
    remove(source.accounts, account2.id);
    add(destination.accounts, account2.id);
    account2.parent = destination;
    return void 0;
  }
);
var describeAccount = read({ AccountId: accountId }, (organization2, { AccountId }) => ({
  Account: accountView(organization2, findAccount(organization2, AccountId))
}));
var listAccounts = read(paging, (organization2, input) => {
  const found = page("ListAccounts", organization2.accounts, input);
  return { Accounts: found.ids.map((id2) => shown(organization2, id2)), NextToken: found.NextToken };
});
var listAccountsForParent = read({ ParentId: parentId, ...paging }, (organization2, input) => {
  const { accounts } = findContainer(organization2, input.ParentId);
  const found = page(`ListAccountsForParent ${input.ParentId}`, accounts, input);
  return { Accounts: found.ids.map((id2) => shown(organization2, id2)), NextToken: found.NextToken };
});
var shown = (organization2, id2) => accountView(organization2, findAccount(organization2, id2));
var accountOperations = {
  CreateAccount: createAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  MoveAccount: moveAccount,
  DescribeAccount: describeAccount,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent
};

// emulator/rates.ts
var rate = (perSecond, burst, ...operations) => ({ operations, perSecond, burst });
var RATES = [
  rate(2, 3, "CreatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy"),
  rate(2, 3, "UpdatePolicy"),
  rate(2, 2, "DescribePolicy"),
  rate(1, 1, "EnablePolicyType", "DisablePolicyType"),
  rate(5, 8, "ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy"),
  rate(8, 12, "ListAccounts"),
  rate(6, 10, "ListChildren"),
  rate(5, 8, "ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"),
  rate(1, 2, "ListRoots"),
  rate(1, 2, "DescribeOrganization", "CreateOrganizationalUnit"),
  rate(2, 2, "DescribeOrganizationalUnit"),
  rate(20, 30, "DescribeAccount"),
  rate(10, 15, "ListTagsForResource"),
  rate(4, 6, "TagResource", "UntagResource"),
  rate(2, 3, "MoveAccount", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit"),
  rate(2, 2, "RemoveAccountFromOrganization"),
  rate(0.1, 3, "CreateAccount"),
  rate(0.05, 1, "CloseAccount"),
  rate(2, 2, "DescribeCreateAccountStatus"),
  rate(1, 2, "AcceptHandshake"),
  rate(3, 5, "InviteAccountToOrganization"),
  rate(5, 8, "ListHandshakesForAccount", "ListHandshakesForOrganization"),
  rate(1, 1, "LeaveOrganization")
];
var BY_OPERATION = new Map(
  RATES.flatMap((row) => row.operations.map((operation2) => [operation2, row]))
);

// emulator/document.ts
var ACCOUNT_STATES = ["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"];

// emulator/document-check.ts
var DEEPEST_UNIT = 5;
var wrong = (at, wanted) => {
  throw new Error(`${at} must be ${wanted}.`);
};
var when = (holds, wanted) => (value, at) => void (holds(value) || wrong(at, wanted));
var matching = (wanted, words) => when((value) => typeof value === "string" && wanted.test(value), words);
var oneOf2 = (values) => when((value) => typeof value === "string" && values.includes(value), `one of ${values.join(", ")}`);
var sized = (min, max) => when(
  (value) => typeof value === "string" && value.length >= min && value.length <= max,
  `a text of ${min} to ${max} characters`
);
var list = (rule) => (value, at, depth) => {
  if (!Array.isArray(value)) return wrong(at, "a list");
  value.forEach((item, index) => {
    rule(item, `${at}[${index}]`, depth);
  });
};
var record = (needed, allowed = {}) => (value, at, depth) => {
  if (!isObject(value)) return wrong(at, "an object");
  const prefix = at === DOCUMENT ? "" : `${at}.`;
  const rules = { ...needed, ...allowed };
  for (const key2 of Object.keys(value))
    if (!Object.hasOwn(rules, key2)) throw new Error(`${at} has an unknown member ${JSON.stringify(key2)}.`);
  for (const key2 of Object.keys(needed))
    if (value[key2] === void 0) throw new Error(`${at} lacks the member ${JSON.stringify(key2)}.`);
  for (const [key2, rule] of Object.entries(rules))
    if (value[key2] !== void 0) rule(value[key2], `${prefix}${key2}`, depth);
};
var DOCUMENT = "The organization document";
var name2 = sized(1, 128);
var accountId3 = matching(ACCOUNT_ID, "an account id of twelve digits, as text");
var policyId2 = matching(POLICY_ID, "a policy id such as p-12345678");
var attached = list(policyId2);
var type = oneOf2([...POLICY_TYPES.keys()]);
var account = record(
  { id: accountId3, name: name2 },
  {
    email: sized(1, 320),
    state: oneOf2(ACCOUNT_STATES),
    joined: when((value) => typeof value === "string" && !Number.isNaN(Date.parse(value)), "an ISO 8601 time"),
    policies: attached
  }
);
var units = (value, at, depth) => {
  if (depth === DEEPEST_UNIT && Array.isArray(value) && value.length > 0)
    throw new Error(`${at} is nested deeper than the ${DEEPEST_UNIT} levels that AWS allows.`);
  list(unit)(value, at, depth + 1);
};
var container = { policies: attached, accounts: list(account), organizational_units: units };
var unit = record({ id: matching(UNIT_ID, "an OU id such as ou-ab12-11111111"), name: name2 }, container);
var policy = record(
  { id: policyId2, name: name2, type },
  {
    description: sized(0, 512),
    aws_managed: when((value) => typeof value === "boolean", "true or false"),
    content: when((value) => isObject(value) || typeof value === "string", "an object or a text"),
    tags: when(
      (value) => isObject(value) && Object.values(value).every((tag) => typeof tag === "string"),
      "an object of texts"
    )
  }
);
var document = record(
  {
    kind: when((value) => value === "holdfast.organization", '"holdfast.organization"'),
    version: when((value) => value === 1, "1"),
    organization: record({
      id: matching(ORGANIZATION_ID, "an organization id such as o-exampleorgid"),
      management_account: accountId3
    }),
    root: record(
      { id: matching(ROOT_ID, "a root id such as r-ab12") },
      { ...container, name: name2, policy_types: list(type) }
    )
  },
  { policies: list(policy), unread: list(when((value) => typeof value === "string", "a text")) }
);

// emulator/control.ts
var LARGEST_BODY = 64 * 1024 * 1024;

// emulator/operations/attachments.ts
var pair = { PolicyId: policyId, TargetId: targetId };
function notEnabled(type2) {
  const spoken = type2.toLowerCase().replace(/(?:^|_)(.)/g, (_, first) => first.toUpperCase());
  return refuse("PolicyTypeNotEnabledException", `The given policy type ${spoken} is not enabled on the current view`);
}
var attachPolicy = write(pair, (organization2, { PolicyId, TargetId }) => {
  const policy3 = findPolicy(organization2, PolicyId);
  const target2 = findTarget(organization2, TargetId);
  if (!organization2.enabled.has(policy3.type)) notEnabled(policy3.type);
  const attached2 = attachedOf(target2, policy3.type);
  if (has(attached2, policy3.id)) refuse("DuplicatePolicyAttachmentException");
  if (attached2.length >= policyType(policy3.type).attachments) violated("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  attach(policy3, target2);
  return void 0;
});
var detachPolicy = write(pair, (organization2, { PolicyId, TargetId }) => {
  const policy3 = findPolicy(organization2, PolicyId);
  const target2 = findTarget(organization2, TargetId);
  const { fullAccess } = policyType(policy3.type);
  if (fullAccess?.id === policy3.id && !fullAccess.detachable) invalid("NON_DETACHABLE_POLICY");
  const attached2 = attachedOf(target2, policy3.type);
  if (!has(attached2, policy3.id)) refuse("PolicyNotAttachedException");
  if (fullAccess !== void 0 && attached2.length === 1) violated("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  detach(policy3, target2);
  return void 0;
});
var listTargetsForPolicy = read({ PolicyId: policyId, ...paging }, (organization2, input) => {
  const { targets } = findPolicy(organization2, input.PolicyId);
  const { ids, NextToken } = page(`ListTargetsForPolicy ${input.PolicyId}`, targets, input);
  return { Targets: ids.map((id2) => policyTargetView(organization2, findTarget(organization2, id2))), NextToken };
});
var listPoliciesForTarget = read({ TargetId: targetId, Filter: policyTypeName, ...paging }, (organization2, input) => {
  const attached2 = attachedOf(findTarget(organization2, input.TargetId), input.Filter);
  const { ids, NextToken } = page(`ListPoliciesForTarget ${input.TargetId} ${input.Filter}`, attached2, input);
  return { Policies: ids.map((id2) => summaryView(organization2, findPolicy(organization2, id2))), NextToken };
});
var typeOfRoot = { RootId: rootId, PolicyType: policyTypeName };
var enablePolicyType = write(typeOfRoot, (organization2, { RootId, PolicyType: type2 }) => {
  const root = findRoot(organization2, RootId);
  if (organization2.featureSet !== "ALL") refuse("PolicyTypeNotAvailableForOrganizationException");
  if (organization2.enabled.has(type2)) refuse("PolicyTypeAlreadyEnabledException");
  organization2.enabled.add(type2);
  for (const target2 of organization2.targets.values()) attachFullAccess(organization2, target2, [type2]);
  return { Root: rootView(organization2, root) };
});
var disablePolicyType = write(typeOfRoot, (organization2, { RootId, PolicyType: type2 }) => {
  const root = findRoot(organization2, RootId);
  if (!organization2.enabled.has(type2)) notEnabled(type2);
  const before = rootView(organization2, root);
  organization2.enabled.delete(type2);
  for (const target2 of organization2.targets.values()) target2.attached.delete(type2);
  for (const id2 of organization2.policyIds.get(type2) ?? []) findPolicy(organization2, id2).targets = [];
  return { Root: before };
});
var attachmentOperations = {
  AttachPolicy: attachPolicy,
  DetachPolicy: detachPolicy,
  ListTargetsForPolicy: listTargetsForPolicy,
  ListPoliciesForTarget: listPoliciesForTarget,
  EnablePolicyType: enablePolicyType,
  DisablePolicyType: disablePolicyType
};

// emulator/operations/handshakes.ts
var handshakeId = required(text2({ pattern: HANDSHAKE_ID }));
var PARTY_ID = {
  ACCOUNT: text2({ pattern: ACCOUNT_ID }),
  EMAIL: text2({ max: 64, pattern: EMAIL, reason: "INVALID_EMAIL_ADDRESS_TARGET" })
};
var party = structure({
  Type: required(oneOf(["ACCOUNT", "ORGANIZATION", "EMAIL"])),
  Id: required(text2({ min: 1, max: 64 }))
});
var target = (value) => {
  const { Type, Id } = party(value);
  return Type === "ORGANIZATION" ? invalid("INVALID_PARTY_TYPE_TARGET") : { Type, Id: PARTY_ID[Type](Id) };
};
var constrained = (reason) => {
  throw new Refusal("HandshakeConstraintViolationException", { reason });
};
var shown2 = (handshake, now) => ({ Handshake: handshakeView(handshake, now) });
var inviteAccountToOrganization = write(
  { Target: required(target), Notes: optional(text2({ max: 1024 })), Tags: optional(tagList) },
  (organization2, { Target, Notes: notes, Tags }, { world, now }) => {
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const key2 = partyKey(world, Target);
    if (organization2.targets.has(key2)) constrained("ALREADY_IN_AN_ORGANIZATION");
    for (const other of world.handshakes.values())
      if (other.organization === organization2 && stateOf(other, now) === "OPEN" && partyKey(world, other.target) === key2)
        refuse("DuplicateHandshakeException");
    const id2 = `h-${letters(32)}`;
    const handshake = { id: id2, organization: organization2, target: Target, notes, tags, requested: now, response: void 0 };
    world.handshakes.set(id2, handshake);
    return shown2(handshake, now);
  },
  { spoken: { Action: "invite" } }
);
function find({ world, now }, id2) {
  const handshake = world.handshakes.get(id2);
  return handshake !== void 0 && isShown(handshake, now) ? handshake : refuse("HandshakeNotFoundException");
}
var isSender = ({ account: account2 }, { organization: organization2 }) => organization2.managementAccount === account2;
var isRecipient = ({ world, account: account2 }, handshake) => mayAnswer(world, handshake, account2);
var ending = (state, isParty, act = () => void 0) => operation({ HandshakeId: handshakeId }, ({ HandshakeId }, context) => {
  const handshake = find(context, HandshakeId);
  if (!isParty(context, handshake)) refuse("AccessDeniedException");
  const before = stateOf(handshake, context.now);
  if (before === state) refuse("HandshakeAlreadyInStateException");
  if (before !== "OPEN") refuse("InvalidHandshakeTransitionException");
  act(context, handshake);
  handshake.response = { state, time: context.now };
  return shown2(handshake, context.now);
});
function accept(context, { organization: organization2, target: target2, tags }) {
  const { world, account: id2, now } = context;
  const before = organizationOf(world, id2);
  if (before === organization2) constrained("ALREADY_IN_AN_ORGANIZATION");
  const { name: name3, email, state } = profileOf(world, id2) ?? {
    name: `account ${id2}`,
    email: target2.Type === "EMAIL" ? target2.Id : `account+${id2}@example.com`,
    state: "ACTIVE"
  };
  if (before !== void 0) {
    const member4 = findAccount(before, id2);
    checkDeparture(context, before, member4);
    leave(context, before, member4, "LEFT");
  }
  const account2 = {
    kind: "ACCOUNT",
    ...entity(id2, name3),
    parent: organization2.root,
    email,
    state,
    joinedMethod: "INVITED",
    joined: now,
    tags
  };
  join(context, organization2, account2);
}
var describeHandshake = operation(
  { HandshakeId: handshakeId },
  ({ HandshakeId }, context) => {
    const handshake = find(context, HandshakeId);
    if (!isSender(context, handshake) && !isRecipient(context, handshake)) refuse("AccessDeniedException");
    return shown2(handshake, context.now);
  },
  { readOnly: true }
);
var filter = optional(
  structure({
    ActionType: optional(
      oneOf([
        "INVITE",
        "ENABLE_ALL_FEATURES",
        "APPROVE_ALL_FEATURES",
        "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
        "TRANSFER_RESPONSIBILITY"
      ])
    ),
    ParentHandshakeId: optional(text2({ pattern: HANDSHAKE_ID }))
  })
);
function listed(context, list2, input, isListed) {
  const { world, now } = context;
  const { ActionType = "INVITE", ParentHandshakeId } = input.Filter ?? {};
  if (input.Filter?.ActionType !== void 0 && ParentHandshakeId !== void 0) invalid("MAX_LIMIT_EXCEEDED_FILTER");
  const isWanted = ActionType === "INVITE" && ParentHandshakeId === void 0;
  const all = isWanted ? [...world.handshakes.values()].filter((one) => isShown(one, now) && isListed(one)) : [];
  const sorted = all.map(({ id: id2 }) => id2).sort();
  const { ids, NextToken } = page(list2, sorted, input);
  return { Handshakes: ids.map((id2) => handshakeView(find(context, id2), now)), NextToken };
}
var listHandshakesForOrganization = read(
  { Filter: filter, ...paging },
  (organization2, input, context) => listed(
    context,
    `ListHandshakesForOrganization ${organization2.id}`,
    input,
    (one) => one.organization === organization2
  )
);
var listHandshakesForAccount = operation(
  { Filter: filter, ...paging },
  (input, context) => listed(
    context,
    `ListHandshakesForAccount ${context.account}`,
    input,
    (one) => isFor(context.world, one, context.account)
  ),
  { readOnly: true }
);
var handshakeOperations = {
  InviteAccountToOrganization: inviteAccountToOrganization,
  AcceptHandshake: ending("ACCEPTED", isRecipient, accept),
  DeclineHandshake: ending("DECLINED", isRecipient),
  CancelHandshake: ending("CANCELED", isSender),
  DescribeHandshake: describeHandshake,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListHandshakesForAccount: listHandshakesForAccount
};

// emulator/operations/membership.ts
var MOST_CLOSURES = 3;
var removeAccountFromOrganization = write({ AccountId: accountId }, (organization2, { AccountId }, context) => {
  const account2 = findAccount(organization2, AccountId);
  checkDeparture(context, organization2, account2);
  leave(context, organization2, account2, "REMOVED");
  return void 0;
});
var leaveOrganization = member3({}, (organization2, _input, context) => {
  const account2 = findAccount(organization2, context.account);
  checkDeparture(context, organization2, account2);
  leave(context, organization2, account2, "LEFT");
  return void 0;
});
var REFUSED_CLOSURE = {
  PENDING_CLOSURE: "ConflictException",
  CLOSED: "AccountAlreadyClosedException"
};
function closures(organization2) {
  return organization2.accounts.filter((id2) => findAccount(organization2, id2).state === "PENDING_CLOSURE").length;
}
var closeAccount = write({ AccountId: accountId }, (organization2, { AccountId }, { now, announce }) => {
  if (organization2.featureSet !== "ALL") violated("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
  const account2 = findAccount(organization2, AccountId);
  if (AccountId === organization2.managementAccount) violated("CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
  const refused = REFUSED_CLOSURE[account2.state];
  if (refused !== void 0) refuse(refused);
  if (closures(organization2) >= MOST_CLOSURES) violated("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED");
  account2.state = "PENDING_CLOSURE";
  const time = eventTimestamp(now);
  announce(
    organization2.managementAccount,
    "CloseAccountResult",
    {
      closeAccountStatus: {
        accountId: AccountId,
        state: "SUCCEEDED",
        requestedTimestamp: time,
        completedTimestamp: time
      }
    },
    () => {
      account2.state = "CLOSED";
    }
  );
  return void 0;
});
var membershipOperations = {
  RemoveAccountFromOrganization: removeAccountFromOrganization,
  LeaveOrganization: leaveOrganization,
  CloseAccount: closeAccount
};

// emulator/operations/organization.ts
var createOrganization = operation(
  { FeatureSet: optional(oneOf(["ALL", "CONSOLIDATED_BILLING"])) },
  ({ FeatureSet: featureSet = "ALL" }, context) => {
    const { world, account: account2, now } = context;
    if (organizationOf(world, account2) !== void 0) refuse("AlreadyInOrganizationException");
    const organization2 = emptyOrganization({
      id: `o-${letters(10)}`,
      managementAccount: account2,
      featureSet,
      root: { kind: "ROOT", ...entity(`r-${letters(4)}`, "Root"), ...inside() },
      enabled: featureSet === "ALL" ? ["SERVICE_CONTROL_POLICY"] : []
    });
    const { root, enabled } = organization2;
    const profile = profileOf(world, account2) ?? {
      name: "Management",
      email: `management+${account2}@example.com`,
      state: "ACTIVE"
    };
    attachFullAccess(organization2, root, enabled);
    world.organizations.push(organization2);
    join(context, organization2, {
      kind: "ACCOUNT",
      ...entity(account2, profile.name),
      parent: root,
      email: profile.email,
      state: profile.state,
      joinedMethod: "INVITED",
      joined: now
    });
    return { Organization: organizationView(organization2) };
  }
);
var describeOrganization = member3({}, (organization2) => ({ Organization: organizationView(organization2) }), {
  readOnly: true
});
var listRoots = read(paging, (organization2, input) => {
  const { ids, NextToken } = page("ListRoots", [organization2.root.id], input);
  return { Roots: ids.map(() => rootView(organization2, organization2.root)), NextToken };
});
var organizationOperations = {
  CreateOrganization: createOrganization,
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots
};

// emulator/operations/policies.ts
var description = text2({ max: 512 });
var content = text2({ min: 1 });
function checkContent(type2, sent2) {
  const { characters, isStatement } = policyType(type2);
  if ([...sent2].length > characters) violated("POLICY_CONTENT_LIMIT_EXCEEDED");
  const document3 = parsed(sent2);
  if (!isObject(document3) || isStatement && !areSound(document3.Statement, isStatement))
    refuse("MalformedPolicyDocumentException");
}
var areSound = (statements, isStatement) => statements !== void 0 && [statements].flat().every(isStatement);
function parsed(sent2) {
  try {
    return JSON.parse(sent2);
  } catch {
    return void 0;
  }
}
function checkName(organization2, policy3) {
  if (organization2.policyNames.has(policyNameKey(policy3))) refuse("DuplicatePolicyException");
}
function findCustomerPolicy(organization2, id2) {
  const policy3 = findPolicy(organization2, id2);
  return policy3.awsManaged ? invalid("IMMUTABLE_POLICY") : policy3;
}
var createPolicy = write(
  {
    Content: required(content),
    Description: required(description),
    Name: required(name),
    Type: policyTypeName,
    Tags: optional(tagList)
  },
  (organization2, { Content, Description, Name, Type, Tags }) => {
    if (organization2.featureSet !== "ALL") refuse("PolicyTypeNotAvailableForOrganizationException");
    checkContent(Type, Content);
    checkName(organization2, { type: Type, name: Name });
    const { policies: most } = policyType(Type);
    if ((organization2.policyIds.get(Type)?.length ?? 0) >= most) violated("POLICY_NUMBER_LIMIT_EXCEEDED");
    const policy3 = {
      id: "",
      name: Name,
      type: Type,
      description: Description,
      content: Content,
      awsManaged: false,
      tags: mergedTags(/* @__PURE__ */ new Map(), Tags ?? []),
      targets: []
    };
    policy3.id = fresh(organization2.taken, () => `p-${letters(8)}`);
    addPolicy2(organization2, policy3);
    return { Policy: policyView(organization2, policy3) };
  }
);
var updatePolicy = write(
  { PolicyId: policyId, Name: optional(name), Description: optional(description), Content: optional(content) },
  (organization2, { PolicyId, Name, Description, Content }) => {
    const policy3 = findCustomerPolicy(organization2, PolicyId);
    if (Content !== void 0) checkContent(policy3.type, Content);
    if (Name !== void 0 && Name !== policy3.name) {
      checkName(organization2, { type: policy3.type, name: Name });
      organization2.policyNames.delete(policyNameKey(policy3));
      policy3.name = Name;
      organization2.policyNames.add(policyNameKey(policy3));
    }
    policy3.description = Description ?? policy3.description;
    policy3.content = Content ?? policy3.content;
    return { Policy: policyView(organization2, policy3) };
  }
);
var deletePolicy = write({ PolicyId: policyId }, (organization2, { PolicyId }) => {
  const policy3 = findCustomerPolicy(organization2, PolicyId);
  if (policy3.targets.length > 0) refuse("PolicyInUseException");
  removePolicy(organization2, policy3);
  return void 0;
});
var describePolicy = read({ PolicyId: policyId }, (organization2, { PolicyId }) => ({
  Policy: policyView(organization2, findPolicy(organization2, PolicyId))
}));
var listPolicies = read({ Filter: policyTypeName, ...paging }, (organization2, input) => {
  const all = organization2.policyIds.get(input.Filter) ?? [];
  const { ids, NextToken } = page(`ListPolicies ${input.Filter}`, all, input);
  return { Policies: ids.map((id2) => summaryView(organization2, findPolicy(organization2, id2))), NextToken };
});
var policyOperations = {
  CreatePolicy: createPolicy,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  DescribePolicy: describePolicy,
  ListPolicies: listPolicies
};

// emulator/operations/tags.ts
function findTagged(organization2, id2) {
  return organization2.targets.get(id2) ?? organization2.policies.get(id2) ?? refuse("TargetNotFoundException");
}
function findTaggable(organization2, id2) {
  const found = findTagged(organization2, id2);
  return "awsManaged" in found && found.awsManaged ? invalid("TARGET_NOT_SUPPORTED") : found;
}
var tagResource = write({ ResourceId: taggableId, Tags: required(tagList) }, (organization2, { ResourceId, Tags }) => {
  const resource2 = findTaggable(organization2, ResourceId);
  resource2.tags = mergedTags(resource2.tags, Tags);
  return void 0;
});
var untagResource = write(
  { ResourceId: taggableId, TagKeys: required(tagKeys) },
  (organization2, { ResourceId, TagKeys }) => {
    const { tags } = findTaggable(organization2, ResourceId);
    checkKeys(TagKeys);
    for (const key2 of TagKeys) tags.delete(key2);
    return void 0;
  }
);
var listTagsForResource = read({ ResourceId: taggableId, NextToken: paging.NextToken }, (organization2, input) => {
  const { tags } = findTagged(organization2, input.ResourceId);
  const { ids, NextToken } = page(`ListTagsForResource ${input.ResourceId}`, [...tags.keys()].sort(), input, MOST_TAGS);
  return { Tags: ids.map((Key) => ({ Key, Value: tags.get(Key) })), NextToken };
});
var tagOperations = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource
};

// emulator/operations/units.ts
var DEEPEST_UNIT2 = 5;
var MOST_UNITS = 2e3;
var shown3 = (organization2, unit2) => ({ OrganizationalUnit: unitView(organization2, unit2) });
var createOrganizationalUnit = write(
  { ParentId: parentId, Name: required(name), Tags: optional(tagList) },
  (organization2, { ParentId, Name, Tags }) => {
    const parent = findContainer(organization2, ParentId);
    if (lineage(parent).length > DEEPEST_UNIT2) violated("OU_DEPTH_LIMIT_EXCEEDED");
    if (organization2.units >= MOST_UNITS) violated("OU_NUMBER_LIMIT_EXCEEDED");
    if (parent.unitNames.has(Name)) refuse("DuplicateOrganizationalUnitException");
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const id2 = fresh(organization2.taken, () => `ou-${organization2.root.id.slice(2)}-${letters(8)}`);
    const unit2 = { kind: "ORGANIZATIONAL_UNIT", ...entity(id2, Name), ...inside(), parent, tags };
    addUnit(organization2, unit2);
    attachFullAccess(organization2, unit2, organization2.enabled);
    return shown3(organization2, unit2);
  }
);
var updateOrganizationalUnit = write(
  { OrganizationalUnitId: unitId, Name: optional(name) },
  (organization2, { OrganizationalUnitId, Name }) => {
    const unit2 = findUnit(organization2, OrganizationalUnitId);
    const { unitNames } = unit2.parent;
    if (Name !== void 0 && Name !== unit2.name) {
      if (unitNames.has(Name)) refuse("DuplicateOrganizationalUnitException");
      unitNames.delete(unit2.name);
      unitNames.add(Name);
      unit2.name = Name;
    }
    return shown3(organization2, unit2);
  }
);
var deleteOrganizationalUnit = write({ OrganizationalUnitId: unitId }, (organization2, { OrganizationalUnitId }) => {
  const unit2 = findUnit(organization2, OrganizationalUnitId);
  if (unit2.units.length + unit2.accounts.length > 0) refuse("OrganizationalUnitNotEmptyException");
  removeUnit(organization2, unit2);
  return void 0;
});
var describeOrganizationalUnit = read(
  { OrganizationalUnitId: unitId },
  (organization2, { OrganizationalUnitId }) => shown3(organization2, findUnit(organization2, OrganizationalUnitId))
);
var listOrganizationalUnitsForParent = read({ ParentId: parentId, ...paging }, (organization2, input) => {
  const { units: units3 } = findContainer(organization2, input.ParentId);
  const { ids, NextToken } = page(`ListOrganizationalUnitsForParent ${input.ParentId}`, units3, input);
  return { OrganizationalUnits: ids.map((id2) => unitView(organization2, findUnit(organization2, id2))), NextToken };
});
var listChildren = read(
  { ParentId: parentId, ChildType: required(oneOf(["ACCOUNT", "ORGANIZATIONAL_UNIT"])), ...paging },
  (organization2, input) => {
    const { ParentId, ChildType: Type } = input;
    const { accounts, units: units3 } = findContainer(organization2, ParentId);
    const { ids, NextToken } = page(`ListChildren ${ParentId} ${Type}`, Type === "ACCOUNT" ? accounts : units3, input);
    return { Children: ids.map((Id) => ({ Id, Type })), NextToken };
  }
);
var listParents = read({ ChildId: childId, ...paging }, (organization2, input) => {
  const { parent } = findChild(organization2, input.ChildId);
  const { ids, NextToken } = page(`ListParents ${input.ChildId}`, [parent.id], input);
  return { Parents: ids.map((Id) => ({ Id, Type: parent.kind })), NextToken };
});
var unitOperations = {
  CreateOrganizationalUnit: createOrganizationalUnit,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListChildren: listChildren,
  ListParents: listParents
};

// emulator/operations/index.ts
var OPERATIONS = new Map(
  Object.entries({
    ...organizationOperations,
    ...unitOperations,
    ...accountOperations,
    ...membershipOperations,
    ...handshakeOperations,
    ...policyOperations,
    ...attachmentOperations,
    ...tagOperations
  })
);

// emulator/protocol.ts
var LARGEST_BODY2 = 1024 * 1024;

// loop/lease.ts
var lasts = 15 * 6e4;

// loop/coverage.ts
var clocksDiffer = 5 * 6e4;

// core/event/incident.ts
var detachesComeWithin = 60 * 6e4;

// test/support/realm.ts
import { types } from "node:util";
Object.defineProperty(Error, Symbol.hasInstance, {
  value(thrown) {
    return this === Error ? types.isNativeError(thrown) : Function.prototype[Symbol.hasInstance].call(this, thrown);
  }
});

// test/support/world.ts
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// bench/organization.ts
var accountId4 = (at) => String(2e11 + at);

// bench/processes.ts
import { spawn } from "node:child_process";
import { join as join2 } from "node:path";
var house = join2(import.meta.dirname, "..");
var report = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 }))
})`
)}`;
function node(args, { folder = house, until } = {}) {
  return new Promise((done, reject) => {
    const { CI, ...env } = process.env;
    const started = performance.now();
    const child = spawn(process.execPath, ["--import", report, ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe", "pipe"]
    });
    const texts = { 1: "", 2: "", 3: "" };
    let wall;
    for (const at of [1, 2, 3]) {
      child.stdio[at]?.on("data", (chunk) => {
        texts[at] = `${texts[at]}${chunk}`;
        if (at !== 1 || !until || wall || !texts[1]?.includes(until)) return;
        wall = performance.now() - started;
        child.kill();
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      const { 1: stdout = "", 2: stderr = "", 3: usage = "" } = texts;
      if (code !== 0 || !usage) reject(new Error(`node ${args.join(" ")} ended with ${code}:
${stderr}`));
      else done({ ...JSON.parse(usage), stdout, wall: wall ?? performance.now() - started });
    });
  });
}
var holdfast = (args, rest) => node([join2(house, "dist/cli/main.js"), ...args], rest);

// bench/folder.ts
var divisions = 50;
var units2 = 9;
var ous = Array.from({ length: divisions }, (_, division) => [
  `Division ${division}`,
  ...Array.from({ length: units2 }, (_2, unit2) => `Division ${division}:Unit ${unit2}`)
]).flat();
var targetsEach = 4;
var ouId = (at) => `ou-ab12-${String(at).padStart(8, "0")}`;
var resource = (at, accounts) => `  - name: guardrail-${at}
    description: What nobody does here, number ${at}
    resource_file: policies/guardrail-${at}.json
    deploy_method: scp
    deployment_targets:
      organizational_units: ${JSON.stringify(
  Array.from({ length: targetsEach }, (_, place) => ous[(at * targetsEach + place) % ous.length])
)}
      accounts: [account-${at % accounts}]
${at < 2 ? "    holdfast: { each_account_in: [{ organizational_unit: Root }] }\n" : ""}`;
var document2 = (at) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: `Guardrail${at}`,
      Effect: "Deny",
      Action: [`service${at}:Delete*`, `service${at}:Put*`],
      Resource: "*",
      Condition: { ArnNotLike: { "aws:PrincipalARN": "arn:aws:iam::*:role/Administrator" } }
    }
  ]
});
function organization(accounts) {
  const account2 = (at) => `{ id: "${accountId4(at)}", name: account-${at}, email: aws+${at}@example.com, joined: "2024-01-01T00:00:00Z" }`;
  const line = (name3, at) => {
    const indent = name3.includes(":") ? "        " : "    ";
    const label = name3.split(":").at(-1);
    const inside2 = Array.from(
      { length: Math.ceil((accounts - at) / ous.length) },
      (_, place) => at + place * ous.length
    );
    const members = inside2.map((one) => `
${indent}    - ${account2(one)}`).join("");
    const below = name3.includes(":") ? "" : `
${indent}  organizational_units:`;
    return `${indent}- id: ${ouId(at)}
${indent}  name: ${label}
${indent}  accounts:${members || " []"}${below}`;
  };
  return `kind: holdfast.organization
version: 1
organization: { id: o-exampleorg, management_account: "111111111111" }
root:
  id: r-ab12
  accounts: [{ id: "111111111111", name: management }]
  organizational_units:
${ous.map(line).join("\n")}
`;
}
async function inFolder({ resources, accounts }, work) {
  const folder = mkdtempSync(join3(tmpdir(), "holdfast-bench-"));
  try {
    const all = Array.from({ length: resources }, (_, at) => at);
    mkdirSync(join3(folder, "policies"));
    for (const at of all)
      writeFileSync(join3(folder, `policies/guardrail-${at}.json`), JSON.stringify(document2(at), null, 2));
    const entries = all.map((at) => resource(at, accounts)).join("");
    writeFileSync(join3(folder, "manifest.yaml"), `region: eu-west-1
version: 2021-03-15
resources:
${entries}`);
    writeFileSync(join3(folder, "organization.yaml"), organization(accounts));
    await holdfast(["lock", "--organization", "organization.yaml"], { folder });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// ../bench-mk.ts
import { cpSync } from "node:fs";
await inFolder({ resources: 1e3, accounts: 1e4 }, async (f) => cpSync(f, "/tmp/bench-folder", { recursive: true }));
