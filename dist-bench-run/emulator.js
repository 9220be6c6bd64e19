// emulator/index.ts
import { randomUUID as randomUUID4 } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

// emulator/body.ts
async function readBody(request, limit) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) chunks.length = 0;
    else chunks.push(chunk);
  }
  return size > limit ? void 0 : Buffer.concat(chunks);
}

// emulator/bus.ts
var LOGGED = 1e4;
var UNREAD = 64 * 1024 * 1024;
var createBus = () => ({ log: [], held: [], holding: false, followers: /* @__PURE__ */ new Map() });
function publish(bus, event, effect) {
  const delivery = { account: event.account, line: `${JSON.stringify(event)}
`, effect };
  if (bus.holding) bus.held.push(delivery);
  else deliver(bus, delivery);
}
var isOn = (account2, delivery) => account2 === void 0 || account2 === delivery.account;
function deliver(bus, delivery) {
  delivery.effect?.();
  bus.log.push(delivery);
  if (bus.log.length > LOGGED) bus.log.shift();
  for (const [follower, account2] of bus.followers)
    if (!isOn(account2, delivery)) continue;
    else if (follower.writableLength > UNREAD) follower.destroy();
    else follower.write(delivery.line);
}
var logged = ({ log }, account2) => log.filter((delivery) => isOn(account2, delivery)).map(({ line }) => line);
function hold(bus, holding) {
  bus.holding = holding;
  if (!holding) for (const delivery of bus.held.splice(0)) deliver(bus, delivery);
}
function follow(bus, follower, account2) {
  bus.followers.set(follower, account2);
  follower.once("close", () => bus.followers.delete(follower));
}
function clear(bus) {
  bus.log = [];
  bus.held = [];
  bus.holding = false;
}

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
var text = (rule = {}) => (value) => {
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
  return values.find((known2) => known2 === value) ?? invalid(reason);
};
var listOf = (check) => (value) => Array.isArray(value) ? value.map((item) => check(item)) : unconvertible(value, "a List");
var structure = (shape2) => (value) => isObject(value) ? checked(shape2, value) : unconvertible(value, "a Structure");
function checked(shape2, input) {
  return Object.fromEntries(Object.entries(shape2).map(([member3, check]) => [member3, check(input[member3])]));
}
var id = (idPattern, reason) => required(text(reason === void 0 ? { pattern: idPattern } : { pattern: idPattern, reason }));
var rootId = id(ROOT_ID);
var unitId = id(UNIT_ID);
var accountId = id(ACCOUNT_ID);
var parentId = id(PARENT_ID);
var childId = id(CHILD_ID);
var policyId = id(POLICY_ID, "INVALID_SYNTAX_POLICY_ID");
var targetId = id(TARGET_ID, "INVALID_PATTERN_TARGET_ID");
var taggableId = id(TAGGABLE_ID);
var name = text({ min: 1, max: 128 });
var policyTypeName = required(oneOf([...POLICY_TYPES.keys()], "INVALID_ENUM_POLICY_TYPE"));

// emulator/control-tower.ts
import { randomUUID as randomUUID3 } from "node:crypto";

// emulator/mistake.ts
var Mistake = class extends Error {
};
var mistake = (message) => new Mistake(message);

// emulator/control-tower-body.ts
var FIELDS = {
  name: { pattern: /^[\u0020-\u007e]{1,50}$/, words: "a name of 1 to 50 ASCII characters" },
  email: { pattern: /^(?=.{6,64}$)[^\s@]+@[^\s@]+\.[^\s@]+$/, words: "an e-mail address of 6 to 64 characters" },
  account: { pattern: ACCOUNT_ID, words: "an account id of twelve digits, as text" },
  organizational_unit: { pattern: UNIT_ID, words: "an OU id such as ou-ab12-11111111" },
  type: { pattern: /^ACCOUNT_MOVED_BETWEEN_OUS$/, words: "ACCOUNT_MOVED_BETWEEN_OUS" }
};
var REGION = { pattern: /^[a-z]{2,4}(-[a-z]+)+-\d$/, words: "a region such as eu-west-1" };
var ACTIONS = {
  create_account: ["name", "email", "organizational_unit"],
  enroll_account: ["account", "organizational_unit"],
  register_organizational_unit: ["organizational_unit"],
  drift: ["type", "account", "organizational_unit"]
};
var NAMES = Object.keys(ACTIONS);
function matching(value, at, { pattern, words }) {
  if (typeof value !== "string" || !pattern.test(value)) throw mistake(`${at} must be ${words}.`);
  return value;
}
function known(value, at, names) {
  for (const name3 of Object.keys(value))
    if (!names.includes(name3)) throw mistake(`${at} has an unknown member ${JSON.stringify(name3)}.`);
}
function readPlay(body) {
  if (!isObject(body)) throw mistake("The body must be an object.");
  const [name3, second] = NAMES.filter((one) => body[one] !== void 0);
  if (name3 === void 0 || second !== void 0) throw mistake(`The body must have one of ${NAMES.join(", ")}.`);
  const { [name3]: given, region = "us-east-1", fail = false } = body;
  known(body, "The body", [name3, "region", ...name3 === "drift" ? [] : ["fail"]]);
  if (!isObject(given)) throw mistake(`${name3} must be an object.`);
  known(given, name3, ACTIONS[name3]);
  if (typeof fail !== "boolean") throw mistake("fail must be true or false.");
  const values = Object.fromEntries(
    ACTIONS[name3].map((field) => [field, matching(given[field], `${name3}.${field}`, FIELDS[field])])
  );
  return { action: name3, values, region: matching(region, "region", REGION), fails: fail };
}

// emulator/control-tower-events.ts
import { randomUUID as randomUUID2 } from "node:crypto";

// emulator/events.ts
import { randomUUID } from "node:crypto";
var iso = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
function envelope(detailType, { account: account2, now: now2, eventName }, detail) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source: "aws.organizations",
    account: account2,
    time: iso(now2),
    region: "us-east-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      eventTime: iso(now2),
      eventSource: "organizations.amazonaws.com",
      eventName,
      awsRegion: "us-east-1",
      requestParameters: null,
      responseElements: null,
      eventID: randomUUID(),
      readOnly: false,
      managementEvent: true,
      recipientAccountId: account2,
      eventCategory: "Management",
      ...detail
    }
  };
}
var errorCode = (name3) => name3 === "AccessDeniedException" ? "AccessDenied" : name3;
function callEvent(occasion, outcome2) {
  const { caller, requestId } = occasion;
  const { account: account2, userIdentity, sourceIPAddress, userAgent } = caller;
  const { error, requestParameters, responseElements } = outcome2;
  return envelope(
    "AWS API Call via CloudTrail",
    { ...occasion, account: account2 },
    {
      userIdentity,
      sourceIPAddress,
      userAgent,
      ...error === void 0 ? {} : { errorCode: errorCode(error.name), errorMessage: error.message },
      requestParameters,
      responseElements: error === void 0 ? responseElements : null,
      requestID: requestId,
      eventType: "AwsApiCall",
      tlsDetails: {
        tlsVersion: "TLSv1.3",
        cipherSuite: "TLS_AES_128_GCM_SHA256",
        clientProvidedHostHeader: "organizations.us-east-1.amazonaws.com"
      }
    }
  );
}
var INVOKED_BY = {
  AccountJoinedOrganization: "organizations.amazonaws.com",
  AccountDepartedOrganization: "organizations.amazonaws.com"
};
function serviceEvent(occasion, serviceEventDetails) {
  const invokedBy = INVOKED_BY[occasion.eventName] ?? "AWS Internal";
  return envelope("AWS Service Event via CloudTrail", occasion, {
    userIdentity: { accountId: occasion.account, invokedBy },
    sourceIPAddress: invokedBy,
    userAgent: invokedBy,
    eventType: "AwsServiceEvent",
    serviceEventDetails
  });
}

// emulator/ids.ts
import { randomInt } from "node:crypto";
var ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
var DIGITS = "0123456789";
var source = (random) => random();
function drawingFrom(other, work) {
  const before = source;
  source = other;
  try {
    return work();
  } finally {
    source = before;
  }
}
var draw = (alphabet, length) => source(() => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(""));
var recording = (drawn2, work) => drawingFrom((random) => {
  const id2 = random();
  drawn2.push(id2);
  return id2;
}, work);
function replaying(drawn2, work) {
  let next = 0;
  return drawingFrom((random) => drawn2[next++] ?? random(), work);
}
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
  const organization = {
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
      addPolicy(organization, { ...fullAccess, type: type2, awsManaged: true, tags: /* @__PURE__ */ new Map(), targets: [] });
  return organization;
}
var policyNameKey = ({ type: type2, name: name3 }) => `${type2}/${name3}`;
function addPolicy(organization, policy2) {
  organization.policies.set(policy2.id, policy2);
  organization.policyNames.add(policyNameKey(policy2));
  organization.taken.add(policy2.id);
  const ids = organization.policyIds.get(policy2.type) ?? [];
  add(ids, policy2.id);
  organization.policyIds.set(policy2.type, ids);
}
function removePolicy(organization, policy2) {
  organization.policies.delete(policy2.id);
  organization.policyNames.delete(policyNameKey(policy2));
  remove(organization.policyIds.get(policy2.type) ?? [], policy2.id);
}
var attachedOf = (target2, type2) => target2.attached.get(type2) ?? [];
function attach(policy2, target2) {
  const ids = attachedOf(target2, policy2.type);
  add(ids, policy2.id);
  target2.attached.set(policy2.type, ids);
  add(policy2.targets, target2.id);
}
function detach(policy2, target2) {
  remove(attachedOf(target2, policy2.type), policy2.id);
  remove(policy2.targets, target2.id);
}
function attachFullAccess(organization, target2, types) {
  for (const type2 of types) {
    const policy2 = organization.policies.get(fullAccessId(type2) ?? "");
    if (policy2 !== void 0) attach(policy2, target2);
  }
}
function addUnit(organization, unit2) {
  add(unit2.parent.units, unit2.id);
  unit2.parent.unitNames.add(unit2.name);
  organization.targets.set(unit2.id, unit2);
  organization.taken.add(unit2.id);
  organization.units += 1;
}
function detachAll(organization, target2) {
  for (const id2 of [...target2.attached.values()].flat()) {
    const policy2 = organization.policies.get(id2);
    if (policy2 !== void 0) detach(policy2, target2);
  }
}
function removeUnit(organization, unit2) {
  detachAll(organization, unit2);
  remove(unit2.parent.units, unit2.id);
  unit2.parent.unitNames.delete(unit2.name);
  organization.targets.delete(unit2.id);
  organization.units -= 1;
}
function addAccount(organization, account2) {
  add(account2.parent.accounts, account2.id);
  add(organization.accounts, account2.id);
  organization.targets.set(account2.id, account2);
  organization.taken.add(account2.id);
}
function removeAccount(organization, account2) {
  detachAll(organization, account2);
  remove(account2.parent.accounts, account2.id);
  remove(organization.accounts, account2.id);
  organization.targets.delete(account2.id);
}
function lineage(target2) {
  return target2.kind === "ROOT" ? [target2] : [...lineage(target2.parent), target2];
}

// emulator/world.ts
function createWorld(home, organization) {
  const world = {
    home: organization?.managementAccount ?? home,
    organizations: organization === void 0 ? [] : [organization],
    addresses: /* @__PURE__ */ new Map(),
    handshakes: /* @__PURE__ */ new Map(),
    standalone: /* @__PURE__ */ new Map()
  };
  for (const target2 of organization?.targets.values() ?? []) if (target2.kind === "ACCOUNT") addressed(world, target2);
  return world;
}
var addressed = (world, { id: id2, email }) => void world.addresses.set(email.toLowerCase(), id2);
var accountOf = (world, email) => world.addresses.get(email.toLowerCase());
var organizationOf = (world, account2) => world.organizations.find(({ targets }) => targets.has(account2));
function profileOf(world, account2) {
  const member3 = organizationOf(world, account2)?.targets.get(account2);
  return member3?.kind === "ACCOUNT" ? member3 : world.standalone.get(account2);
}
function enter(world, organization, account2) {
  addAccount(organization, account2);
  attachFullAccess(organization, account2, organization.enabled);
  addressed(world, account2);
  world.standalone.delete(account2.id);
}
function depart(world, organization, account2) {
  removeAccount(organization, account2);
  const { name: name3, email, state } = account2;
  world.standalone.set(account2.id, { name: name3, email, state });
}

// emulator/handshakes.ts
var DAY = 24 * 60 * 60 * 1e3;
var OPEN_FOR = 15 * DAY;
var SHOWN_FOR = 30 * DAY;
var expiryOf = ({ requested }) => requested + OPEN_FOR;
function stateOf(handshake, now2) {
  return handshake.response?.state ?? (now2 < expiryOf(handshake) ? "OPEN" : "EXPIRED");
}
var isShown = (handshake, now2) => now2 < (handshake.response?.time ?? expiryOf(handshake)) + SHOWN_FOR;
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
var arn = (organization, resource) => `arn:aws:organizations::${organization.managementAccount}:${resource}`;
var targetArn = (organization, target2) => arn(organization, `${ARN_PART[target2.kind]}/${organization.id}/${target2.id}`);
function policyArn(organization, { id: id2, type: type2, awsManaged }) {
  const kind2 = type2.toLowerCase();
  return awsManaged ? `arn:aws:organizations::aws:policy/${kind2}/${id2}` : arn(organization, `policy/${organization.id}/${kind2}/${id2}`);
}
var path = (organization, target2) => `${[organization.id, ...lineage(target2).map(({ id: id2 }) => id2)].join("/")}/`;
function managementView({ targets, managementAccount }) {
  const account2 = targets.get(managementAccount);
  return account2?.kind === "ACCOUNT" ? { Name: account2.name, Email: account2.email } : {};
}
function organizationView(organization) {
  return {
    Id: organization.id,
    Arn: arn(organization, `organization/${organization.id}`),
    FeatureSet: organization.featureSet,
    MasterAccountArn: arn(organization, `account/${organization.id}/${organization.managementAccount}`),
    MasterAccountId: organization.managementAccount,
    MasterAccountEmail: managementView(organization).Email,
    // Deprecated and incomplete in AWS as well: it names SCPs whatever the root says.
    AvailablePolicyTypes: organization.featureSet === "ALL" ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : []
  };
}
function rootView(organization, root) {
  const enabled = [...organization.enabled].map((Type) => ({ Type, Status: "ENABLED" }));
  return { Id: root.id, Arn: targetArn(organization, root), Name: root.name, PolicyTypes: enabled };
}
function unitView(organization, unit2) {
  return { Id: unit2.id, Arn: targetArn(organization, unit2), Name: unit2.name, Path: path(organization, unit2) };
}
var STATUS = {
  PENDING_ACTIVATION: "SUSPENDED",
  ACTIVE: "ACTIVE",
  SUSPENDED: "SUSPENDED",
  PENDING_CLOSURE: "PENDING_CLOSURE",
  CLOSED: "SUSPENDED"
};
var seconds = (milliseconds) => milliseconds === void 0 ? void 0 : milliseconds / 1e3;
function accountView(organization, account2) {
  return {
    Id: account2.id,
    Arn: targetArn(organization, account2),
    Email: account2.email,
    Name: account2.name,
    Status: STATUS[account2.state],
    State: account2.state,
    Paths: [path(organization, account2)],
    JoinedMethod: account2.joinedMethod,
    JoinedTimestamp: seconds(account2.joined)
  };
}
function summaryView(organization, policy2) {
  return {
    Id: policy2.id,
    Arn: policyArn(organization, policy2),
    Name: policy2.name,
    Description: policy2.description,
    Type: policy2.type,
    AwsManaged: policy2.awsManaged
  };
}
function policyView(organization, policy2) {
  return { PolicySummary: summaryView(organization, policy2), Content: policy2.content };
}
function policyTargetView(organization, target2) {
  return {
    TargetId: target2.id,
    Arn: targetArn(organization, target2),
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
function handshakeView(handshake, now2) {
  const { id: id2, organization, target: target2, notes, requested } = handshake;
  const { Name, Email } = managementView(organization);
  return {
    Id: id2,
    Arn: arn(organization, `handshake/${organization.id}/invite/${id2}`),
    Parties: [{ Id: organization.id, Type: "ORGANIZATION" }, target2],
    State: stateOf(handshake, now2),
    RequestedTimestamp: seconds(requested),
    ExpirationTimestamp: seconds(expiryOf(handshake)),
    Action: "INVITE",
    Resources: [
      {
        Type: "ORGANIZATION",
        Value: organization.id,
        Resources: [
          { Type: "MASTER_EMAIL", Value: Email },
          { Type: "MASTER_NAME", Value: Name },
          { Type: "ORGANIZATION_FEATURE_SET", Value: organization.featureSet }
        ]
      },
      { Type: target2.Type, Value: target2.Id },
      ...notes === void 0 ? [] : [{ Type: "NOTES", Value: notes }]
    ]
  };
}

// emulator/control-tower-events.ts
function envelope2({ organization, region, now: now2 }, detailType, detail) {
  return {
    version: "0",
    id: randomUUID2(),
    "detail-type": detailType,
    source: "aws.controltower",
    account: organization.managementAccount,
    time: iso(now2),
    region,
    resources: [],
    detail
  };
}
function record(landing, eventName, serviceEventDetails, members = {}) {
  const { organization, region, now: now2 } = landing;
  return envelope2(landing, "AWS Service Event via CloudTrail", {
    eventVersion: "1.05",
    userIdentity: { accountId: organization.managementAccount, invokedBy: "AWS Internal" },
    eventTime: iso(now2),
    eventSource: "controltower.amazonaws.com",
    eventName,
    awsRegion: region,
    sourceIPAddress: "AWS Internal",
    userAgent: "AWS Internal",
    eventID: randomUUID2(),
    readOnly: false,
    eventType: "AwsServiceEvent",
    ...members,
    serviceEventDetails
  });
}
var timestamps = ({ now: now2 }) => {
  const time = iso(now2).replace("Z", "+0000");
  return { requestedTimestamp: time, completedTimestamp: time };
};
var MESSAGES2 = {
  CreateManagedAccount: ["created a managed account", "create a managed account"],
  UpdateManagedAccount: ["updated a managed account", "update a managed account"],
  RegisterOrganizationalUnit: ["registered an organizational unit", "register an organizational unit"]
};
function outcome({ state }, eventName) {
  const [succeeded, failed] = MESSAGES2[eventName];
  const words = state === "SUCCEEDED" ? `successfully ${succeeded}` : `failed to ${failed}`;
  return { state, message: `AWS Control Tower ${words}.` };
}
var STATUS_KEY = {
  CreateManagedAccount: "createManagedAccountStatus",
  UpdateManagedAccount: "updateManagedAccountStatus"
};
var managedAccountEvent = (landing, eventName, unit2, account2) => record(landing, eventName, {
  [STATUS_KEY[eventName]]: {
    organizationalUnit: { organizationalUnitName: unit2.name, organizationalUnitId: unit2.id },
    account: { accountName: account2.name, accountId: account2.id },
    ...outcome(landing, eventName),
    ...timestamps(landing)
  }
});
var registeredUnitEvent = (landing, unit2) => record(landing, "RegisterOrganizationalUnit", {
  registerOrganizationalUnitStatus: {
    ...outcome(landing, "RegisterOrganizationalUnit"),
    organizationalUnit: { organizationalUnitName: unit2.name, organizationalUnitId: unit2.id },
    ...timestamps(landing)
  }
});
var enabledBaseline = ({ organization, region }) => `arn:aws:controltower:${region}:${organization.managementAccount}:enabledbaseline/${letters(16).toUpperCase()}`;
function enabledBaselineEvents(landing, accounts) {
  const { organization, region, state } = landing;
  const parentIdentifier = enabledBaseline(landing);
  const baselineIdentifier = `arn:aws:controltower:${region}::baseline/17BSJV3IGJ2QSGA2`;
  return accounts.map(
    (account2) => record(
      landing,
      "EnableBaseline",
      {
        enableBaselineStatus: {
          enabledBaselineDetails: {
            arn: enabledBaseline(landing),
            parentIdentifier,
            targetIdentifier: targetArn(organization, account2),
            baselineIdentifier,
            baselineVersion: "4.0",
            statusSummary: { lastOperationIdentifier: randomUUID2(), status: state },
            parameters: []
          },
          ...timestamps(landing)
        }
      },
      {
        eventVersion: "1.11",
        requestParameters: null,
        responseElements: null,
        managementEvent: true,
        recipientAccountId: organization.managementAccount,
        eventCategory: "Management"
      }
    )
  );
}
var movedAccountEvent = (landing, account2, unit2) => envelope2(landing, "Drift Detected", {
  message: `AWS Control Tower has detected that your managed account ${account2.id} has been moved to organizational unit ${unit2.id}.`,
  managementAccountId: landing.organization.managementAccount,
  organizationId: landing.organization.id,
  driftType: "ACCOUNT_MOVED_BETWEEN_OUS",
  remediationStep: "Re-register this organizational unit, or update the account.",
  accountId: account2.id,
  sourceId: account2.id,
  destinationId: unit2.id
});

// emulator/event-values.ts
var FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
function eventTimestamp(milliseconds, between2 = " ") {
  return FORMAT.format(milliseconds).replaceAll("\u202F", " ").replace(/(\d{4}), /, `$1${between2}`);
}
var lowerFirst = (member3) => member3.charAt(0).toLowerCase() + member3.slice(1);
function member(name3, value, spelling) {
  if (spelling.masked?.includes(name3)) return "****";
  if (spelling.spoken?.[name3] !== void 0) return spelling.spoken[name3];
  if (name3.endsWith("Timestamp") && typeof value === "number") return eventTimestamp(value * 1e3);
  return eventValue(value, spelling);
}
function eventValue(value, spelling = {}) {
  if (Array.isArray(value)) return value.map((item) => eventValue(item, spelling));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== void 0).map(([name3, inner]) => [lowerFirst(name3), member(name3, inner, spelling)])
  );
}

// emulator/find.ts
function findPolicy(organization, id2) {
  return organization.policies.get(id2) ?? refuse("PolicyNotFoundException");
}
function findTarget(organization, id2) {
  return organization.targets.get(id2) ?? refuse("TargetNotFoundException");
}
function findContainer(organization, id2, missing = "ParentNotFoundException") {
  const found = organization.targets.get(id2);
  return found === void 0 || found.kind === "ACCOUNT" ? refuse(missing) : found;
}
function findChild(organization, id2) {
  const found = organization.targets.get(id2);
  return found === void 0 || found.kind === "ROOT" ? refuse("ChildNotFoundException") : found;
}
function findUnit(organization, id2) {
  const found = organization.targets.get(id2);
  return found?.kind === "ORGANIZATIONAL_UNIT" ? found : refuse("OrganizationalUnitNotFoundException");
}
function findAccount(organization, id2) {
  const found = organization.targets.get(id2);
  return found?.kind === "ACCOUNT" ? found : refuse("AccountNotFoundException");
}
function findRoot(organization, id2) {
  return organization.root.id === id2 ? organization.root : refuse("RootNotFoundException");
}

// emulator/membership.ts
var WAITING_PERIOD = 4 * 24 * 60 * 60 * 1e3;
var JOINED = { CREATED: "Created", INVITED: "INVITED" };
function join({ world, now: now2, announce }, organization, account2) {
  enter(world, organization, account2);
  announce(organization.managementAccount, "AccountJoinedOrganization", {
    accountId: account2.id,
    joinedMethod: JOINED[account2.joinedMethod],
    joinedTime: eventTimestamp(now2, ", ")
  });
}
function checkDeparture({ now: now2 }, organization, account2) {
  if (account2.id === organization.managementAccount) refuse("MasterCannotLeaveOrganizationException");
  const { joinedMethod, joined: joined2 } = account2;
  if (joinedMethod === "CREATED" && joined2 !== void 0 && now2 < joined2 + WAITING_PERIOD)
    violated("WAIT_PERIOD_ACTIVE");
}
function leave({ world, now: now2, announce }, organization, account2, departureMethod) {
  depart(world, organization, account2);
  announce(organization.managementAccount, "AccountDepartedOrganization", {
    accountId: account2.id,
    departureMethod,
    departureTime: eventTimestamp(now2, ", ")
  });
}

// emulator/operation.ts
function operation(shape2, run2, flags = {}) {
  return {
    readOnly: false,
    masked: [],
    spoken: {},
    ...flags,
    members: Object.keys(shape2),
    run: (input, context) => run2(checked(shape2, input), context)
  };
}
var joined = ({ world, account: account2 }) => organizationOf(world, account2) ?? refuse("AWSOrganizationsNotInUseException");
function managed(context) {
  const organization = joined(context);
  return organization.managementAccount === context.account ? organization : refuse("AccessDeniedException");
}
var member2 = (shape2, run2, flags = {}) => operation(shape2, (input, context) => run2(joined(context), input, context), flags);
var write = (shape2, run2, flags = {}) => operation(shape2, (input, context) => run2(managed(context), input, context), flags);
var read = (shape2, run2) => write(shape2, run2, { readOnly: true });

// emulator/pages.ts
var LARGEST_PAGE = 20;
var paging = { NextToken: optional(text({ max: 1e5 })), MaxResults: optional(integer(1, LARGEST_PAGE)) };
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
var key = text({ min: 1, max: 128, pattern: TAG_TEXT });
var tagKeys = listOf(key);
var tagList = listOf(structure({ Key: required(key), Value: required(text({ max: 256, pattern: TAG_TEXT })) }));
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
  Email: required(text({ min: 6, max: 64, pattern: EMAIL })),
  AccountName: required(text({ min: 1, max: 50, pattern: ACCOUNT_NAME })),
  RoleName: optional(text({ pattern: ROLE_NAME, reason: "INVALID_ROLE_NAME" })),
  IamUserAccessToBilling: optional(oneOf(["ALLOW", "DENY"])),
  Tags: optional(tagList)
};
var createAccount = write(
  shape,
  (organization, { Email, AccountName, Tags }, context) => {
    const { world, now: now2, announce } = context;
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const known2 = accountOf(world, Email) !== void 0;
    const status = {
      id: fresh2(organization, () => `car-${letters(32)}`),
      accountName: AccountName,
      accountId: known2 ? void 0 : fresh2(organization, accountId2),
      failureReason: known2 ? "EMAIL_ALREADY_EXISTS" : void 0,
      requested: now2
    };
    organization.createStatuses.set(status.id, status);
    announce(organization.managementAccount, "CreateAccountResult", {
      createAccountStatus: eventValue(createStatusView(status), { masked: MASKED })
    });
    if (status.accountId !== void 0) {
      join(context, organization, {
        kind: "ACCOUNT",
        ...entity(status.accountId, AccountName),
        parent: organization.root,
        email: Email,
        state: "ACTIVE",
        joinedMethod: "CREATED",
        joined: now2,
        tags
      });
    }
    return { CreateAccountStatus: requestedView(status) };
  },
  { masked: MASKED }
);
var fresh2 = (organization, make) => fresh(organization.taken, make);
var describeCreateAccountStatus = read(
  { CreateAccountRequestId: required(text({ pattern: CREATE_REQUEST_ID })) },
  (organization, { CreateAccountRequestId }) => ({
    CreateAccountStatus: createStatusView(
      organization.createStatuses.get(CreateAccountRequestId) ?? refuse("CreateAccountStatusNotFoundException")
    )
  })
);
var moveAccount = write(
  { AccountId: accountId, SourceParentId: parentId, DestinationParentId: parentId },
  (organization, { AccountId, SourceParentId, DestinationParentId }) => {
    const account2 = findAccount(organization, AccountId);
    const source2 = findContainer(organization, SourceParentId, "SourceParentNotFoundException");
    const destination = findContainer(organization, DestinationParentId, "DestinationParentNotFoundException");
    if (destination === account2.parent) refuse("DuplicateAccountException");
    if (source2 !== account2.parent) refuse("SourceParentNotFoundException");
    remove(source2.accounts, account2.id);
    add(destination.accounts, account2.id);
    account2.parent = destination;
    return void 0;
  }
);
var describeAccount = read({ AccountId: accountId }, (organization, { AccountId }) => ({
  Account: accountView(organization, findAccount(organization, AccountId))
}));
var listAccounts = read(paging, (organization, input) => {
  const found = page("ListAccounts", organization.accounts, input);
  return { Accounts: found.ids.map((id2) => shown(organization, id2)), NextToken: found.NextToken };
});
var listAccountsForParent = read({ ParentId: parentId, ...paging }, (organization, input) => {
  const { accounts } = findContainer(organization, input.ParentId);
  const found = page(`ListAccountsForParent ${input.ParentId}`, accounts, input);
  return { Accounts: found.ids.map((id2) => shown(organization, id2)), NextToken: found.NextToken };
});
var shown = (organization, id2) => accountView(organization, findAccount(organization, id2));
var accountOperations = {
  CreateAccount: createAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  MoveAccount: moveAccount,
  DescribeAccount: describeAccount,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent
};

// emulator/random.ts
function randomOf(seed) {
  let state = seed;
  return () => {
    state = state + 1831565813 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
var between = (random, [from, to]) => from + Math.floor(random() * (to - from + 1));

// emulator/faults.ts
var refusal = (name3) => ({ passes: true, fault: () => ({ name: name3 }) });
var POLICY_CHANGES = [
  ...["AttachPolicy", "DetachPolicy", "UpdatePolicy"],
  ...["EnablePolicyType", "DisablePolicyType"]
];
var keyOf = ({ name: name3, input }) => `${name3} ${JSON.stringify(input)}`;
var KINDS = {
  ConcurrentModificationException: {
    ...refusal("ConcurrentModificationException"),
    meets: ({ operation: operation2 }) => !operation2.readOnly
  },
  PolicyChangesInProgressException: {
    ...refusal("PolicyChangesInProgressException"),
    meets: ({ name: name3 }) => POLICY_CHANGES.includes(name3)
  },
  TooManyRequestsException: refusal("TooManyRequestsException"),
  ServiceException: refusal("ServiceException"),
  /** The connection breaks before the service gets to know of the call. */
  "lost-request": { passes: true, fault: () => ({ destroy: true }) },
  /** It did what it was asked for, and nobody hears of it. */
  "lost-answer": { passes: true, fault: () => ({ destroy: true, after: true }) },
  "short-answer": { passes: true, fault: () => ({ cut: true, after: true }) },
  "slow-answer": {
    passes: true,
    fault: ({ slowness }, random) => ({ delay: slowness ?? between(random, [100, 5e3]) })
  },
  /** A proxy answers in place of the service, in HTML. */
  "proxy-answer": { passes: true, fault: () => ({ proxy: true }) },
  /** A list breaks off in its middle. */
  "failing-page": {
    ...refusal("ServiceException"),
    meets: ({ input }) => typeof input.NextToken === "string",
    lasts: (request, { repeat }, random) => ({
      key: keyOf(request),
      left: (repeat ?? between(random, [1, 3])) - 1,
      until: Number.POSITIVE_INFINITY
    })
  },
  denied: {
    passes: false,
    fault: () => ({ name: "AccessDeniedException" }),
    lasts: ({ name: name3 }, { denial }, random, now2) => ({
      key: name3,
      left: Number.POSITIVE_INFINITY,
      until: now2 + (denial ?? between(random, [1e3, 3e4]))
    })
  }
};
var TABLE = KINDS;
var FAULT_KINDS = Object.keys(KINDS);
var PASSING = FAULT_KINDS.filter((kind2) => TABLE[kind2].passes);
var createFaults = (options) => ({
  options,
  random: randomOf(options.seed),
  spells: /* @__PURE__ */ new Map(),
  struck: /* @__PURE__ */ new Map()
});
function strike(faults, request, now2) {
  if (!isMeant(faults.options, request, now2)) return void 0;
  const { kind: kind2, fault } = goingOn(faults, request, now2) ?? drawn(faults, request, now2) ?? {};
  if (kind2 !== void 0) faults.struck.set(kind2, (faults.struck.get(kind2) ?? 0) + 1);
  return fault;
}
function isMeant({ callers, operations, until }, { name: name3, caller }, now2) {
  const { account: account2, userIdentity } = caller;
  return now2 < (until ?? Number.POSITIVE_INFINITY) && (operations?.includes(name3) ?? true) && (callers?.some((one) => one === account2 || one === userIdentity.accessKeyId) ?? true);
}
function goingOn({ spells }, request, now2) {
  for (const key2 of [request.name, keyOf(request)]) {
    const spell = spells.get(key2);
    if (spell === void 0) continue;
    if (spell.left > 0 && now2 < spell.until) {
      spell.left -= 1;
      return spell;
    }
    spells.delete(key2);
  }
  return void 0;
}
function drawn({ options, random, spells }, request, now2) {
  if (random() >= options.rate) return void 0;
  const possible = (options.kinds ?? PASSING).filter((kind3) => TABLE[kind3].meets?.(request) ?? true);
  const kind2 = possible[Math.floor(random() * possible.length)];
  if (kind2 === void 0) return void 0;
  const fault = TABLE[kind2].fault(options, random);
  const lasting = TABLE[kind2].lasts?.(request, options, random, now2);
  if (lasting !== void 0) spells.set(lasting.key, { ...lasting, kind: kind2, fault });
  return { kind: kind2, fault };
}

// emulator/stale.ts
var pastOf = (world, staleness, now2) => staleness === 0 ? void 0 : { staleness, world: structuredClone(world), asOf: now2 - staleness, coming: [] };
function setStaleness(timeline, staleness, now2) {
  const { world, past } = timeline;
  timeline.past = staleness === 0 || past === void 0 ? pastOf(world, staleness, now2) : { ...past, staleness };
}
function happen({ world, past }, at, deed) {
  if (past === void 0) return deed(world);
  const drawn2 = [];
  const value = recording(drawn2, () => deed(world));
  past.coming.push({ at, again: (then) => replaying(drawn2, () => deed(then)) });
  catchUp(past, at);
  return value;
}
function seen({ world, past }, now2) {
  if (past === void 0) return { world, now: now2 };
  catchUp(past, now2);
  return { world: past.world, now: past.asOf };
}
function catchUp(past, now2) {
  past.asOf = Math.max(past.asOf, now2 - past.staleness);
  const later = past.coming.findIndex(({ at }) => at > past.asOf);
  for (const { again } of past.coming.splice(0, later < 0 ? past.coming.length : later)) again(past.world);
}

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
var rateOf = (operation2) => BY_OPERATION.get(operation2) ?? rate(5, 8, operation2);

// emulator/throttle.ts
var createThrottle = () => ({ buckets: /* @__PURE__ */ new Map(), refused: /* @__PURE__ */ new Map() });
function admit({ buckets, refused }, account2, operation2, now2) {
  const { operations, perSecond, burst } = rateOf(operation2);
  const key2 = `${account2} ${operations[0]}`;
  const { tokens, at } = buckets.get(key2) ?? { tokens: burst, at: now2 };
  const filled = Math.min(burst, tokens + Math.max(0, now2 - at) * perSecond / 1e3);
  if (filled < 1) {
    refused.set(operation2, (refused.get(operation2) ?? 0) + 1);
    return false;
  }
  buckets.set(key2, { tokens: filled - 1, at: now2 });
  return true;
}

// emulator/perform.ts
var refusalOf = ({ name: name3, message, reason, status }) => name3 === void 0 ? void 0 : new Refusal(name3, {
  ...message === void 0 ? {} : { message },
  ...reason === void 0 ? {} : { reason },
  ...status === void 0 ? {} : { status }
});
async function perform(state, request) {
  const { name: name3, input } = request;
  state.calls.set(name3, (state.calls.get(name3) ?? 0) + 1);
  state.served += 1;
  const chosen = await state.fault({ operation: name3, input, number: state.served });
  const fault = chosen ?? (state.faults && strike(state.faults, request, state.now()));
  const answer2 = answerWith(state, request, fault);
  if (fault?.delay !== void 0) await state.sleep(fault.delay, "answer");
  return answer2;
}
function answerWith(state, request, fault) {
  if (fault?.proxy) return { proxy: true };
  if (fault?.destroy && !fault.after) return { dropped: true };
  const now2 = state.now();
  const ran = attempt(state, request, fault, now2);
  const late = fault?.after && !fault.destroy ? refusalOf(fault) : void 0;
  if (late !== void 0) ran.refusal ??= late;
  const unread = ran.refusal?.name === "SerializationException";
  if (!request.operation.readOnly && !unread) record2(state, request, ran, now2);
  return fault?.destroy ? { dropped: true } : { ...ran, cut: fault?.cut ?? false };
}
function attempt(state, request, fault, now2) {
  const { throttle } = state;
  const { name: name3, caller } = request;
  if (throttle !== void 0 && !admit(throttle, caller.account, name3, now2))
    return { announced: [], refusal: new Refusal("TooManyRequestsException") };
  const refusal2 = fault === void 0 || fault.after ? void 0 : refusalOf(fault);
  return refusal2 === void 0 ? run(state, request, now2) : { announced: [], refusal: refusal2 };
}
function carryOut(state, request, now2) {
  const ran = run(state, request, now2);
  return { ...ran, events: record2(state, request, ran, now2) };
}
function run(state, { operation: operation2, input, caller }, now2) {
  const runIn = (world, now3) => {
    const announced = [];
    const announce = (account2, eventName, details, effect) => void announced.push({ account: account2, eventName, details, effect });
    return { announced, output: operation2.run(input, { world, account: caller.account, now: now3, announce }) };
  };
  try {
    if (!operation2.readOnly) return happen(state, now2, (world2) => runIn(world2, now2));
    const { world, now: asOf } = seen(state, now2);
    return runIn(world, asOf);
  } catch (error) {
    if (error instanceof Refusal) return { announced: [], refusal: error };
    throw error;
  }
}
function record2(state, request, ran, now2) {
  const { name: name3, operation: operation2, input, caller, requestId } = request;
  const { members, masked, spoken } = operation2;
  const sent = Object.fromEntries(members.map((key2) => [key2, input[key2] ?? void 0]));
  const outcome2 = {
    requestParameters: members.length === 0 ? null : eventValue(sent, { masked }),
    responseElements: ran.output === void 0 ? null : eventValue(ran.output, { masked, spoken }),
    ...ran.refusal === void 0 ? {} : { error: ran.refusal }
  };
  const call = callEvent({ now: now2, eventName: name3, caller, requestId }, outcome2);
  publish(state.bus, call);
  const announced = ran.announced.map(({ account: account2, eventName, details, effect }) => {
    const event = serviceEvent({ account: account2, now: now2, eventName }, details);
    publish(state.bus, event, effect && (() => happen(state, state.now(), effect)));
    return event.id;
  });
  return [call.id, ...announced];
}

// emulator/control-tower.ts
var SERVICE = "controltower.amazonaws.com";
var ROLE = "AWSControlTowerAdmin";
var ROLE_ID = "AROACONTROLTOWERADMIN";
var administrator = (account2, now2) => ({
  account: account2,
  userIdentity: {
    type: "AssumedRole",
    principalId: `${ROLE_ID}:AWSControlTower`,
    arn: `arn:aws:sts::${account2}:assumed-role/${ROLE}/AWSControlTower`,
    accountId: account2,
    accessKeyId: "ASIACONTROLTOWER0000",
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: ROLE_ID,
        arn: `arn:aws:iam::${account2}:role/service-role/${ROLE}`,
        accountId: account2,
        userName: ROLE
      },
      attributes: { creationDate: iso(now2), mfaAuthenticated: "false" }
    },
    invokedBy: SERVICE
  },
  sourceIPAddress: SERVICE,
  userAgent: SERVICE
});
function findUnit2({ targets }, id2) {
  const found = targets.get(id2);
  if (found?.kind !== "ORGANIZATIONAL_UNIT") throw mistake(`There is no organizational unit ${id2}.`);
  return found;
}
var isManaged = ({ managementAccount }, { id: id2 }) => id2 !== managementAccount;
function findMember(organization, id2) {
  const found = organization.targets.get(id2);
  if (found?.kind !== "ACCOUNT" || !isManaged(organization, found)) throw mistake(`There is no member account ${id2}.`);
  return found;
}
function move({ call }, account2, unit2) {
  if (account2.parent === unit2) return;
  call("MoveAccount", { AccountId: account2.id, SourceParentId: account2.parent.id, DestinationParentId: unit2.id });
}
function createAccount2(stage, { name: name3, email, unit: unit2 }) {
  const { organization, call, tell } = stage;
  const input = { Email: email, AccountName: name3, RoleName: "AWSControlTowerExecution" };
  const { CreateAccountStatus } = call("CreateAccount", input);
  const created = organization.createStatuses.get(CreateAccountStatus.Id)?.accountId;
  if (created === void 0) {
    tell([managedAccountEvent({ ...stage, state: "FAILED" }, "CreateManagedAccount", unit2, { name: name3 })]);
    return null;
  }
  const account2 = findMember(organization, created);
  move(stage, account2, unit2);
  tell([managedAccountEvent(stage, "CreateManagedAccount", unit2, account2)]);
  return created;
}
function enrollAccount(stage, account2, unit2) {
  move(stage, account2, unit2);
  stage.tell([managedAccountEvent(stage, "UpdateManagedAccount", unit2, account2)]);
  stage.tell(enabledBaselineEvents(stage, [account2]));
  return account2.id;
}
function registerUnit(stage, unit2) {
  const { organization, tell } = stage;
  const members = unit2.accounts.filter((id2) => isManaged(organization, { id: id2 }));
  tell([registeredUnitEvent(stage, unit2)]);
  tell(
    enabledBaselineEvents(
      stage,
      members.map((id2) => findMember(organization, id2))
    )
  );
  return null;
}
function drift(stage, account2, unit2) {
  stage.tell([movedAccountEvent(stage, account2, unit2)]);
  return account2.id;
}
var ACTIONS2 = {
  create_account: (stage, { name: name3, email, organizational_unit: unit2 }) => createAccount2(stage, { name: name3, email, unit: findUnit2(stage.organization, unit2) }),
  enroll_account: (stage, { account: account2, organizational_unit: unit2 }) => enrollAccount(stage, findMember(stage.organization, account2), findUnit2(stage.organization, unit2)),
  register_organizational_unit: (stage, { organizational_unit: unit2 }) => registerUnit(stage, findUnit2(stage.organization, unit2)),
  drift: (stage, { account: account2, organizational_unit: unit2 }) => drift(stage, findMember(stage.organization, account2), findUnit2(stage.organization, unit2))
};
var CALLS = accountOperations;
function playControlTower(state, body) {
  const { action, values, region, fails } = readPlay(body);
  const organization = organizationOf(state.world, state.world.home);
  if (organization === void 0) throw mistake(`The account ${state.world.home} is in no organization.`);
  const now2 = state.now();
  const caller = administrator(organization.managementAccount, now2);
  const events = [];
  const play = ACTIONS2[action];
  const account2 = play(
    {
      organization,
      region,
      now: now2,
      state: fails ? "FAILED" : "SUCCEEDED",
      call(name3, input) {
        const ran = carryOut(state, { name: name3, operation: CALLS[name3], input, caller, requestId: randomUUID3() }, now2);
        events.push(...ran.events);
        if (ran.refusal !== void 0) throw ran.refusal;
        return ran.output ?? {};
      },
      tell(told) {
        for (const event of told) publish(state.bus, event);
        events.push(...told.map(({ id: id2 }) => id2));
      }
    },
    values
  );
  return { account: account2, events };
}

// emulator/operations/attachments.ts
var pair = { PolicyId: policyId, TargetId: targetId };
function notEnabled(type2) {
  const spoken = type2.toLowerCase().replace(/(?:^|_)(.)/g, (_, first) => first.toUpperCase());
  return refuse("PolicyTypeNotEnabledException", `The given policy type ${spoken} is not enabled on the current view`);
}
var attachPolicy = write(pair, (organization, { PolicyId, TargetId }) => {
  const policy2 = findPolicy(organization, PolicyId);
  const target2 = findTarget(organization, TargetId);
  if (!organization.enabled.has(policy2.type)) notEnabled(policy2.type);
  const attached2 = attachedOf(target2, policy2.type);
  if (has(attached2, policy2.id)) refuse("DuplicatePolicyAttachmentException");
  if (attached2.length >= policyType(policy2.type).attachments) violated("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  attach(policy2, target2);
  return void 0;
});
var detachPolicy = write(pair, (organization, { PolicyId, TargetId }) => {
  const policy2 = findPolicy(organization, PolicyId);
  const target2 = findTarget(organization, TargetId);
  const { fullAccess } = policyType(policy2.type);
  if (fullAccess?.id === policy2.id && !fullAccess.detachable) invalid("NON_DETACHABLE_POLICY");
  const attached2 = attachedOf(target2, policy2.type);
  if (!has(attached2, policy2.id)) refuse("PolicyNotAttachedException");
  if (fullAccess !== void 0 && attached2.length === 1) violated("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  detach(policy2, target2);
  return void 0;
});
var listTargetsForPolicy = read({ PolicyId: policyId, ...paging }, (organization, input) => {
  const { targets } = findPolicy(organization, input.PolicyId);
  const { ids, NextToken } = page(`ListTargetsForPolicy ${input.PolicyId}`, targets, input);
  return { Targets: ids.map((id2) => policyTargetView(organization, findTarget(organization, id2))), NextToken };
});
var listPoliciesForTarget = read({ TargetId: targetId, Filter: policyTypeName, ...paging }, (organization, input) => {
  const attached2 = attachedOf(findTarget(organization, input.TargetId), input.Filter);
  const { ids, NextToken } = page(`ListPoliciesForTarget ${input.TargetId} ${input.Filter}`, attached2, input);
  return { Policies: ids.map((id2) => summaryView(organization, findPolicy(organization, id2))), NextToken };
});
var typeOfRoot = { RootId: rootId, PolicyType: policyTypeName };
var enablePolicyType = write(typeOfRoot, (organization, { RootId, PolicyType: type2 }) => {
  const root = findRoot(organization, RootId);
  if (organization.featureSet !== "ALL") refuse("PolicyTypeNotAvailableForOrganizationException");
  if (organization.enabled.has(type2)) refuse("PolicyTypeAlreadyEnabledException");
  organization.enabled.add(type2);
  for (const target2 of organization.targets.values()) attachFullAccess(organization, target2, [type2]);
  return { Root: rootView(organization, root) };
});
var disablePolicyType = write(typeOfRoot, (organization, { RootId, PolicyType: type2 }) => {
  const root = findRoot(organization, RootId);
  if (!organization.enabled.has(type2)) notEnabled(type2);
  const before = rootView(organization, root);
  organization.enabled.delete(type2);
  for (const target2 of organization.targets.values()) target2.attached.delete(type2);
  for (const id2 of organization.policyIds.get(type2) ?? []) findPolicy(organization, id2).targets = [];
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
var handshakeId = required(text({ pattern: HANDSHAKE_ID }));
var PARTY_ID = {
  ACCOUNT: text({ pattern: ACCOUNT_ID }),
  EMAIL: text({ max: 64, pattern: EMAIL, reason: "INVALID_EMAIL_ADDRESS_TARGET" })
};
var party = structure({
  Type: required(oneOf(["ACCOUNT", "ORGANIZATION", "EMAIL"])),
  Id: required(text({ min: 1, max: 64 }))
});
var target = (value) => {
  const { Type, Id } = party(value);
  return Type === "ORGANIZATION" ? invalid("INVALID_PARTY_TYPE_TARGET") : { Type, Id: PARTY_ID[Type](Id) };
};
var constrained = (reason) => {
  throw new Refusal("HandshakeConstraintViolationException", { reason });
};
var shown2 = (handshake, now2) => ({ Handshake: handshakeView(handshake, now2) });
var inviteAccountToOrganization = write(
  { Target: required(target), Notes: optional(text({ max: 1024 })), Tags: optional(tagList) },
  (organization, { Target, Notes: notes, Tags }, { world, now: now2 }) => {
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const key2 = partyKey(world, Target);
    if (organization.targets.has(key2)) constrained("ALREADY_IN_AN_ORGANIZATION");
    for (const other of world.handshakes.values())
      if (other.organization === organization && stateOf(other, now2) === "OPEN" && partyKey(world, other.target) === key2)
        refuse("DuplicateHandshakeException");
    const id2 = `h-${letters(32)}`;
    const handshake = { id: id2, organization, target: Target, notes, tags, requested: now2, response: void 0 };
    world.handshakes.set(id2, handshake);
    return shown2(handshake, now2);
  },
  { spoken: { Action: "invite" } }
);
function find({ world, now: now2 }, id2) {
  const handshake = world.handshakes.get(id2);
  return handshake !== void 0 && isShown(handshake, now2) ? handshake : refuse("HandshakeNotFoundException");
}
var isSender = ({ account: account2 }, { organization }) => organization.managementAccount === account2;
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
function accept(context, { organization, target: target2, tags }) {
  const { world, account: id2, now: now2 } = context;
  const before = organizationOf(world, id2);
  if (before === organization) constrained("ALREADY_IN_AN_ORGANIZATION");
  const { name: name3, email, state } = profileOf(world, id2) ?? {
    name: `account ${id2}`,
    email: target2.Type === "EMAIL" ? target2.Id : `account+${id2}@example.com`,
    state: "ACTIVE"
  };
  if (before !== void 0) {
    const member3 = findAccount(before, id2);
    checkDeparture(context, before, member3);
    leave(context, before, member3, "LEFT");
  }
  const account2 = {
    kind: "ACCOUNT",
    ...entity(id2, name3),
    parent: organization.root,
    email,
    state,
    joinedMethod: "INVITED",
    joined: now2,
    tags
  };
  join(context, organization, account2);
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
    ParentHandshakeId: optional(text({ pattern: HANDSHAKE_ID }))
  })
);
function listed(context, list2, input, isListed) {
  const { world, now: now2 } = context;
  const { ActionType = "INVITE", ParentHandshakeId } = input.Filter ?? {};
  if (input.Filter?.ActionType !== void 0 && ParentHandshakeId !== void 0) invalid("MAX_LIMIT_EXCEEDED_FILTER");
  const isWanted = ActionType === "INVITE" && ParentHandshakeId === void 0;
  const all = isWanted ? [...world.handshakes.values()].filter((one) => isShown(one, now2) && isListed(one)) : [];
  const sorted = all.map(({ id: id2 }) => id2).sort();
  const { ids, NextToken } = page(list2, sorted, input);
  return { Handshakes: ids.map((id2) => handshakeView(find(context, id2), now2)), NextToken };
}
var listHandshakesForOrganization = read(
  { Filter: filter, ...paging },
  (organization, input, context) => listed(
    context,
    `ListHandshakesForOrganization ${organization.id}`,
    input,
    (one) => one.organization === organization
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
var removeAccountFromOrganization = write({ AccountId: accountId }, (organization, { AccountId }, context) => {
  const account2 = findAccount(organization, AccountId);
  checkDeparture(context, organization, account2);
  leave(context, organization, account2, "REMOVED");
  return void 0;
});
var leaveOrganization = member2({}, (organization, _input, context) => {
  const account2 = findAccount(organization, context.account);
  checkDeparture(context, organization, account2);
  leave(context, organization, account2, "LEFT");
  return void 0;
});
var REFUSED_CLOSURE = {
  PENDING_CLOSURE: "ConflictException",
  CLOSED: "AccountAlreadyClosedException"
};
function closures(organization) {
  return organization.accounts.filter((id2) => findAccount(organization, id2).state === "PENDING_CLOSURE").length;
}
var closeAccount = write({ AccountId: accountId }, (organization, { AccountId }, { now: now2, announce }) => {
  if (organization.featureSet !== "ALL") violated("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
  const account2 = findAccount(organization, AccountId);
  if (AccountId === organization.managementAccount) violated("CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
  const refused = REFUSED_CLOSURE[account2.state];
  if (refused !== void 0) refuse(refused);
  if (closures(organization) >= MOST_CLOSURES) violated("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED");
  account2.state = "PENDING_CLOSURE";
  const time = eventTimestamp(now2);
  announce(
    organization.managementAccount,
    "CloseAccountResult",
    {
      closeAccountStatus: {
        accountId: AccountId,
        state: "SUCCEEDED",
        requestedTimestamp: time,
        completedTimestamp: time
      }
    },
    (world) => {
      const closed = profileOf(world, AccountId);
      if (closed !== void 0) closed.state = "CLOSED";
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
    const { world, account: account2, now: now2 } = context;
    if (organizationOf(world, account2) !== void 0) refuse("AlreadyInOrganizationException");
    const organization = emptyOrganization({
      id: `o-${letters(10)}`,
      managementAccount: account2,
      featureSet,
      root: { kind: "ROOT", ...entity(`r-${letters(4)}`, "Root"), ...inside() },
      enabled: featureSet === "ALL" ? ["SERVICE_CONTROL_POLICY"] : []
    });
    const { root, enabled } = organization;
    const profile = profileOf(world, account2) ?? {
      name: "Management",
      email: `management+${account2}@example.com`,
      state: "ACTIVE"
    };
    attachFullAccess(organization, root, enabled);
    world.organizations.push(organization);
    join(context, organization, {
      kind: "ACCOUNT",
      ...entity(account2, profile.name),
      parent: root,
      email: profile.email,
      state: profile.state,
      joinedMethod: "INVITED",
      joined: now2
    });
    return { Organization: organizationView(organization) };
  }
);
var describeOrganization = member2({}, (organization) => ({ Organization: organizationView(organization) }), {
  readOnly: true
});
var listRoots = read(paging, (organization, input) => {
  const { ids, NextToken } = page("ListRoots", [organization.root.id], input);
  return { Roots: ids.map(() => rootView(organization, organization.root)), NextToken };
});
var organizationOperations = {
  CreateOrganization: createOrganization,
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots
};

// emulator/operations/policies.ts
var description = text({ max: 512 });
var content = text({ min: 1 });
function checkContent(type2, sent) {
  const { characters, isStatement } = policyType(type2);
  if ([...sent].length > characters) violated("POLICY_CONTENT_LIMIT_EXCEEDED");
  const document2 = parsed(sent);
  if (!isObject(document2) || isStatement && !areSound(document2.Statement, isStatement))
    refuse("MalformedPolicyDocumentException");
}
var areSound = (statements, isStatement) => statements !== void 0 && [statements].flat().every(isStatement);
function parsed(sent) {
  try {
    return JSON.parse(sent);
  } catch {
    return void 0;
  }
}
function checkName(organization, policy2) {
  if (organization.policyNames.has(policyNameKey(policy2))) refuse("DuplicatePolicyException");
}
function findCustomerPolicy(organization, id2) {
  const policy2 = findPolicy(organization, id2);
  return policy2.awsManaged ? invalid("IMMUTABLE_POLICY") : policy2;
}
var createPolicy = write(
  {
    Content: required(content),
    Description: required(description),
    Name: required(name),
    Type: policyTypeName,
    Tags: optional(tagList)
  },
  (organization, { Content, Description, Name, Type, Tags }) => {
    if (organization.featureSet !== "ALL") refuse("PolicyTypeNotAvailableForOrganizationException");
    checkContent(Type, Content);
    checkName(organization, { type: Type, name: Name });
    const { policies: most } = policyType(Type);
    if ((organization.policyIds.get(Type)?.length ?? 0) >= most) violated("POLICY_NUMBER_LIMIT_EXCEEDED");
    const policy2 = {
      id: "",
      name: Name,
      type: Type,
      description: Description,
      content: Content,
      awsManaged: false,
      tags: mergedTags(/* @__PURE__ */ new Map(), Tags ?? []),
      targets: []
    };
    policy2.id = fresh(organization.taken, () => `p-${letters(8)}`);
    addPolicy(organization, policy2);
    return { Policy: policyView(organization, policy2) };
  }
);
var updatePolicy = write(
  { PolicyId: policyId, Name: optional(name), Description: optional(description), Content: optional(content) },
  (organization, { PolicyId, Name, Description, Content }) => {
    const policy2 = findCustomerPolicy(organization, PolicyId);
    if (Content !== void 0) checkContent(policy2.type, Content);
    if (Name !== void 0 && Name !== policy2.name) {
      checkName(organization, { type: policy2.type, name: Name });
      organization.policyNames.delete(policyNameKey(policy2));
      policy2.name = Name;
      organization.policyNames.add(policyNameKey(policy2));
    }
    policy2.description = Description ?? policy2.description;
    policy2.content = Content ?? policy2.content;
    return { Policy: policyView(organization, policy2) };
  }
);
var deletePolicy = write({ PolicyId: policyId }, (organization, { PolicyId }) => {
  const policy2 = findCustomerPolicy(organization, PolicyId);
  if (policy2.targets.length > 0) refuse("PolicyInUseException");
  removePolicy(organization, policy2);
  return void 0;
});
var describePolicy = read({ PolicyId: policyId }, (organization, { PolicyId }) => ({
  Policy: policyView(organization, findPolicy(organization, PolicyId))
}));
var listPolicies = read({ Filter: policyTypeName, ...paging }, (organization, input) => {
  const all = organization.policyIds.get(input.Filter) ?? [];
  const { ids, NextToken } = page(`ListPolicies ${input.Filter}`, all, input);
  return { Policies: ids.map((id2) => summaryView(organization, findPolicy(organization, id2))), NextToken };
});
var policyOperations = {
  CreatePolicy: createPolicy,
  UpdatePolicy: updatePolicy,
  DeletePolicy: deletePolicy,
  DescribePolicy: describePolicy,
  ListPolicies: listPolicies
};

// emulator/operations/tags.ts
function findTagged(organization, id2) {
  return organization.targets.get(id2) ?? organization.policies.get(id2) ?? refuse("TargetNotFoundException");
}
function findTaggable(organization, id2) {
  const found = findTagged(organization, id2);
  return "awsManaged" in found && found.awsManaged ? invalid("TARGET_NOT_SUPPORTED") : found;
}
var tagResource = write({ ResourceId: taggableId, Tags: required(tagList) }, (organization, { ResourceId, Tags }) => {
  const resource = findTaggable(organization, ResourceId);
  resource.tags = mergedTags(resource.tags, Tags);
  return void 0;
});
var untagResource = write(
  { ResourceId: taggableId, TagKeys: required(tagKeys) },
  (organization, { ResourceId, TagKeys }) => {
    const { tags } = findTaggable(organization, ResourceId);
    checkKeys(TagKeys);
    for (const key2 of TagKeys) tags.delete(key2);
    return void 0;
  }
);
var listTagsForResource = read({ ResourceId: taggableId, NextToken: paging.NextToken }, (organization, input) => {
  const { tags } = findTagged(organization, input.ResourceId);
  const { ids, NextToken } = page(`ListTagsForResource ${input.ResourceId}`, [...tags.keys()].sort(), input, MOST_TAGS);
  return { Tags: ids.map((Key) => ({ Key, Value: tags.get(Key) })), NextToken };
});
var tagOperations = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource
};

// emulator/operations/units.ts
var DEEPEST_UNIT = 5;
var MOST_UNITS = 2e3;
var shown3 = (organization, unit2) => ({ OrganizationalUnit: unitView(organization, unit2) });
var createOrganizationalUnit = write(
  { ParentId: parentId, Name: required(name), Tags: optional(tagList) },
  (organization, { ParentId, Name, Tags }) => {
    const parent = findContainer(organization, ParentId);
    if (lineage(parent).length > DEEPEST_UNIT) violated("OU_DEPTH_LIMIT_EXCEEDED");
    if (organization.units >= MOST_UNITS) violated("OU_NUMBER_LIMIT_EXCEEDED");
    if (parent.unitNames.has(Name)) refuse("DuplicateOrganizationalUnitException");
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const id2 = fresh(organization.taken, () => `ou-${organization.root.id.slice(2)}-${letters(8)}`);
    const unit2 = { kind: "ORGANIZATIONAL_UNIT", ...entity(id2, Name), ...inside(), parent, tags };
    addUnit(organization, unit2);
    attachFullAccess(organization, unit2, organization.enabled);
    return shown3(organization, unit2);
  }
);
var updateOrganizationalUnit = write(
  { OrganizationalUnitId: unitId, Name: optional(name) },
  (organization, { OrganizationalUnitId, Name }) => {
    const unit2 = findUnit(organization, OrganizationalUnitId);
    const { unitNames } = unit2.parent;
    if (Name !== void 0 && Name !== unit2.name) {
      if (unitNames.has(Name)) refuse("DuplicateOrganizationalUnitException");
      unitNames.delete(unit2.name);
      unitNames.add(Name);
      unit2.name = Name;
    }
    return shown3(organization, unit2);
  }
);
var deleteOrganizationalUnit = write({ OrganizationalUnitId: unitId }, (organization, { OrganizationalUnitId }) => {
  const unit2 = findUnit(organization, OrganizationalUnitId);
  if (unit2.units.length + unit2.accounts.length > 0) refuse("OrganizationalUnitNotEmptyException");
  removeUnit(organization, unit2);
  return void 0;
});
var describeOrganizationalUnit = read(
  { OrganizationalUnitId: unitId },
  (organization, { OrganizationalUnitId }) => shown3(organization, findUnit(organization, OrganizationalUnitId))
);
var listOrganizationalUnitsForParent = read({ ParentId: parentId, ...paging }, (organization, input) => {
  const { units: units2 } = findContainer(organization, input.ParentId);
  const { ids, NextToken } = page(`ListOrganizationalUnitsForParent ${input.ParentId}`, units2, input);
  return { OrganizationalUnits: ids.map((id2) => unitView(organization, findUnit(organization, id2))), NextToken };
});
var listChildren = read(
  { ParentId: parentId, ChildType: required(oneOf(["ACCOUNT", "ORGANIZATIONAL_UNIT"])), ...paging },
  (organization, input) => {
    const { ParentId, ChildType: Type } = input;
    const { accounts, units: units2 } = findContainer(organization, ParentId);
    const { ids, NextToken } = page(`ListChildren ${ParentId} ${Type}`, Type === "ACCOUNT" ? accounts : units2, input);
    return { Children: ids.map((Id) => ({ Id, Type })), NextToken };
  }
);
var listParents = read({ ChildId: childId, ...paging }, (organization, input) => {
  const { parent } = findChild(organization, input.ChildId);
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

// emulator/faults-body.ts
var DAY2 = 24 * 60 * 60 * 1e3;
var whole2 = (least, most) => {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
};
var isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
var SEED = { is: whole2(0, 2 ** 32 - 1), words: "a whole number from 0 to 4294967295" };
var SHARE = { is: isShare, words: "a number from 0 to 1" };
var DURATION = { is: whole2(0, DAY2), words: "whole milliseconds up to a day" };
var among = (names, words) => ({
  is: (value) => Array.isArray(value) && value.length > 0 && value.every((name3) => names.includes(name3)),
  words
});
var FAULT_FIELDS = {
  seed: SEED,
  rate: SHARE,
  kinds: among(FAULT_KINDS, `a list of some of ${FAULT_KINDS.join(", ")}`),
  operations: among([...OPERATIONS.keys()], "a list of operations that the emulator knows"),
  callers: {
    is: (value) => Array.isArray(value) && value.length > 0 && value.every((name3) => typeof name3 === "string"),
    words: "a list of access key ids or accounts"
  },
  until: { is: whole2(0, Number.MAX_SAFE_INTEGER), words: "a time in milliseconds, as of Date.now" },
  repeat: { is: whole2(1, 1e3), words: "a whole number from 1 to 1000" },
  denial: DURATION,
  slowness: DURATION
};
function checkFields(body, fields) {
  if (!isObject(body)) throw mistake("The body must be an object.");
  for (const [name3, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name3) ? fields[name3] : void 0;
    if (field === void 0) throw mistake(`The body has an unknown member ${JSON.stringify(name3.slice(0, 100))}.`);
    if (!field.is(value)) throw mistake(`${name3} must be ${field.words}.`);
  }
  return body;
}
function readFaults(body) {
  const { stale_reads: staleReads, ...faults } = checkFields(body, { ...FAULT_FIELDS, stale_reads: DURATION });
  const isFaulty = Object.keys(faults).length > 0;
  if (isFaulty && (faults.seed === void 0 || faults.rate === void 0)) throw mistake("Faults need seed and rate.");
  if (!isFaulty && staleReads === void 0) throw mistake("The body must have stale_reads, or seed and rate.");
  return {
    staleReads,
    faults: isFaulty ? faults : void 0
  };
}

// emulator/document.ts
var ACCOUNT_STATES = ["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"];

// emulator/document-check.ts
var DEEPEST_UNIT2 = 5;
var wrong = (at, wanted) => {
  throw new Error(`${at} must be ${wanted}.`);
};
var when = (holds, wanted) => (value, at) => void (holds(value) || wrong(at, wanted));
var matching2 = (wanted, words) => when((value) => typeof value === "string" && wanted.test(value), words);
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
var record3 = (needed, allowed = {}) => (value, at, depth) => {
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
var accountId3 = matching2(ACCOUNT_ID, "an account id of twelve digits, as text");
var policyId2 = matching2(POLICY_ID, "a policy id such as p-12345678");
var attached = list(policyId2);
var type = oneOf2([...POLICY_TYPES.keys()]);
var account = record3(
  { id: accountId3, name: name2 },
  {
    email: sized(1, 320),
    state: oneOf2(ACCOUNT_STATES),
    joined: when((value) => typeof value === "string" && !Number.isNaN(Date.parse(value)), "an ISO 8601 time"),
    policies: attached
  }
);
var units = (value, at, depth) => {
  if (depth === DEEPEST_UNIT2 && Array.isArray(value) && value.length > 0)
    throw new Error(`${at} is nested deeper than the ${DEEPEST_UNIT2} levels that AWS allows.`);
  list(unit)(value, at, depth + 1);
};
var container = { policies: attached, accounts: list(account), organizational_units: units };
var unit = record3({ id: matching2(UNIT_ID, "an OU id such as ou-ab12-11111111"), name: name2 }, container);
var policy = record3(
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
var document = record3(
  {
    kind: when((value) => value === "holdfast.organization", '"holdfast.organization"'),
    version: when((value) => value === 1, "1"),
    organization: record3({
      id: matching2(ORGANIZATION_ID, "an organization id such as o-exampleorgid"),
      management_account: accountId3
    }),
    root: record3(
      { id: matching2(ROOT_ID, "a root id such as r-ab12") },
      { ...container, name: name2, policy_types: list(type) }
    )
  },
  { policies: list(policy), unread: list(when((value) => typeof value === "string", "a text")) }
);
function assertDocument(value) {
  document(value, DOCUMENT, 0);
}

// emulator/load.ts
var UNREAD_CONTENT = '{"Version":"2012-10-17","Statement":[]}';
function loadOrganization(document2) {
  assertDocument(document2);
  const { root } = document2;
  const organization = emptyOrganization({
    id: document2.organization.id,
    managementAccount: document2.organization.management_account,
    featureSet: "ALL",
    root: { kind: "ROOT", ...entity(root.id, root.name ?? "Root"), ...inside() },
    enabled: root.policy_types ?? ["SERVICE_CONTROL_POLICY"]
  });
  for (const policy2 of document2.policies ?? []) loadPolicy(organization, policy2);
  attachAll(organization, organization.root, root.policies);
  fill(organization, organization.root, root);
  addManagementAccount(organization);
  return organization;
}
function claim(organization, id2) {
  if (organization.taken.has(id2)) throw new Error(`The id ${id2} is used twice in the organization document.`);
}
function loadPolicy(organization, given) {
  if (organization.policies.get(given.id)?.awsManaged) return;
  claim(organization, given.id);
  const content2 = typeof given.content === "object" ? JSON.stringify(given.content) : given.content;
  const policy2 = {
    id: given.id,
    name: given.name,
    type: given.type,
    description: given.description ?? "",
    content: content2 ?? UNREAD_CONTENT,
    awsManaged: given.aws_managed ?? false,
    tags: new Map(Object.entries(given.tags ?? {})),
    targets: []
  };
  if (organization.policyNames.has(policyNameKey(policy2)))
    throw new Error(`Two policies of type ${given.type} have the name ${JSON.stringify(given.name)}.`);
  addPolicy(organization, policy2);
}
function fill(organization, parent, given) {
  for (const account2 of given.accounts ?? []) loadAccount(organization, parent, account2);
  for (const inner of given.organizational_units ?? []) {
    claim(organization, inner.id);
    if (parent.unitNames.has(inner.name))
      throw new Error(`Two organizational units under ${parent.id} have the name ${JSON.stringify(inner.name)}.`);
    const unit2 = { kind: "ORGANIZATIONAL_UNIT", ...entity(inner.id, inner.name), ...inside(), parent };
    addUnit(organization, unit2);
    attachAll(organization, unit2, inner.policies);
    fill(organization, unit2, inner);
  }
}
function loadAccount(organization, parent, given) {
  claim(organization, given.id);
  const account2 = {
    kind: "ACCOUNT",
    ...entity(given.id, given.name),
    parent,
    email: given.email ?? `account+${given.id}@example.com`,
    state: given.state ?? "ACTIVE",
    joinedMethod: given.id === organization.managementAccount ? "INVITED" : "CREATED",
    joined: given.joined === void 0 ? void 0 : Date.parse(given.joined)
  };
  addAccount(organization, account2);
  attachAll(organization, account2, given.policies);
}
function addManagementAccount(organization) {
  const id2 = organization.managementAccount;
  if (!organization.targets.has(id2)) loadAccount(organization, organization.root, { id: id2, name: "Management" });
}
function attachAll(organization, target2, ids) {
  if (ids === void 0) attachFullAccess(organization, target2, organization.enabled);
  for (const id2 of ids ?? []) attachOne(organization, target2, id2);
}
function attachOne(organization, target2, id2) {
  const policy2 = organization.policies.get(id2);
  if (policy2 === void 0) throw new Error(`The policy ${id2} is attached to ${target2.id} but not among the policies.`);
  const { type: type2 } = policy2;
  if (!organization.enabled.has(type2))
    throw new Error(`The policy ${id2} is attached to ${target2.id} but its type ${type2} is not enabled in the root.`);
  attach(policy2, target2);
  const { attachments } = policyType(type2);
  if (attachedOf(target2, type2).length > attachments)
    throw new Error(`More than ${attachments} policies of type ${type2} are attached to ${target2.id}.`);
}

// emulator/state.ts
var worldOf = (home, document2) => createWorld(home, document2 === void 0 ? void 0 : loadOrganization(document2));
function createState({ document: document2, ...given }) {
  const world = worldOf(given.home, document2);
  const past = pastOf(world, given.staleReads, given.now());
  return { ...given, world, past, calls: /* @__PURE__ */ new Map(), served: 0, bus: createBus() };
}
function reset(state, document2) {
  state.world = worldOf(state.home, document2);
  state.past = pastOf(state.world, state.staleReads, state.now());
  state.faults = void 0;
  state.calls.clear();
  if (state.throttle !== void 0) state.throttle = createThrottle();
  clear(state.bus);
}

// emulator/control.ts
var LARGEST_BODY = 64 * 1024 * 1024;
var NDJSON = { "content-type": "application/x-ndjson" };
function sendJson(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(value)}
`);
}
async function bodyOf(request) {
  const body = await readBody(request, LARGEST_BODY);
  if (body === void 0) throw mistake("The request body exceeds 64 MB.");
  if (body.toString().trim() === "") return void 0;
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw mistake(`The request body is not JSON: ${error.message}`);
  }
}
var postReset = async (state, request, response) => {
  const document2 = await bodyOf(request);
  try {
    reset(state, document2);
  } catch (error) {
    throw mistake(error.message);
  }
  const { home } = state.world;
  sendJson(response, 200, { account: home, organization: organizationOf(state.world, home)?.id ?? null });
};
var getCalls = ({ calls }, _request, response) => sendJson(response, 200, Object.fromEntries(calls));
var getThrottled = ({ throttle }, _request, response) => sendJson(response, 200, Object.fromEntries(throttle?.refused ?? []));
var deleteCalls = ({ calls }, _request, response) => {
  calls.clear();
  sendJson(response, 200, {});
};
var getEvents = ({ bus }, request, response) => {
  const query = new URLSearchParams(request.url?.split("?")[1]);
  const account2 = query.get("account") ?? void 0;
  if (account2 !== void 0 && !ACCOUNT_ID.test(account2))
    throw mistake("account must be an account id of twelve digits.");
  response.writeHead(200, NDJSON);
  if (!query.has("follow")) {
    response.end(logged(bus, account2).join(""));
    return;
  }
  response.flushHeaders();
  follow(bus, response, account2);
};
var postDelivery = async ({ bus }, request, response) => {
  const body = await bodyOf(request);
  if (!isObject(body) || typeof body.hold !== "boolean")
    throw mistake('The body must be {"hold": true} or {"hold": false}.');
  hold(bus, body.hold);
  sendJson(response, 200, { hold: bus.holding });
};
var getFaults = ({ past, faults }, _request, response) => sendJson(response, 200, {
  stale_reads: past?.staleness ?? 0,
  faults: faults?.options ?? null,
  struck: Object.fromEntries(faults?.struck ?? [])
});
var postFaults = async (state, request, response) => {
  const { staleReads, faults } = readFaults(await bodyOf(request));
  if (staleReads !== void 0) setStaleness(state, staleReads, state.now());
  if (faults !== void 0) state.faults = createFaults(faults);
  return getFaults(state, request, response);
};
var deleteFaults = (state, request, response) => {
  state.faults = void 0;
  setStaleness(state, 0, state.now());
  return getFaults(state, request, response);
};
var postControlTower = async (state, request, response) => sendJson(response, 200, playControlTower(state, await bodyOf(request)));
var ENDPOINTS = /* @__PURE__ */ new Map([
  ["POST /_holdfast/reset", postReset],
  ["GET /_holdfast/calls", getCalls],
  ["DELETE /_holdfast/calls", deleteCalls],
  ["GET /_holdfast/throttled", getThrottled],
  ["GET /_holdfast/events", getEvents],
  ["POST /_holdfast/delivery", postDelivery],
  ["GET /_holdfast/faults", getFaults],
  ["POST /_holdfast/faults", postFaults],
  ["DELETE /_holdfast/faults", deleteFaults],
  ["POST /_holdfast/control-tower", postControlTower]
]);
async function serveControl(state, route, request, response) {
  const endpoint = ENDPOINTS.get(route);
  if (request.headers.origin !== void 0)
    return sendJson(response, 403, { message: "Requests of web pages (with an Origin header) are not served." });
  if (endpoint === void 0) return sendJson(response, 404, { message: `There is no ${route}.` });
  try {
    await endpoint(state, request, response);
  } catch (error) {
    sendJson(response, error instanceof Mistake ? 400 : 500, {
      message: error instanceof Error ? error.message : String(error)
    });
  }
}

// emulator/caller.ts
var LONGEST_KEY = 128;
var LONGEST_AGENT = 512;
function callerOf({ headers }, home) {
  const credential = /Credential=([^/,\s]*)/.exec(headers.authorization ?? "")?.[1] ?? "";
  const given = credential.replace(/[^\w+=.@-]/g, "").slice(0, LONGEST_KEY);
  const accessKeyId = given === "" ? "anonymous" : given;
  const account2 = ACCOUNT_ID.test(accessKeyId) ? accessKeyId : home;
  return {
    account: account2,
    userIdentity: {
      type: "IAMUser",
      principalId: accessKeyId,
      arn: `arn:aws:iam::${account2}:user/${accessKeyId}`,
      accountId: account2,
      accessKeyId,
      userName: accessKeyId
    },
    sourceIPAddress: "127.0.0.1",
    userAgent: (headers["user-agent"] ?? "unknown").slice(0, LONGEST_AGENT)
  };
}

// emulator/protocol.ts
var CONTENT_TYPE = "application/x-amz-json-1.1";
var SERVICE2 = "AWSOrganizationsV20161128.";
var LARGEST_BODY2 = 1024 * 1024;
var PROXY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";
function operationOf({ headers }) {
  const target2 = headers["x-amz-target"];
  const spoken = typeof target2 === "string" && target2.startsWith(SERVICE2) && isJson11(headers["content-type"]);
  const name3 = spoken ? target2.slice(SERVICE2.length) : "";
  return { name: name3, operation: OPERATIONS.get(name3) ?? refuse("UnknownOperationException") };
}
var isJson11 = (contentType) => contentType?.split(";")[0]?.trim() === CONTENT_TYPE;
function parse(body) {
  try {
    const input = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (isObject(input)) return input;
  } catch {
  }
  return refuse("SerializationException", "The request body is not a JSON object.");
}
async function answer(state, request, requestId) {
  const { name: name3, operation: operation2 } = operationOf(request);
  const body = await readBody(request, LARGEST_BODY2);
  if (body === void 0)
    throw new Refusal("RequestEntityTooLargeException", { message: "The request body exceeds 1 MB.", status: 413 });
  return perform(state, { name: name3, operation: operation2, input: parse(body), caller: callerOf(request, state.world.home), requestId });
}
async function serveOperation(state, request, response, requestId) {
  const { output, refusal: refusal2, dropped, cut, proxy } = await answer(state, request, requestId).catch(failure);
  if (dropped) {
    request.socket.destroy();
    return;
  }
  const status = refusal2?.status ?? 200;
  const body = JSON.stringify(refusal2 === void 0 ? output ?? {} : errorBody(refusal2));
  if (proxy) send(response, 502, "text/html", PROXY);
  else if (cut) sendHalf(response, status, body);
  else send(response, status, CONTENT_TYPE, body);
}
function send(response, status, type2, body) {
  response.writeHead(status, { "content-type": type2 });
  response.end(body);
}
function sendHalf(response, status, body) {
  response.writeHead(status, { "content-type": CONTENT_TYPE, "content-length": Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
function failure(error) {
  if (error instanceof Refusal) return { refusal: error };
  return { refusal: new Refusal("ServiceException", { message: `The emulator broke: ${String(error)}` }) };
}
var errorBody = ({ name: name3, message, reason }) => ({ __type: name3, Message: message, Reason: reason });

// emulator/index.ts
var ADDRESS = "127.0.0.1";
var LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
async function serve(state, request, response) {
  const requestId = randomUUID4();
  response.setHeader("x-amzn-RequestId", requestId);
  if (!LOOPBACK.test(request.headers.host ?? ""))
    return sendJson(response, 403, { message: "Only a loopback Host (127.0.0.1, localhost, [::1]) is served." });
  const route = `${request.method} ${request.url?.split("?")[0]}`;
  return route === "POST /" ? serveOperation(state, request, response, requestId) : serveControl(state, route, request, response);
}
var timeout = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
async function startEmulator(options = {}) {
  const state = createState({
    home: options.account ?? "123456789012",
    document: options.organization,
    now: options.now ?? Date.now,
    throttle: options.throttle === void 0 ? void 0 : createThrottle(),
    staleReads: options.staleReads ?? 0,
    sleep: options.sleep ?? timeout,
    faults: options.faults && createFaults(options.faults),
    fault: options.fault ?? (() => void 0)
  });
  const server = createServer((request, response) => {
    serve(state, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.listen(options.port ?? 0, ADDRESS);
  await once(server, "listening");
  const { port } = server.address();
  return {
    url: `http://${ADDRESS}:${port}`,
    port,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      for (const follower of state.bus.followers.keys()) follower.end();
      server.closeAllConnections();
    })
  };
}

// bench/emulator.ts
var now = 0;
process.on("message", (time) => {
  now = time;
  process.send?.("told");
});
process.on("disconnect", () => {
  process.exitCode = 0;
  void emulator.close();
});
var emulator = await startEmulator({ now: () => now, throttle: "aws" });
process.send?.(emulator.url);
