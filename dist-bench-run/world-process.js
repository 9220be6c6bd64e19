// core/digest.ts
import { createHash } from "node:crypto";

// core/json.ts
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member4]) => member4 !== void 0).sort(([one2], [other]) => one2 < other ? -1 : 1).map(([key2, member4]) => `${JSON.stringify(key2)}:${canonicalJson(member4)}`);
  return `{${members.join(",")}}`;
}

// core/digest.ts
var digest = (value) => createHash("sha256").update(canonicalJson(value)).digest("hex");

// core/policy/ownership.ts
var ownerTagKey = "holdfast";
var ownerTagValue = (name4) => /^[\p{L}\p{N} _.:/=+\-@]+$/u.test(name4) ? name4 : `sha256-${digest(name4).slice(0, 40)}`;
var ownerTags = (name4) => ({ [ownerTagKey]: ownerTagValue(name4) });
var isTaggedAs = (tags, name4) => tags[ownerTagKey] === ownerTagValue(name4);
var isReserved = (policy3) => policy3.awsManaged || policy3.name.startsWith("aws-guardrails-");

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
var nameKey = ({ type: type2, name: name4 }) => `${type2} ${name4}`;
var isSamePolicy = (one2, other) => one2.type === other.type && one2.name === other.name;
var typesOf = (policies) => [
  ...new Set(policies.map(({ type: type2 }) => type2))
];
var isPolicyType = (type2) => Object.hasOwn(policyTypes, type2);

// core/plan/outcome.ts
var isDone = ({ result }) => result === "done" || result === "already";

// core/plan/hold.ts
function createHold() {
  const types2 = /* @__PURE__ */ new Set();
  const policies = /* @__PURE__ */ new Set();
  const attached2 = /* @__PURE__ */ new Set();
  const full3 = /* @__PURE__ */ new Set();
  let isShort = false;
  return {
    note({ action, policy: policy3, target: target2, outcome }) {
      if (action === "attach") full3.delete(slot({ policy: policy3, target: target2 }));
      if (isDone(outcome)) return;
      if (!removes(action)) isShort = true;
      if (action === "enable-policy-type") types2.add(policy3.type);
      if (action === "create-policy" || isNoMore(outcome)) policies.add(nameKey(policy3));
      if (action === "detach") {
        attached2.add(nameKey(policy3));
        full3.add(slot({ policy: policy3, target: target2 }));
      }
    },
    holds({ action, policy: policy3, target: target2 }) {
      if (action === "delete-policy" && attached2.has(nameKey(policy3))) return true;
      if (removes(action)) return isShort;
      if (action !== "attach") return false;
      return types2.has(policy3.type) || policies.has(nameKey(policy3)) || full3.has(slot({ policy: policy3, target: target2 }));
    }
  };
}
var isNoMore = ({ error }) => error?.name === "PolicyNotFoundException" || error?.name === "PolicyTypeNotEnabledException";
var slot = ({ policy: policy3, target: target2 }) => `${policy3.type} ${target2?.id}`;
var removes = (action) => action === "detach" || action === "delete-policy";

// aws/errors.ts
var classes = {
  ConcurrentModificationException: "retry",
  PolicyChangesInProgressException: "retry",
  TooManyRequestsException: "retry",
  Throttling: "retry",
  ThrottlingException: "retry",
  RequestLimitExceeded: "retry",
  ServiceException: "retry",
  InternalFailure: "retry",
  ServiceUnavailable: "retry",
  TimeoutError: "retry",
  RequestTimeout: "retry",
  DuplicatePolicyAttachmentException: "already",
  PolicyNotAttachedException: "already",
  PolicyTypeAlreadyEnabledException: "already",
  TargetNotFoundException: "replan",
  PolicyNotFoundException: "replan",
  DuplicatePolicyException: "replan",
  PolicyInUseException: "replan",
  PolicyTypeNotEnabledException: "replan",
  ConstraintViolationException: "refused",
  MalformedPolicyDocumentException: "refused",
  AccessDeniedException: "refused",
  AccessDenied: "refused",
  AccessDeniedForDependencyException: "refused",
  InvalidInputException: "refused",
  PolicyTypeNotAvailableForOrganizationException: "refused",
  UnsupportedAPIEndpointException: "refused",
  AWSOrganizationsNotInUseException: "refused",
  UnrecognizedClientException: "refused",
  InvalidClientTokenId: "refused",
  ExpiredTokenException: "refused",
  ExpiredToken: "refused",
  InvalidSignatureException: "refused",
  CredentialsProviderError: "refused"
};
var network = /* @__PURE__ */ new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ERR_STREAM_PREMATURE_CLOSE"
]);
function classify(error, operation2) {
  const thrown = typeof error === "object" && error !== null ? error : {};
  const reason = typeof thrown.Reason === "string" ? thrown.Reason : null;
  const named2 = thrown.name ?? "Error";
  const isNetwork = named2 !== "TimeoutError" && [thrown.code, thrown.errno, thrown.cause?.code].some((code) => network.has(String(code)));
  const status = thrown.$metadata?.httpStatusCode ?? 0;
  const isPassing = isNetwork || status >= 500 || status === 429;
  const found2 = isPassing ? "retry" : Object.hasOwn(classes, named2) ? classes[named2] : void 0;
  const name4 = isNetwork ? String(thrown.code ?? thrown.cause?.code ?? named2) : named2;
  return {
    class: found2 ?? "unexpected",
    name: name4,
    reason,
    requestId: thrown.$metadata?.requestId ?? null,
    message: isNetwork ? `${operation2} could not reach AWS Organizations (${name4}); check network and AWS_ENDPOINT_URL` : foreign(thrown, operation2) ?? sentence(name4, reason, operation2, thrown.message ?? "")
  };
}
var reasons = {
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: "all slots of the target are taken; detach a policy there that is not needed",
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: "it is the last policy of its type there; attach another one first",
  POLICY_CONTENT_LIMIT_EXCEEDED: "the policy document is too long; shorten or split it",
  POLICY_NUMBER_LIMIT_EXCEEDED: "the organization has as many policies as AWS allows; delete some or ask AWS for more",
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: "the organization has only consolidated billing; enable all features first",
  IMMUTABLE_POLICY: "it is one of AWS's own policies, which nobody can change"
};
var meanings = {
  AWSOrganizationsNotInUseException: "the account of these credentials is in no organization; use the management account",
  UnrecognizedClientException: "AWS does not know these credentials; sign in again",
  InvalidClientTokenId: "AWS does not know these credentials; sign in again",
  ExpiredTokenException: "the credentials have expired; sign in again",
  ExpiredToken: "the credentials have expired; sign in again",
  InvalidSignatureException: "the signature does not fit; check the secret key and the clock",
  CredentialsProviderError: "there are no AWS credentials; sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID",
  PolicyTypeNotEnabledException: "the policy type is not enabled at the root yet; try again in a minute",
  PolicyTypeNotAvailableForOrganizationException: "the organization cannot have this policy type; enable all features first",
  UnsupportedAPIEndpointException: "this endpoint does not offer the operation; check region and partition",
  MalformedPolicyDocumentException: 'AWS does not accept the policy document; run "holdfast validate"',
  TargetNotFoundException: "the root, OU or account does not exist any more",
  PolicyNotFoundException: "the policy does not exist any more",
  DuplicatePolicyException: "another policy has this name",
  PolicyInUseException: "the policy is still attached somewhere",
  ConcurrentModificationException: "somebody else changes the organization at the same time; try again",
  TooManyRequestsException: "AWS asks for fewer calls; try again in a minute",
  TimeoutError: "there was no answer in time; check network and AWS_ENDPOINT_URL"
};
function foreign({ name: name4, code, $metadata }, operation2) {
  if (code === "ERR_INVALID_URL") return `${operation2} was not sent: AWS_ENDPOINT_URL is no URL; correct or unset it`;
  const status = $metadata?.httpStatusCode;
  const isForeign = status !== void 0 && (name4 === "SyntaxError" || name4 === "Unknown") || noHttp.test(String(code));
  if (!isForeign) return void 0;
  const answer = status ? ` (HTTP ${status})` : "";
  return `${operation2}: the endpoint does not answer as AWS Organizations${answer}; check AWS_ENDPOINT_URL`;
}
var noHttp = /^(HPE_|EPROTO$|ERR_SSL_)/;
function sentence(name4, reason, operation2, message) {
  if (/^AccessDenied/.test(name4)) {
    return `${operation2} was denied (${name4}); these credentials need organizations:${operation2} in the management account`;
  }
  const meaning = reason && reasons[reason] || meanings[name4];
  const what = `${operation2} failed with ${name4}${reason ? ` (${reason})` : ""}`;
  const words = message.replace(/\n *Deserialization error:.*/s, "");
  return meaning ? `${what}: ${meaning}` : `${what}: ${printable(words).slice(0, 300)}`;
}
var printable = (text3) => text3.replace(/[^\x20-\x7e]/g, "?");

// aws/pace.ts
var unpaced = { turn: async () => {
}, yield: () => {
} };
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
var rows = new Map(rates.flatMap((row2) => row2[1].map((operation2) => [operation2, row2])));
function createPacer(clock, pace) {
  const free = /* @__PURE__ */ new Map();
  return {
    async turn(operation2) {
      const row2 = rows.get(operation2);
      if (row2 && pace.reads === null) return;
      const perSecond = row2 ? row2[0] * (pace.reads ?? 1) : pace.writes;
      const now = clock.now();
      const at = Math.max(now, free.get(row2) ?? now);
      free.set(row2, at + 1e3 / perSecond);
      if (at > now) await clock.sleep(Math.ceil(at - now));
    },
    yield(operation2) {
      const row2 = rows.get(operation2);
      free.set(row2, Math.max(clock.now() + pace.yields, free.get(row2) ?? 0));
    }
  };
}

// aws/call.ts
var CallError = class extends Error {
  name = "CallError";
  aws;
  constructor(aws, cause) {
    super(aws.requestId ? `${aws.message} [request ${aws.requestId}]` : aws.message, { cause });
    this.aws = aws;
  }
};
var patient = 8;
var tooFast = /* @__PURE__ */ new Set(["TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded"]);
var first = 500;
var longest = 3e4;
function createCaller({ client, clock, random, attempts = 8, pace }) {
  const counts = {};
  const pacer = pace ? createPacer(clock, pace) : unpaced;
  const callUntil = (moment) => {
    const call = async (operation2, send, passing = []) => {
      for (let attempt2 = 1; ; attempt2++) {
        await pacer.turn(operation2);
        counts[operation2] = (counts[operation2] ?? 0) + 1;
        try {
          return await send(client);
        } catch (error) {
          const aws = classify(error, operation2);
          const isTooFast = tooFast.has(aws.name);
          if (isTooFast) pacer.yield(operation2);
          const isPassing = isTooFast || passing.includes(aws.name);
          const pause = Math.min(longest, first * 2 ** (attempt2 - 1)) * (0.5 + random() / 2);
          const isOver = attempt2 >= (isPassing ? patient : attempts) || clock.now() + pause > moment;
          if (aws.class !== "retry" && !isPassing || isOver) throw new CallError(aws, error);
          await clock.sleep(pause);
        }
      }
    };
    return Object.assign(call, { until: callUntil, counts: () => ({ ...counts }) });
  };
  return callUntil(Number.POSITIVE_INFINITY);
}

// aws/apply.ts
async function apply(call, root, change2, progress) {
  const key2 = nameKey(change2.policy);
  const policyId4 = change2.policy.id ?? progress.created.get(key2);
  if (!policyId4 && !withoutId.has(change2.action)) return { result: "skipped", error: null };
  try {
    const made = await writes[change2.action](call, {
      change: change2,
      root,
      policyId: policyId4 ?? "",
      targetId: change2.target?.id ?? "",
      isFresh: progress.enabled.has(change2.policy.type)
    });
    if (made) progress.created.set(key2, made);
    if (change2.action === "enable-policy-type") progress.enabled.add(change2.policy.type);
    return { result: "done", error: null };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { class: kind2, name: name4, reason, message, requestId } = error.aws;
    if (kind2 === "already" || isSettled(change2.action, name4)) return { result: "already", error: null };
    return { result: kind2 === "refused" ? "refused" : "failed", error: { name: name4, reason, message, requestId } };
  }
}
var isSettled = (action, error) => removes(action) && error === "PolicyNotFoundException" || action === "detach" && error === "TargetNotFoundException";
var withoutId = /* @__PURE__ */ new Set(["enable-policy-type", "create-policy"]);
var writes = {
  "enable-policy-type": (call, { change: change2, root }) => call(
    "EnablePolicyType",
    (client) => client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: change2.policy.type }))
  ).then(nothing),
  "create-policy": (call, { change: change2 }) => call(
    "CreatePolicy",
    (client) => client.send(
      new CreatePolicyCommand({
        Name: change2.policy.name,
        Type: change2.policy.type,
        Description: change2.after?.description ?? "",
        Content: change2.after?.content,
        Tags: tagList(change2)
      })
    )
  ).then(({ Policy }) => Policy?.PolicySummary?.Id),
  "update-policy": (call, { change: change2, policyId: policyId4 }) => call(
    "UpdatePolicy",
    (client) => client.send(
      new UpdatePolicyCommand({
        PolicyId: policyId4,
        Content: change2.after?.content,
        Description: change2.after?.description
      })
    )
  ).then(nothing),
  "rename-policy": (call, { change: change2, policyId: policyId4 }) => call(
    "UpdatePolicy",
    (client) => client.send(new UpdatePolicyCommand({ PolicyId: policyId4, Name: change2.policy.name }))
  ).then(nothing),
  "tag-policy": (call, { change: change2, policyId: policyId4 }) => call(
    "TagResource",
    (client) => client.send(new TagResourceCommand({ ResourceId: policyId4, Tags: tagList(change2) }))
  ).then(nothing),
  // Enabling a type is asynchronous: right after it "not enabled" only means "not yet".
  attach: (call, { policyId: policyId4, targetId: targetId2, isFresh }) => call(
    "AttachPolicy",
    (client) => client.send(new AttachPolicyCommand({ PolicyId: policyId4, TargetId: targetId2 })),
    isFresh ? ["PolicyTypeNotEnabledException"] : []
  ).then(nothing),
  detach: (call, { policyId: policyId4, targetId: targetId2 }) => call(
    "DetachPolicy",
    (client) => client.send(new DetachPolicyCommand({ PolicyId: policyId4, TargetId: targetId2 }))
  ).then(nothing),
  "delete-policy": (call, { policyId: policyId4 }) => call("DeletePolicy", (client) => client.send(new DeletePolicyCommand({ PolicyId: policyId4 }))).then(nothing)
};
var nothing = () => void 0;
var tagList = ({ after: after2 }) => Object.entries(after2?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));

// core/organization/facts.ts
function factsOf(organization) {
  const { read: read4 } = organization;
  const named2 = new Map(organization.policies.map((policy3) => [nameKey(policy3), policy3]));
  const types2 = new Map(organization.policies.map((policy3) => [policy3.id, policy3.type]));
  const accounts2 = new Map(organization.accounts.map((account2) => [account2.id, account2]));
  const names = new Map(
    [...organization.organizationalUnits, ...organization.accounts].map(({ id: id2, name: name4 }) => [id2, name4])
  );
  const parents = new Map([
    ...organization.organizationalUnits.map(({ id: id2, parentId: parentId2 }) => [id2, parentId2]),
    ...organization.accounts.map(({ id: id2, parentId: parentId2 }) => [id2, parentId2])
  ]);
  const pairs = /* @__PURE__ */ new Set();
  const targets = /* @__PURE__ */ new Map();
  const taken = /* @__PURE__ */ new Map();
  for (const { policyId: policyId4, targetId: targetId2 } of organization.attachments) {
    pairs.add(`${policyId4} ${targetId2}`);
    const known = targets.get(policyId4);
    if (known) known.push(targetId2);
    else targets.set(policyId4, [targetId2]);
    const slot2 = `${types2.get(policyId4)} ${targetId2}`;
    taken.set(slot2, (taken.get(slot2) ?? 0) + 1);
  }
  const policyTargets = new Set(read4.policyTargets);
  const targetPolicies = new Set(read4.targetPolicies.map(({ type: type2, targetId: targetId2 }) => `${type2} ${targetId2}`));
  const gone = new Set(organization.gone);
  const isEnabled = (type2) => organization.enabledTypes?.includes(type2);
  const ancestry = (id2) => {
    const path2 = [];
    for (let at = id2; at && !path2.includes(at); at = parents.get(at)) path2.push(at);
    return path2;
  };
  let below;
  const countBelow = () => {
    const counts = /* @__PURE__ */ new Map();
    for (const account2 of organization.accounts) {
      if (account2.state !== "ACTIVE" || account2.id === organization.managementAccount) continue;
      for (const id2 of ancestry(account2.id)) counts.set(id2, (counts.get(id2) ?? 0) + 1);
    }
    return counts;
  };
  return {
    policyNamed: (type2, name4) => named2.get(nameKey({ type: type2, name: name4 })),
    allPolicies: (type2) => read4.policyLists.includes(type2),
    isEnabled,
    isAttached(policy3, targetId2) {
      if (isEnabled(policy3.type) === false) return false;
      if (pairs.has(`${policy3.id} ${targetId2}`)) return true;
      const known = policyTargets.has(policy3.id) || targetPolicies.has(`${policy3.type} ${targetId2}`);
      return known ? false : void 0;
    },
    targetsOf: (policy3) => isEnabled(policy3.type) === false ? [] : policyTargets.has(policy3.id) ? targets.get(policy3.id) ?? [] : void 0,
    slotsTaken(type2, targetId2) {
      if (isEnabled(type2) === false) return 1;
      return targetPolicies.has(`${type2} ${targetId2}`) ? taken.get(`${type2} ${targetId2}`) ?? 0 : void 0;
    },
    attachedTo: (type2, targetId2) => organization.policies.filter((policy3) => policy3.type === type2 && pairs.has(`${policy3.id} ${targetId2}`)).map(({ name: name4 }) => name4).sort(),
    isGone: (targetId2) => gone.has(targetId2),
    account: (id2) => accounts2.get(id2),
    nameOf: (id2) => names.get(id2) || void 0,
    pathOf(id2) {
      if (id2 === organization.root?.id) return organization.root.name || id2;
      const path2 = id2.startsWith("ou-") ? ancestry(id2).filter((one2) => one2.startsWith("ou-")) : [id2];
      const known = path2.map((one2) => names.get(one2));
      return (known.every(Boolean) ? known.reverse().join(":") : names.get(id2)) || id2;
    },
    ancestry,
    accountsBelow(targetId2) {
      if (/^\d{12}$/.test(targetId2)) return targetId2 === organization.managementAccount ? 0 : 1;
      if (!read4.accounts) return void 0;
      below ??= countBelow();
      return below.get(targetId2) ?? 0;
    }
  };
}

// core/plan/coverage.ts
var coversAccount = ({ eachAccountIn }, account2, ancestry, managementAccount) => account2.id !== managementAccount && eachAccountIn.some((each) => covers(each, account2, ancestry));
var covers = ({ id: id2, except, joinedAfter }, account2, ancestry) => ancestry.includes(id2) && !except.includes(account2.id) && (joinedAfter === null || account2.joined === null || account2.joined >= joinedAfter);

// core/policy/renamed.ts
var renamedFrom = ({ type: type2, name: name4 }, policies) => policies.filter(
  (policy3) => policy3.type === type2 && (policy3.formerName === name4 || !isReserved(policy3) && policy3.tags && isTaggedAs(policy3.tags, name4))
).sort(
  (one2, other) => Number(other.formerName === name4) - Number(one2.formerName === name4) || (one2.id < other.id ? -1 : 1)
)[0];

// core/ports.ts
var OrganizationMismatch = class extends Error {
  name = "OrganizationMismatch";
};

// aws/gather.ts
var gather = (base) => ({
  base: structuredClone(base),
  policies: new Map(base.policies.map((policy3) => [policy3.id, policy3])),
  tags: new Map(base.policies.flatMap(({ id: id2, tags }) => tags ? [[id2, tags]] : [])),
  units: new Map(base.organizationalUnits.map((unit2) => [unit2.id, unit2])),
  accounts: new Map(base.accounts.map((account2) => [account2.id, account2])),
  attachments: new Map(base.attachments.map((pair2) => [`${pair2.policyId} ${pair2.targetId}`, pair2])),
  gone: new Set(base.gone),
  policyLists: new Set(base.read.policyLists),
  failedLists: /* @__PURE__ */ new Set(),
  policyTargets: new Set(base.read.policyTargets),
  targetPolicies: new Map(base.read.targetPolicies.map((slot2) => [`${slot2.type} ${slot2.targetId}`, slot2])),
  unread: new Set(base.unread)
});
function addPolicy(found2, policy3) {
  found2.policies.set(policy3.id, { ...found2.policies.get(policy3.id), ...policy3 });
}
function addTargets(found2, policyId4, targets) {
  for (const target2 of targets) {
    found2.attachments.set(`${policyId4} ${target2.id}`, { policyId: policyId4, targetId: target2.id });
    addName(found2, target2);
  }
  found2.policyTargets.add(policyId4);
}
function addPoliciesAt(found2, type2, targetId2, policies) {
  for (const { policy: policy3 } of policies) {
    addPolicy(found2, policy3);
    found2.attachments.set(`${policy3.id} ${targetId2}`, { policyId: policy3.id, targetId: targetId2 });
  }
  found2.targetPolicies.set(`${type2} ${targetId2}`, { type: type2, targetId: targetId2 });
}
function addAccount(found2, { account: account2, ancestors }) {
  found2.accounts.set(account2.id, account2);
  for (const [at, id2] of ancestors.entries()) {
    const parentId2 = ancestors[at - 1];
    if (parentId2) found2.units.set(id2, { name: "", ...found2.units.get(id2), id: id2, parentId: parentId2 });
  }
}
function addName(found2, { id: id2, name: name4 }) {
  if (id2.startsWith("ou-")) found2.units.set(id2, { parentId: null, ...found2.units.get(id2), id: id2, name: name4 });
  if (/^\d/.test(id2) && !found2.accounts.has(id2)) {
    found2.accounts.set(id2, { id: id2, name: name4, parentId: null, state: null, joined: null });
  }
}
var gathered = (found2) => ({
  ...found2.base,
  policies: sorted(found2.policies).map((policy3) => ({ ...policy3, tags: found2.tags.get(policy3.id) })),
  organizationalUnits: sorted(found2.units),
  accounts: sorted(found2.accounts),
  attachments: sorted(found2.attachments),
  gone: [...found2.gone].sort(),
  read: {
    ...found2.base.read,
    policyLists: [...found2.policyLists].sort(),
    policyTargets: [...found2.policyTargets].sort(),
    targetPolicies: sorted(found2.targetPolicies)
  },
  unread: [...found2.unread].sort()
});
var sorted = (values) => [...values].sort(([one2], [other]) => one2 < other ? -1 : 1).map(([, value]) => value);

// aws/parallel.ts
var atOnce = 4;
async function inParallel(items, work) {
  const queue = [...items].values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

// aws/look.ts
var noMemory = (now, accounts2 = null) => ({
  since: now,
  verified: false,
  foreign: /* @__PURE__ */ new Set(),
  strange: /* @__PURE__ */ new Set(),
  untagged: /* @__PURE__ */ new Set(),
  gone: /* @__PURE__ */ new Map(),
  bearers: /* @__PURE__ */ new Map(),
  accounts: accounts2
});
var madeWithin = 2 * 6e4;
var isGone = ({ memory, now }, policyId4) => now - (memory.gone.get(policyId4) ?? now) > madeWithin;
function noteGone({ memory, now }, policyId4) {
  if (!memory.gone.has(policyId4)) memory.gone.set(policyId4, now);
}
async function readNames(look, type2) {
  const { reader, manifest, found: found2 } = look;
  if (found2.policyLists.has(type2) || found2.failedLists.has(type2)) return;
  const policies = await attempt(look, () => reader.policies(type2));
  if (policies === unread) {
    found2.failedLists.add(type2);
    return;
  }
  const isOurs2 = ({ policy: policy3 }) => manifestPolicy(manifest, policy3) !== void 0;
  for (const one2 of policies.filter(isOurs2)) keep(look, one2);
  for (const one2 of policies.filter((other) => !isOurs2(other))) keep(look, one2);
  found2.policyLists.add(type2);
  const wanted = manifest.policies.filter((policy3) => policy3.type === type2 && policy3.state === "present");
  if (wanted.every((policy3) => policyNamed(found2, policy3))) return;
  const strays = policies.filter(({ policy: policy3 }) => !isReserved(policy3) && !manifestPolicy(manifest, policy3));
  await inParallel(strays, async ({ policy: policy3 }) => void await readTags(look, policy3.id));
}
async function readBearer(look, policy3) {
  await readNames(look, policy3.type);
  const bearer = policyNamed(look.found, policy3) ?? policyRenamed(look, policy3);
  if (!bearer) return;
  await readPolicy(look, bearer.id);
  await readTargets(look, bearer.id);
}
async function readBearers(look) {
  const before = new Map(look.memory.bearers);
  for (const type2 of typesOf(look.manifest.policies)) await readNames(look, type2);
  for (const policy3 of look.manifest.policies) {
    const known = before.get(nameKey(policy3));
    const now = policyNamed(look.found, policy3);
    if (known && now && now.id !== known) await readBearer(look, policy3);
  }
}
async function readPolicy(look, id2) {
  const before = look.found.policies.get(id2);
  if (before?.content !== void 0) return before;
  const one2 = await attempt(look, () => look.reader.policy(id2));
  if (one2 === unread) return void 0;
  if (one2) return keep(look, one2);
  noteGone(look, id2);
  return void 0;
}
async function readTargets(look, policyId4) {
  const targets = await attempt(look, () => look.reader.targets(policyId4));
  if (targets && targets !== unread) addTargets(look.found, policyId4, targets);
}
async function readTags(look, policyId4) {
  const { memory, found: found2, reader } = look;
  const tags = await attempt(look, () => reader.tags(policyId4));
  if (tags === unread) return void 0;
  if (tags === void 0) {
    found2.policies.delete(policyId4);
    noteGone(look, policyId4);
    return void 0;
  }
  found2.tags.set(policyId4, tags);
  if (carriesOurTag(look, policyId4)) {
    for (const ids of [memory.untagged, memory.foreign, memory.strange]) ids.delete(policyId4);
  } else memory.untagged.add(policyId4);
  return tags;
}
async function readAccount(look, id2) {
  const { reader, found: found2 } = look;
  if (found2.accounts.get(id2)?.state) return;
  const one2 = await attempt(look, async () => {
    const account2 = await reader.account(id2);
    return account2 && ancestorsOf(reader, account2, /* @__PURE__ */ new Map());
  });
  if (one2 === unread) return;
  if (one2) addAccount(found2, one2);
  else found2.gone.add(id2);
}
async function readAccounts(look, since) {
  const { reader, found: found2, memory, now } = look;
  if (found2.base.read.accounts) return;
  if (since === void 0 || !memory.accounts || memory.accounts.read < since) {
    const list2 = await attempt(look, async () => {
      const parents = /* @__PURE__ */ new Map();
      const placed = [];
      await inParallel(
        await reader.accounts(),
        async (one2) => void placed.push(await ancestorsOf(reader, one2, parents))
      );
      return placed;
    });
    if (list2 === unread) return;
    memory.accounts = { read: now, list: list2 };
    found2.base.read.accounts = true;
  }
  for (const account2 of memory.accounts.list) addAccount(found2, account2);
}
function readTarget(look, type2, targetId2) {
  const key2 = `${type2} ${targetId2}`;
  const reading = look.targets.get(key2) ?? readPoliciesAt(look, type2, targetId2);
  look.targets.set(key2, reading);
  return reading;
}
async function readPoliciesAt(look, type2, targetId2) {
  const { reader, found: found2, purpose } = look;
  if (found2.targetPolicies.has(`${type2} ${targetId2}`)) return;
  const policies = await attempt(look, () => reader.policiesAt(targetId2, type2));
  if (policies === unread) return;
  if (policies === void 0) {
    found2.gone.add(targetId2);
    return;
  }
  for (const { policy: policy3, owner } of policies) verify(look, owner, policy3);
  addPoliciesAt(found2, type2, targetId2, policies);
  if (purpose === "apply" && isAccount(targetId2)) await readAccount(look, targetId2);
}
async function readEnrolled(look, id2) {
  const { manifest, memory, found: found2 } = look;
  await readAccount(look, id2);
  const account2 = found2.accounts.get(id2);
  if (account2?.state !== "ACTIVE") return;
  const ancestry = factsOf(gathered(found2)).ancestry(id2);
  const wanted = manifest.policies.filter(
    (policy3) => policy3.state === "present" && (policy3.targets.some((target2) => target2.id === id2) || coversAccount(policy3, account2, ancestry, manifest.organization.managementAccount))
  );
  for (const type2 of typesOf(wanted)) {
    await readTarget(look, type2, id2);
    const [missing3, ...others] = wanted.filter((policy3) => policy3.type === type2 && !policyNamed(found2, policy3));
    if (!missing3) continue;
    const known = others.length === 0 && memory.bearers.get(nameKey(missing3));
    if (known) await readPolicy(look, known);
    if (!policyNamed(found2, missing3)) await readNames(look, type2);
  }
}
async function ancestorsOf(reader, one2, parents) {
  if (one2.ancestors.length > 0) return one2;
  const ancestors = [];
  let id2 = one2.account.id;
  while (id2 && !id2.startsWith("r-")) {
    if (!parents.has(id2)) parents.set(id2, await reader.parent(id2));
    id2 = parents.get(id2);
    if (id2) ancestors.unshift(id2);
  }
  return { account: { ...one2.account, parentId: ancestors.at(-1) ?? null }, ancestors };
}
function keep(look, { policy: policy3, owner }) {
  verify(look, owner, policy3);
  const { memory, manifest, found: found2 } = look;
  memory.gone.delete(policy3.id);
  const former = manifest.policies.find((one2) => memory.bearers.get(nameKey(one2)) === policy3.id);
  const isRenamed = former !== void 0 && former.name !== policy3.name;
  const kept = isRenamed ? { ...policy3, formerName: former.name } : policy3;
  if (manifestPolicy(manifest, policy3)) {
    memory.bearers.set(nameKey(policy3), policy3.id);
    for (const ids of [memory.foreign, memory.strange]) ids.delete(policy3.id);
  } else if (!isRenamed && !policy3.awsManaged && !carriesOurTag(look, policy3.id)) {
    const isStranger = memory.untagged.has(policy3.id) || bearersAreKnown(look, policy3.type);
    (isStranger ? memory.foreign : memory.strange).add(policy3.id);
  }
  addPolicy(found2, kept);
  return kept;
}
var carriesOurTag = ({ manifest, found: found2 }, policyId4) => manifest.policies.some(({ name: name4 }) => isTaggedAs(found2.tags.get(policyId4) ?? {}, name4));
var bearersAreKnown = ({ manifest, memory }, type2) => manifest.policies.every(
  (policy3) => policy3.type !== type2 || policy3.state === "absent" || memory.bearers.has(nameKey(policy3))
);
function verify({ memory, manifest }, owner, policy3) {
  if (!owner && policy3?.awsManaged !== false) return;
  const { id: id2, managementAccount } = manifest.organization;
  if (owner?.id !== id2 || owner.managementAccount !== managementAccount) {
    throw new OrganizationMismatch(
      `This is organization ${owner?.id} of account ${owner?.managementAccount}; the lock is for ${id2} of ${managementAccount}`
    );
  }
  memory.verified = true;
}
var unread = /* @__PURE__ */ Symbol("unread");
async function attempt({ purpose, found: found2 }, read4) {
  try {
    return await read4();
  } catch (error) {
    if (purpose === "apply" || !(error instanceof CallError)) throw error;
    found2.unread.add(error.aws.message);
    return unread;
  }
}
var isAccount = (id2) => /^\d{12}$/.test(id2);
var manifestPolicy = (manifest, named2) => manifest.policies.find((policy3) => isSamePolicy(policy3, named2));
var policyNamed = (found2, named2) => [...found2.policies.values()].find((policy3) => isSamePolicy(policy3, named2));
var policyRenamed = ({ manifest, found: found2 }, policy3) => renamedFrom(
  policy3,
  [...found2.policies.values()].filter((other) => !manifestPolicy(manifest, other)).map((other) => ({ ...other, tags: found2.tags.get(other.id) }))
);
var meantBy = (look, policy3) => manifestPolicy(look.manifest, policy3) ?? look.manifest.policies.find((one2) => one2.type === policy3.type && policyRenamed(look, one2)?.id === policy3.id);

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
var isNowhere = (scope) => places.every((key2) => scope[key2].length === 0);
var places = ["types", "coverage", "accounts", "policies", "pairs", "reports", "slots"];
var isWide = ({ types: types2, coverage }) => types2.length > 0 || coverage.length > 0;
function unite(scopes) {
  const unique = (items) => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  return {
    types: unique(scopes.flatMap((scope) => scope.types)),
    coverage: uniteCoverage(scopes.map((scope) => scope.coverage)),
    accounts: unique(scopes.flatMap((scope) => scope.accounts)),
    policies: unique(scopes.flatMap((scope) => scope.policies)),
    pairs: unique(scopes.flatMap(({ pairs }) => pairs.map(({ policyId: policyId4, targetId: targetId2 }) => ({ policyId: policyId4, targetId: targetId2 })))),
    reports: unique(scopes.flatMap((scope) => scope.reports)),
    slots: unique(scopes.flatMap((scope) => scope.slots))
  };
}
function uniteCoverage(all) {
  const names = /* @__PURE__ */ new Map();
  for (const coverage of all) {
    if (coverage === "all") return "all";
    for (const name4 of coverage) names.set(nameKey(name4), name4);
  }
  return [...names.values()];
}
var everything = { ...nowhere, types: allPolicyTypes, coverage: "all" };

// core/organization/organization.ts
var nothingRead = (id2, managementAccount) => ({
  id: id2,
  managementAccount,
  root: null,
  enabledTypes: null,
  policies: [],
  organizationalUnits: [],
  accounts: [],
  attachments: [],
  gone: [],
  read: { policyLists: [], policyTargets: [], targetPolicies: [], accounts: false, organizationalUnits: false },
  unread: []
});

// core/policy/content.ts
function sameContent(one2, other) {
  return one2 === other || canonical(one2) === canonical(other);
}
function canonical(text3) {
  try {
    return canonicalJson(JSON.parse(text3));
  } catch {
    return text3;
  }
}

// aws/observe.ts
var memoryLasts = 15 * 6e4;
var accountsLast = 60 * 6e4;
async function observe(reader, memory, clock, manifest, scope, purpose, onto = nothingRead(manifest.organization.id, manifest.organization.managementAccount)) {
  const now = clock.now();
  if (now - memory.since > memoryLasts) Object.assign(memory, noMemory(now, memory.accounts));
  const look = { now, reader, memory, manifest, purpose, found: gather(onto), targets: /* @__PURE__ */ new Map() };
  if (isWide(scope)) await lookAtManifest(look, scope);
  for (const id2 of scope.accounts) await readEnrolled(look, id2);
  for (const place of scope.policies) await lookAtPolicy(look, place);
  for (const { policyId: policyId4, targetId: targetId2 } of [...scope.pairs, ...scope.reports]) await lookAtPair(look, policyId4, targetId2);
  await inParallel(scope.slots, ({ type: type2, targetId: targetId2 }) => readTarget(look, type2, targetId2));
  if (!memory.verified && look.found.policies.size > 0) verify(look, await reader.organization());
  return gathered(look.found);
}
async function lookAtManifest(look, scope) {
  const { reader, manifest, found: found2, now } = look;
  const { types: types2, contents, coverage } = scope;
  const isOnAccounts = ({ eachAccountIn }) => eachAccountIn.length > 0;
  const isCovered2 = (policy3) => isOnAccounts(policy3) && (coverage === "all" || coverage.some((one2) => isSamePolicy(one2, policy3)));
  const top = await attempt(look, () => reader.root());
  if (top === unread) return;
  const { root, owner, enabledTypes } = top;
  verify(look, owner);
  if (root.id !== manifest.organization.root) {
    throw new OrganizationMismatch(`The root is ${root.id}, the lock says ${manifest.organization.root}`);
  }
  Object.assign(found2.base, { root, enabledTypes });
  const wanted = manifest.policies.filter((policy3) => types2.includes(policy3.type) || isCovered2(policy3));
  for (const type2 of typesOf(wanted)) await readNames(look, type2);
  const since = scope.accountsSince;
  if (wanted.some(isCovered2)) await readAccounts(look, since && Math.max(since, now - accountsLast));
  await inParallel(wanted, async (policy3) => {
    const named2 = policyNamed(found2, policy3);
    if (!named2) return policy3.state === "present" ? readBearer(look, policy3) : void 0;
    if (enabledTypes.includes(policy3.type)) {
      if (isCovered2(policy3) || !isOnAccounts(policy3)) await readTargets(look, named2.id);
      else await inParallel(policy3.targets, ({ id: id2 }) => readTarget(look, policy3.type, id2));
    }
    await readStates(look, named2.id, policy3);
    if (types2.includes(policy3.type) && isDue(policy3.name, contents)) await readPolicy(look, named2.id);
    const { content: content3 } = found2.policies.get(named2.id) ?? {};
    const isChanging = content3 !== void 0 && !sameContent(content3, policy3.content);
    if (look.purpose === "apply" && (isChanging || policy3.adopt)) {
      await readTags(look, named2.id);
    }
  });
}
async function readStates(look, policyId4, { targets }) {
  const lacking = targets.filter(({ id: id2 }) => isAccount(id2) && !look.found.attachments.has(`${policyId4} ${id2}`));
  await inParallel(lacking, ({ id: id2 }) => readAccount(look, id2));
}
async function lookAtPolicy(look, { policyId: policyId4, how, name: name4 }) {
  const { manifest, memory } = look;
  if (isGone(look, policyId4)) return;
  const takesOurName = name4 !== null && manifest.policies.some((policy3) => policy3.name === name4);
  const isStrange = name4 !== null && !takesOurName;
  const isRenaming = how === "changed" && isStrange;
  if (how === "created" && isStrange) return;
  const isKnown = isRenaming ? memory.untagged.has(policyId4) : how !== "tagged" && memory.foreign.has(policyId4);
  if (isKnown && !takesOurName && !isRemembered(look, policyId4)) return;
  if (how === "deleted") return readBearers(look);
  const tags = isRenaming || how === "created" ? await readTags(look, policyId4) : void 0;
  const isTagged = tags !== void 0 && carriesOurTag(look, policyId4);
  if (isRenaming && !isTagged && !isRemembered(look, policyId4)) return;
  const current = await readPolicy(look, policyId4);
  if (!current) return readBearers(look);
  const ours = meantBy(look, current);
  if (!ours) return isTagged || how === "tagged" ? readBearers(look) : void 0;
  if (how === "tagged") await readTags(look, policyId4);
  if (!(how === "created" && isTagged)) await readBearer(look, ours);
}
var isRemembered = ({ memory }, policyId4) => [...memory.bearers.values()].includes(policyId4);
async function lookAtPair(look, policyId4, targetId2) {
  const { memory, found: found2 } = look;
  if (isGone(look, policyId4) || memory.foreign.has(policyId4) && !found2.policies.has(policyId4)) return;
  if (memory.strange.has(policyId4) && !found2.policies.has(policyId4)) {
    await readTags(look, policyId4);
    if (memory.untagged.has(policyId4)) {
      memory.foreign.add(policyId4);
      return;
    }
  }
  const policy3 = fullAccess(policyId4) ?? await readPolicy(look, policyId4);
  if (!policy3) return readBearers(look);
  const ours = meantBy(look, policy3);
  if (!ours && !policy3.awsManaged) return;
  const isNamed = policy3.awsManaged || ours?.targets.some(({ id: id2 }) => id2 === targetId2);
  if (!isNamed) {
    if (!ours?.eachAccountIn.length || !isAccount(targetId2)) return;
    await readAccount(look, targetId2);
  }
  addPolicy(found2, policy3);
  await readTarget(look, policy3.type, targetId2);
}
function isDue(name4, contents) {
  if (!contents) return true;
  return Number.parseInt(digest(name4).slice(0, 8), 16) % contents.of === contents.part;
}
function fullAccess(id2) {
  const type2 = allPolicyTypes.find((type3) => policyTypes[type3].fullAccess.id === id2);
  return type2 && { id: id2, name: policyTypes[type2].fullAccess.name, type: type2, description: "", awsManaged: true };
}

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
function createReader(call) {
  return {
    /** The root with its enabled policy types; its ARN tells the organization. */
    async root() {
      const roots = await pages(
        (NextToken) => call("ListRoots", (client) => client.send(new ListRootsCommand({ NextToken }))).then((page2) => [
          page2.Roots ?? [],
          page2.NextToken
        ])
      );
      const root = roots[0];
      const enabled = (root?.PolicyTypes ?? []).filter(
        ({ Status }) => Status === "ENABLED" || Status === "PENDING_ENABLE"
      );
      return {
        root: { id: root?.Id ?? "", name: root?.Name ?? "" },
        owner: ownerOf(root?.Arn),
        enabledTypes: enabled.flatMap(({ Type }) => Type ?? [])
      };
    },
    async organization() {
      const { Organization } = await call(
        "DescribeOrganization",
        (client) => client.send(new DescribeOrganizationCommand({}))
      );
      return {
        id: Organization?.Id ?? "",
        managementAccount: Organization?.MasterAccountId ?? Organization?.MasterAccountArn?.split(":")[4] ?? ""
      };
    },
    async policies(type2) {
      const summaries = await pages(
        (NextToken) => call("ListPolicies", (client) => client.send(new ListPoliciesCommand({ Filter: type2, NextToken }))).then(
          (page2) => [page2.Policies ?? [], page2.NextToken]
        )
      );
      return summaries.flatMap(found);
    },
    /** With its content. Policies of other types are left out. */
    policy: (id2) => existing(
      call("DescribePolicy", (client) => client.send(new DescribePolicyCommand({ PolicyId: id2 }))).then(
        ({ Policy }) => {
          const [one2] = found(Policy?.PolicySummary ?? {});
          return one2 && { ...one2, policy: { ...one2.policy, content: Policy?.Content ?? "" } };
        }
      )
    ),
    /** Every target of a policy, with the names that AWS tells for nothing. */
    targets: (policyId4) => existing(
      pages(
        (NextToken) => call(
          "ListTargetsForPolicy",
          (client) => client.send(new ListTargetsForPolicyCommand({ PolicyId: policyId4, NextToken }))
        ).then((page2) => [page2.Targets ?? [], page2.NextToken])
      ).then((targets) => targets.map(({ TargetId, Name }) => ({ id: TargetId ?? "", name: Name ?? "" })))
    ),
    /** Every policy of a type that is attached to a target itself. */
    policiesAt: (targetId2, type2) => existing(
      pages(
        (NextToken) => call(
          "ListPoliciesForTarget",
          (client) => client.send(new ListPoliciesForTargetCommand({ TargetId: targetId2, Filter: type2, NextToken }))
        ).then((page2) => [page2.Policies ?? [], page2.NextToken])
      ).then((summaries) => summaries.flatMap(found))
    ),
    tags: (id2) => existing(
      pages(
        (NextToken) => call(
          "ListTagsForResource",
          (client) => client.send(new ListTagsForResourceCommand({ ResourceId: id2, NextToken }))
        ).then((page2) => [page2.Tags ?? [], page2.NextToken])
      ).then((tags) => Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""])))
    ),
    organizationalUnit: (id2) => existing(
      call(
        "DescribeOrganizationalUnit",
        (client) => client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id2 }))
      ).then(({ OrganizationalUnit: unit2 }) => ({ id: id2, name: unit2?.Name ?? "", parentId: null }))
    ),
    async organizationalUnits(parentId2) {
      const units2 = await pages(
        (NextToken) => call(
          "ListOrganizationalUnitsForParent",
          (client) => client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId2, NextToken }))
        ).then((page2) => [page2.OrganizationalUnits ?? [], page2.NextToken])
      );
      return units2.map(({ Id, Name }) => ({ id: Id ?? "", name: Name ?? "", parentId: parentId2 }));
    },
    account: (id2) => existing(
      call("DescribeAccount", (client) => client.send(new DescribeAccountCommand({ AccountId: id2 }))).then(
        ({ Account }) => accountOf(Account ?? {})
      )
    ),
    async accounts() {
      const accounts2 = await pages(
        (NextToken) => call("ListAccounts", (client) => client.send(new ListAccountsCommand({ NextToken }))).then((page2) => [
          page2.Accounts ?? [],
          page2.NextToken
        ])
      );
      return accounts2.map(accountOf);
    },
    /** Root or OU that an OU or account lies in. */
    async parent(id2) {
      const { Parents } = await call("ListParents", (client) => client.send(new ListParentsCommand({ ChildId: id2 })));
      return Parents?.[0]?.Id;
    }
  };
}
async function pages(read4) {
  const items = [];
  let token;
  do {
    const [page2, next] = await read4(token);
    for (const item of page2) items.push(item);
    token = next;
  } while (token);
  return items;
}
var missing = /* @__PURE__ */ new Set([
  "PolicyNotFoundException",
  "TargetNotFoundException",
  "OrganizationalUnitNotFoundException",
  "AccountNotFoundException",
  "RootNotFoundException"
]);
async function existing(read4) {
  try {
    return await read4;
  } catch (error) {
    if (error instanceof CallError && missing.has(error.aws.name)) return void 0;
    throw error;
  }
}
function ownerOf(arn2) {
  const [, , , , managementAccount = "", resource = ""] = arn2?.split(":") ?? [];
  const id2 = resource.split("/")[1] ?? "";
  return /^\d{12}$/.test(managementAccount) && id2.startsWith("o-") ? { id: id2, managementAccount } : null;
}
function found(summary) {
  const type2 = summary.Type ?? "";
  if (!isPolicyType(type2)) return [];
  const policy3 = {
    id: summary.Id ?? "",
    name: summary.Name ?? "",
    type: type2,
    description: summary.Description ?? "",
    awsManaged: summary.AwsManaged ?? false
  };
  return [{ policy: policy3, owner: ownerOf(summary.Arn) }];
}
function accountOf(account2) {
  const path2 = account2.Paths?.[0]?.split("/").filter(Boolean).slice(1, -1) ?? [];
  return {
    account: {
      id: account2.Id ?? "",
      name: account2.Name ?? "",
      parentId: path2.at(-1) ?? null,
      state: account2.State ?? account2.Status ?? null,
      joined: account2.JoinedTimestamp?.getTime() ?? null
    },
    ancestors: path2
  };
}

// aws/organizations.ts
function createOrganizations(options) {
  const caller = createCaller(options);
  const reader = createReader(caller);
  const memory = noMemory(options.clock.now());
  return {
    reader,
    observe: (manifest, scope, purpose, { onto, until = Number.POSITIVE_INFINITY } = {}) => observe(createReader(caller.until(until)), memory, options.clock, manifest, scope, purpose, onto),
    async apply(manifest, change2, progress, until = Number.POSITIVE_INFINITY) {
      const outcome = await apply(caller.until(until), manifest.organization.root, change2, progress);
      if (outcome.result === "failed") Object.assign(memory, noMemory(options.clock.now(), memory.accounts));
      return outcome;
    },
    calls: caller.counts
  };
}

// core/event/member.ts
var member = (value, ...path2) => path2.reduce(
  (at, key2) => typeof at === "object" && at !== null && Object.hasOwn(at, key2) ? at[key2] : void 0,
  value
);
var text = (value, longest4) => typeof value === "string" ? value.slice(0, longest4) : "";
var accountIdOf = (value) => typeof value === "string" && /^\d{12}$/.test(value) ? value : void 0;

// core/event/policy-events.ts
var policyLooks = {
  DetachPolicy: (detail) => {
    const policyId4 = policyIdOf(sent(detail, "policyId"));
    const targetId2 = targetIdOf(sent(detail, "targetId"));
    return policyId4 && targetId2 ? { ...nowhere, pairs: [{ policyId: policyId4, targetId: targetId2 }] } : void 0;
  },
  UpdatePolicy: (detail) => atPolicy(sent(detail, "policyId"), "changed", sent(detail, "name")),
  DeletePolicy: (detail) => atPolicy(sent(detail, "policyId"), "deleted"),
  CreatePolicy: (detail) => atPolicy(member(detail, "responseElements", "policy", "policySummary", "id"), "created", sent(detail, "name")),
  TagResource: (detail) => atTagged(sent(detail, "resourceId"), listOf(sent(detail, "tags")).map(keyOf)),
  UntagResource: (detail) => atTagged(sent(detail, "resourceId"), listOf(sent(detail, "tagKeys"))),
  EnablePolicyType: (detail) => atType(sent(detail, "policyType")),
  DisablePolicyType: (detail) => atType(sent(detail, "policyType"))
};
var sent = (detail, key2) => member(detail, "requestParameters", key2);
var atPolicy = (id2, how, newName) => {
  const policyId4 = policyIdOf(id2);
  const name4 = typeof newName === "string" ? newName.slice(0, 128) : null;
  return policyId4 ? { ...nowhere, policies: [{ policyId: policyId4, how, name: name4 }] } : void 0;
};
var atTagged = (id2, keys) => {
  if (!text(id2, 130)) return void 0;
  return keys.includes(ownerTagKey) && atPolicy(id2, "tagged") || nowhere;
};
var listOf = (value) => Array.isArray(value) ? value.slice(0, 100) : [];
var keyOf = (tag) => member(tag, "key");
var atType = (type2) => {
  const name4 = text(type2, 64);
  if (!name4) return void 0;
  return isPolicyType(name4) ? { ...nowhere, types: [name4] } : nowhere;
};
var policyIdOf = (id2) => typeof id2 === "string" && /^p-[0-9a-zA-Z_]{8,128}$/.test(id2) ? id2 : void 0;
var targetIdOf = (id2) => typeof id2 === "string" && /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/.test(id2) ? id2 : void 0;

// core/event/membership-events.ts
var atAccounts = (ids) => {
  const known = [...new Set(ids)].filter((id2) => id2 !== void 0);
  return known.length > 0 && known.length <= 20 ? { ...nowhere, accounts: known } : { ...nowhere, coverage: "all" };
};
var atMember = (detail) => {
  const told = /* @__PURE__ */ new Set([member(detail, "recipientAccountId"), member(detail, "managementAccountId")]);
  return atAccounts(accountIdsIn(detail).filter((id2) => !told.has(id2)));
};
var arrivals = /* @__PURE__ */ new Set([
  "CreateAccountResult",
  "AccountJoinedOrganization",
  "AcceptHandshake",
  "MoveAccount",
  "CreateManagedAccount"
]);
var moveLooks = {
  MoveAccount: (detail) => atAccounts([accountIdOf(sent(detail, "accountId"))])
};
var invitationLooks = {
  AcceptHandshake: (detail, event) => {
    const handshake = member(detail, "responseElements", "handshake");
    if (String(member(handshake, "action")).toUpperCase() !== "INVITE") return nowhere;
    const parties = member(handshake, "parties");
    const invited = (Array.isArray(parties) ? parties.slice(0, 10) : []).find(
      (party2) => member(party2, "type") === "ACCOUNT"
    );
    return atAccounts([accountIdOf(member(invited, "id")) ?? accountIdOf(member(event, "account"))]);
  }
};
var membershipLooks = {
  CreateAccountResult: (detail) => {
    const status = member(detail, "serviceEventDetails", "createAccountStatus");
    return member(status, "state") === "FAILED" ? nowhere : atAccounts([accountIdOf(member(status, "accountId"))]);
  },
  AccountJoinedOrganization: atMember,
  AccountDepartedOrganization: atMember
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
var driftLooks = { "Drift Detected": atMember };
var deepest = 6;
var most = 500;
function accountIdsIn(detail) {
  const ids = [];
  let seen2 = 0;
  const visit = (value, depth) => {
    if (typeof value !== "object" || value === null || depth > deepest) return;
    for (const [key2, one2] of Object.entries(value)) {
      seen2 += 1;
      if (seen2 > most) return;
      const id2 = /account_?id$/i.test(key2) ? accountIdOf(one2) : void 0;
      if (id2) ids.push(id2);
      else if (key2 !== "userIdentity") visit(one2, depth + 1);
    }
  };
  visit(detail, 0);
  return ids;
}

// core/event/watched.ts
var apiCall = "AWS API Call via CloudTrail";
var serviceEvent = "AWS Service Event via CloudTrail";
var driftDetected = "Drift Detected";
var watches = [
  {
    rule: "policy-changes",
    queue: "policy-drift",
    source: "aws.organizations",
    detailType: apiCall,
    from: "policy-administrators",
    looks: policyLooks
  },
  {
    rule: "account-moves",
    queue: "account-enrolment",
    source: "aws.organizations",
    detailType: apiCall,
    from: "management",
    looks: moveLooks
  },
  {
    rule: "accepted-invitations",
    queue: "account-enrolment",
    source: "aws.organizations",
    detailType: apiCall,
    from: "anybody",
    looks: invitationLooks
  },
  {
    rule: "memberships",
    queue: "account-enrolment",
    source: "aws.organizations",
    detailType: null,
    from: "management",
    looks: membershipLooks
  },
  {
    rule: "control-tower",
    queue: "account-enrolment",
    source: "aws.controltower",
    detailType: serviceEvent,
    from: "management",
    looks: controlTowerLooks
  },
  {
    rule: "control-tower-drift",
    queue: "account-enrolment",
    source: "aws.controltower",
    detailType: driftDetected,
    from: "management",
    looks: driftLooks
  }
];

// core/event/read.ts
var accountsOf = (from, senders) => from === "management" ? [senders.managementAccount] : [senders.managementAccount, ...senders.delegatedAdministrators];
function readEvent(event, senders) {
  const detail = member(event, "detail");
  const kind2 = text(member(event, "detail-type"), 64);
  const name4 = text(member(detail, "eventName"), 64) || (kind2 === driftDetected && detail ? kind2 : "");
  if (!name4) return { kind: "malformed", why: "no detail.eventName" };
  const watch = watches.find(({ source: source2, looks: looks2 }) => source2 === member(event, "source") && Object.hasOwn(looks2, name4));
  const look = watch?.looks[name4];
  const account2 = member(event, "account");
  if (!watch || !look || !isBelieved(watch.from, account2, senders)) return { kind: "foreign", name: name4 };
  const error = text(member(detail, "errorCode"), 128);
  if (error) return { kind: "failed-call", name: name4, error };
  const scope = look(detail, event);
  if (!scope) return { kind: "malformed", why: `${name4} without a usable id` };
  const time = Date.parse(text(member(detail, "eventTime") ?? member(event, "time"), 32));
  if (Number.isNaN(time)) return { kind: "malformed", why: `${name4} without an eventTime` };
  const identity = member(detail, "userIdentity");
  const arn2 = text(member(identity, "arn"), 256);
  return {
    kind: "watched",
    id: text(member(detail, "eventID") ?? member(event, "id"), 64),
    name: name4,
    time,
    actor: {
      type: text(member(identity, "type"), 64),
      principal: text(member(identity, "sessionContext", "sessionIssuer", "arn"), 256) || arn2 || text(member(identity, "invokedBy"), 64),
      session: arn2,
      sourceIp: text(member(detail, "sourceIPAddress"), 64),
      userAgent: text(member(detail, "userAgent"), 256)
    },
    scope,
    destination: text(member(detail, "requestParameters", "destinationParentId"), 130)
  };
}
var isBelieved = (from, account2, senders) => from === "anybody" ? typeof account2 === "string" : accountsOf(from, senders).some((one2) => one2 === account2);

// core/event/sweep.ts
var turn = 15 * 6e4;
var turns = 4;
var mostEvents = 10;
var longestSweep = 24 * 60 * 6e4;
function readSweepMessage(value, now) {
  const types2 = member(value, "types");
  if (!Array.isArray(types2)) return void 0;
  const coverage = member(value, "coverage");
  const because = member(value, "because");
  const continues = continuesOf(member(value, "continues"), now);
  const since = member(value, "unlessSince");
  const look = member(value, "look");
  return {
    types: types2.filter((type2) => typeof type2 === "string" && isPolicyType(type2)),
    contents: contentsOf(member(value, "contents")),
    coverage: coverage === "all" ? "all" : namesOf(coverage),
    because: Array.isArray(because) ? because.slice(0, mostEvents) : [],
    ...typeof since === "number" && since <= now && { unlessSince: since },
    ...Number.isInteger(look) && { look: Number(look) },
    ...member(value, "isDue") === true && { isDue: true },
    ...continues && { continues }
  };
}
function contentsOf(value) {
  const [part, of] = [member(value, "part"), member(value, "of")];
  if (Number.isInteger(part) && of === turns) return { part: Number(part), of: turns };
  return value === "all" ? "all" : "due";
}
var namesOf = (value) => (Array.isArray(value) ? value : []).flatMap((one2) => {
  const [type2, name4] = [text(member(one2, "type"), 64), text(member(one2, "name"), 128)];
  return isPolicyType(type2) ? [{ type: type2, name: name4 }] : [];
});
function continuesOf(value, now) {
  const [holder, began] = [text(member(value, "holder"), 64), Number(member(value, "began"))];
  return holder && now - began < longestSweep ? { holder, began: Math.min(began, now) } : void 0;
}
function sweepParts({ types: types2, contents, coverage }, manifest, now) {
  const due = contents === "due" ? { part: Math.floor(now / turn) % turns, of: turns } : contents;
  const first3 = { types: types2, ...due !== "all" && { contents: due }, coverage: [] };
  const each = onEachAccount(manifest).filter(
    (policy3) => coverage === "all" || coverage.some((one2) => isSamePolicy(one2, policy3))
  );
  return [...types2.length > 0 ? [first3] : [], ...each.map((policy3) => ({ types: [], coverage: [policy3] }))];
}
var restOf = (parts, { because }, continues) => ({
  types: parts.flatMap(({ types: types2 }) => types2),
  contents: parts.flatMap(({ contents }) => contents ?? [])[0] ?? "all",
  coverage: parts.flatMap(({ coverage }) => coverage),
  because: parts.some(({ types: types2 }) => types2.length > 0) ? because : [],
  continues
});
var onEachAccount = ({ policies }) => policies.filter(({ eachAccountIn, state }) => eachAccountIn.length > 0 && state === "present").map(({ type: type2, name: name4 }) => ({ type: type2, name: name4 }));
var everywhere = "manifest";
function partOf({ types: types2, coverage }, manifest) {
  if (coverage !== "all" && coverage[0]) return nameKey(coverage[0]);
  const isAll = types2.length === 0 || typesOf(manifest.policies).every((type2) => types2.includes(type2));
  return isAll ? everywhere : types2.join(" ");
}
var isPart = (part, manifest) => part === everywhere || onEachAccount(manifest).some((policy3) => nameKey(policy3) === part);

// core/event/wiring.ts
var minutes = 6e4;
var limits = {
  "policy-drift": { lasts: 2 * minutes, pace: { reads: null, writes: 1, yields: 0 } },
  "account-enrolment": { lasts: 2 * minutes, pace: { reads: null, writes: 1, yields: 0 } },
  // A Lambda function has 15 minutes.
  sweep: { lasts: 14 * minutes, pace: { reads: 0.3, writes: 1.5, yields: 5e3 } }
};
function wiring(manifest) {
  const senders = sendersOf(manifest);
  const events = { batchSize: 10, batchWindow: 0, visibilityTimeout: 3 * minutes, maxReceiveCount: 5 };
  return {
    rules: watches.map((watch) => ({ name: watch.rule, pattern: patternOf(watch, senders), queue: watch.queue })),
    queues: {
      "policy-drift": { function: "policy-drift", ...events },
      "account-enrolment": { function: "account-enrolment", ...events },
      // A sweep that lives keeps its message out of sight; whose process dies again and again is tried for an hour.
      sweep: { function: "sweep", batchSize: 1, batchWindow: 0, visibilityTimeout: 15 * minutes, maxReceiveCount: 20 }
    },
    schedules: [
      { queue: "sweep", every: 15 * minutes, message: { ...sweepOf(manifest), coverage: [] } },
      ...onEachAccount(manifest).length > 0 ? [{ queue: "sweep", every: 60 * minutes, message: { ...sweepOf(manifest), types: [] } }] : []
    ]
  };
}
var sendersOf = ({ organization, delegatedAdministrators }) => ({
  managementAccount: organization.managementAccount,
  delegatedAdministrators
});
function patternOf({ source: source2, detailType, from, looks: looks2 }, senders) {
  const accounts2 = from === "anybody" ? null : accountsOf(from, senders);
  const call = detailType === apiCall ? { ...accounts2 && { recipientAccountId: accounts2 }, errorCode: [{ exists: false }] } : {};
  return {
    source: [source2],
    ...detailType !== null && { "detail-type": [detailType] },
    ...accounts2 && { account: accounts2 },
    ...detailType !== driftDetected && { detail: { eventName: Object.keys(looks2), ...call } }
  };
}
var sweepOf = (manifest, contents = "due") => ({
  types: typesOf(manifest.policies),
  contents,
  coverage: "all",
  because: []
});

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
  constructor(name4, detail = {}) {
    super(detail.message ?? REASONS[detail.reason ?? ""] ?? MESSAGES[name4] ?? name4);
    this.name = name4;
    this.reason = detail.reason;
    this.status = detail.status ?? (name4 === "ServiceException" ? 500 : 400);
  }
};
function refuse(name4, message) {
  throw new Refusal(name4, message === void 0 ? {} : { message });
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
var isOneOf = (statement, one2, other) => statement[one2] === void 0 !== (statement[other] === void 0);
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
  const found2 = POLICY_TYPES.get(type2);
  if (found2 === void 0) throw new Error(`Unknown policy type ${type2}`);
  return found2;
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
var listOf2 = (check) => (value) => Array.isArray(value) ? value.map((item) => check(item)) : unconvertible(value, "a List");
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
var source = (random) => random();
var draw = (alphabet, length) => source(() => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(""));
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
var entity = (id2, name4) => ({ id: id2, name: name4, attached: /* @__PURE__ */ new Map(), tags: /* @__PURE__ */ new Map() });
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
  for (const [type2, { fullAccess: fullAccess3 }] of POLICY_TYPES)
    if (fullAccess3 !== void 0)
      addPolicy2(organization, { ...fullAccess3, type: type2, awsManaged: true, tags: /* @__PURE__ */ new Map(), targets: [] });
  return organization;
}
var policyNameKey = ({ type: type2, name: name4 }) => `${type2}/${name4}`;
function addPolicy2(organization, policy3) {
  organization.policies.set(policy3.id, policy3);
  organization.policyNames.add(policyNameKey(policy3));
  organization.taken.add(policy3.id);
  const ids = organization.policyIds.get(policy3.type) ?? [];
  add(ids, policy3.id);
  organization.policyIds.set(policy3.type, ids);
}
function removePolicy(organization, policy3) {
  organization.policies.delete(policy3.id);
  organization.policyNames.delete(policyNameKey(policy3));
  remove(organization.policyIds.get(policy3.type) ?? [], policy3.id);
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
function attachFullAccess(organization, target2, types2) {
  for (const type2 of types2) {
    const policy3 = organization.policies.get(fullAccessId(type2) ?? "");
    if (policy3 !== void 0) attach(policy3, target2);
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
    const policy3 = organization.policies.get(id2);
    if (policy3 !== void 0) detach(policy3, target2);
  }
}
function removeUnit(organization, unit2) {
  detachAll(organization, unit2);
  remove(unit2.parent.units, unit2.id);
  unit2.parent.unitNames.delete(unit2.name);
  organization.targets.delete(unit2.id);
  organization.units -= 1;
}
function addAccount2(organization, account2) {
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
var addressed = (world, { id: id2, email }) => void world.addresses.set(email.toLowerCase(), id2);
var accountOf2 = (world, email) => world.addresses.get(email.toLowerCase());
var organizationOf = (world, account2) => world.organizations.find(({ targets }) => targets.has(account2));
function profileOf(world, account2) {
  const member4 = organizationOf(world, account2)?.targets.get(account2);
  return member4?.kind === "ACCOUNT" ? member4 : world.standalone.get(account2);
}
function enter(world, organization, account2) {
  addAccount2(organization, account2);
  attachFullAccess(organization, account2, organization.enabled);
  addressed(world, account2);
  world.standalone.delete(account2.id);
}
function depart(world, organization, account2) {
  removeAccount(organization, account2);
  const { name: name4, email, state } = account2;
  world.standalone.set(account2.id, { name: name4, email, state });
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
var partyKey = (world, { Type, Id }) => Type === "ACCOUNT" ? Id : accountOf2(world, Id) ?? Id.toLowerCase();
var isFor = (world, { target: target2 }, account2) => partyKey(world, target2) === account2;
var isForNobodyKnown = (world, { Type, Id }) => Type === "EMAIL" && accountOf2(world, Id) === void 0;
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
function summaryView(organization, policy3) {
  return {
    Id: policy3.id,
    Arn: policyArn(organization, policy3),
    Name: policy3.name,
    Description: policy3.description,
    Type: policy3.type,
    AwsManaged: policy3.awsManaged
  };
}
function policyView(organization, policy3) {
  return { PolicySummary: summaryView(organization, policy3), Content: policy3.content };
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
function handshakeView(handshake, now) {
  const { id: id2, organization, target: target2, notes, requested } = handshake;
  const { Name, Email } = managementView(organization);
  return {
    Id: id2,
    Arn: arn(organization, `handshake/${organization.id}/invite/${id2}`),
    Parties: [{ Id: organization.id, Type: "ORGANIZATION" }, target2],
    State: stateOf(handshake, now),
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

// emulator/event-values.ts
var FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
function eventTimestamp(milliseconds, between2 = " ") {
  return FORMAT.format(milliseconds).replaceAll("\u202F", " ").replace(/(\d{4}), /, `$1${between2}`);
}
var lowerFirst = (member4) => member4.charAt(0).toLowerCase() + member4.slice(1);
function member2(name4, value, spelling) {
  if (spelling.masked?.includes(name4)) return "****";
  if (spelling.spoken?.[name4] !== void 0) return spelling.spoken[name4];
  if (name4.endsWith("Timestamp") && typeof value === "number") return eventTimestamp(value * 1e3);
  return eventValue(value, spelling);
}
function eventValue(value, spelling = {}) {
  if (Array.isArray(value)) return value.map((item) => eventValue(item, spelling));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== void 0).map(([name4, inner]) => [lowerFirst(name4), member2(name4, inner, spelling)])
  );
}

// emulator/find.ts
function findPolicy(organization, id2) {
  return organization.policies.get(id2) ?? refuse("PolicyNotFoundException");
}
function findTarget(organization, id2) {
  return organization.targets.get(id2) ?? refuse("TargetNotFoundException");
}
function findContainer(organization, id2, missing3 = "ParentNotFoundException") {
  const found2 = organization.targets.get(id2);
  return found2 === void 0 || found2.kind === "ACCOUNT" ? refuse(missing3) : found2;
}
function findChild(organization, id2) {
  const found2 = organization.targets.get(id2);
  return found2 === void 0 || found2.kind === "ROOT" ? refuse("ChildNotFoundException") : found2;
}
function findUnit(organization, id2) {
  const found2 = organization.targets.get(id2);
  return found2?.kind === "ORGANIZATIONAL_UNIT" ? found2 : refuse("OrganizationalUnitNotFoundException");
}
function findAccount(organization, id2) {
  const found2 = organization.targets.get(id2);
  return found2?.kind === "ACCOUNT" ? found2 : refuse("AccountNotFoundException");
}
function findRoot(organization, id2) {
  return organization.root.id === id2 ? organization.root : refuse("RootNotFoundException");
}

// emulator/membership.ts
var WAITING_PERIOD = 4 * 24 * 60 * 60 * 1e3;
var JOINED = { CREATED: "Created", INVITED: "INVITED" };
function join({ world, now, announce }, organization, account2) {
  enter(world, organization, account2);
  announce(organization.managementAccount, "AccountJoinedOrganization", {
    accountId: account2.id,
    joinedMethod: JOINED[account2.joinedMethod],
    joinedTime: eventTimestamp(now, ", ")
  });
}
function checkDeparture({ now }, organization, account2) {
  if (account2.id === organization.managementAccount) refuse("MasterCannotLeaveOrganizationException");
  const { joinedMethod, joined: joined2 } = account2;
  if (joinedMethod === "CREATED" && joined2 !== void 0 && now < joined2 + WAITING_PERIOD)
    violated("WAIT_PERIOD_ACTIVE");
}
function leave({ world, now, announce }, organization, account2, departureMethod) {
  depart(world, organization, account2);
  announce(organization.managementAccount, "AccountDepartedOrganization", {
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
  const organization = joined(context);
  return organization.managementAccount === context.account ? organization : refuse("AccessDeniedException");
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
function page(list2, ids, { NextToken, MaxResults }, size2 = LARGEST_PAGE) {
  const count = MaxResults ?? size2;
  const found2 = after(ids, NextToken === void 0 ? "" : read2(NextToken, list2), count + 1);
  const shown4 = found2.slice(0, count);
  const last = shown4.at(-1);
  return { ids: shown4, NextToken: found2.length > count && last !== void 0 ? write2(list2, last) : void 0 };
}

// emulator/tags.ts
var MOST_TAGS = 50;
var key = text2({ min: 1, max: 128, pattern: TAG_TEXT });
var tagKeys = listOf2(key);
var tagList2 = listOf2(structure({ Key: required(key), Value: required(text2({ max: 256, pattern: TAG_TEXT })) }));
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
  Tags: optional(tagList2)
};
var createAccount = write(
  shape,
  (organization, { Email, AccountName, Tags }, context) => {
    const { world, now, announce } = context;
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const known = accountOf2(world, Email) !== void 0;
    const status = {
      id: fresh2(organization, () => `car-${letters(32)}`),
      accountName: AccountName,
      accountId: known ? void 0 : fresh2(organization, accountId2),
      failureReason: known ? "EMAIL_ALREADY_EXISTS" : void 0,
      requested: now
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
        joined: now,
        tags
      });
    }
    return { CreateAccountStatus: requestedView(status) };
  },
  { masked: MASKED }
);
var fresh2 = (organization, make) => fresh(organization.taken, make);
var describeCreateAccountStatus = read(
  { CreateAccountRequestId: required(text2({ pattern: CREATE_REQUEST_ID })) },
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
  const found2 = page("ListAccounts", organization.accounts, input);
  return { Accounts: found2.ids.map((id2) => shown(organization, id2)), NextToken: found2.NextToken };
});
var listAccountsForParent = read({ ParentId: parentId, ...paging }, (organization, input) => {
  const { accounts: accounts2 } = findContainer(organization, input.ParentId);
  const found2 = page(`ListAccountsForParent ${input.ParentId}`, accounts2, input);
  return { Accounts: found2.ids.map((id2) => shown(organization, id2)), NextToken: found2.NextToken };
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
var between = (random, [from, to]) => from + Math.floor(random() * (to - from + 1));

// emulator/faults.ts
var refusal = (name4) => ({ passes: true, fault: () => ({ name: name4 }) });
var POLICY_CHANGES = [
  ...["AttachPolicy", "DetachPolicy", "UpdatePolicy"],
  ...["EnablePolicyType", "DisablePolicyType"]
];
var keyOf2 = ({ name: name4, input }) => `${name4} ${JSON.stringify(input)}`;
var KINDS = {
  ConcurrentModificationException: {
    ...refusal("ConcurrentModificationException"),
    meets: ({ operation: operation2 }) => !operation2.readOnly
  },
  PolicyChangesInProgressException: {
    ...refusal("PolicyChangesInProgressException"),
    meets: ({ name: name4 }) => POLICY_CHANGES.includes(name4)
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
      key: keyOf2(request),
      left: (repeat ?? between(random, [1, 3])) - 1,
      until: Number.POSITIVE_INFINITY
    })
  },
  denied: {
    passes: false,
    fault: () => ({ name: "AccessDeniedException" }),
    lasts: ({ name: name4 }, { denial }, random, now) => ({
      key: name4,
      left: Number.POSITIVE_INFINITY,
      until: now + (denial ?? between(random, [1e3, 3e4]))
    })
  }
};
var TABLE = KINDS;
var FAULT_KINDS = Object.keys(KINDS);
var PASSING = FAULT_KINDS.filter((kind2) => TABLE[kind2].passes);

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
  RATES.flatMap((row2) => row2.operations.map((operation2) => [operation2, row2]))
);

// emulator/operations/attachments.ts
var pair = { PolicyId: policyId, TargetId: targetId };
function notEnabled(type2) {
  const spoken = type2.toLowerCase().replace(/(?:^|_)(.)/g, (_, first3) => first3.toUpperCase());
  return refuse("PolicyTypeNotEnabledException", `The given policy type ${spoken} is not enabled on the current view`);
}
var attachPolicy = write(pair, (organization, { PolicyId, TargetId }) => {
  const policy3 = findPolicy(organization, PolicyId);
  const target2 = findTarget(organization, TargetId);
  if (!organization.enabled.has(policy3.type)) notEnabled(policy3.type);
  const attached2 = attachedOf(target2, policy3.type);
  if (has(attached2, policy3.id)) refuse("DuplicatePolicyAttachmentException");
  if (attached2.length >= policyType(policy3.type).attachments) violated("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  attach(policy3, target2);
  return void 0;
});
var detachPolicy = write(pair, (organization, { PolicyId, TargetId }) => {
  const policy3 = findPolicy(organization, PolicyId);
  const target2 = findTarget(organization, TargetId);
  const { fullAccess: fullAccess3 } = policyType(policy3.type);
  if (fullAccess3?.id === policy3.id && !fullAccess3.detachable) invalid("NON_DETACHABLE_POLICY");
  const attached2 = attachedOf(target2, policy3.type);
  if (!has(attached2, policy3.id)) refuse("PolicyNotAttachedException");
  if (fullAccess3 !== void 0 && attached2.length === 1) violated("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
  detach(policy3, target2);
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
  { Target: required(target), Notes: optional(text2({ max: 1024 })), Tags: optional(tagList2) },
  (organization, { Target, Notes: notes, Tags }, { world, now }) => {
    const tags = mergedTags(/* @__PURE__ */ new Map(), Tags ?? []);
    const key2 = partyKey(world, Target);
    if (organization.targets.has(key2)) constrained("ALREADY_IN_AN_ORGANIZATION");
    for (const other of world.handshakes.values())
      if (other.organization === organization && stateOf(other, now) === "OPEN" && partyKey(world, other.target) === key2)
        refuse("DuplicateHandshakeException");
    const id2 = `h-${letters(32)}`;
    const handshake = { id: id2, organization, target: Target, notes, tags, requested: now, response: void 0 };
    world.handshakes.set(id2, handshake);
    return shown2(handshake, now);
  },
  { spoken: { Action: "invite" } }
);
function find({ world, now }, id2) {
  const handshake = world.handshakes.get(id2);
  return handshake !== void 0 && isShown(handshake, now) ? handshake : refuse("HandshakeNotFoundException");
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
  const { world, account: id2, now } = context;
  const before = organizationOf(world, id2);
  if (before === organization) constrained("ALREADY_IN_AN_ORGANIZATION");
  const { name: name4, email, state } = profileOf(world, id2) ?? {
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
    ...entity(id2, name4),
    parent: organization.root,
    email,
    state,
    joinedMethod: "INVITED",
    joined: now,
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
    ParentHandshakeId: optional(text2({ pattern: HANDSHAKE_ID }))
  })
);
function listed(context, list2, input, isListed) {
  const { world, now } = context;
  const { ActionType = "INVITE", ParentHandshakeId } = input.Filter ?? {};
  if (input.Filter?.ActionType !== void 0 && ParentHandshakeId !== void 0) invalid("MAX_LIMIT_EXCEEDED_FILTER");
  const isWanted = ActionType === "INVITE" && ParentHandshakeId === void 0;
  const all = isWanted ? [...world.handshakes.values()].filter((one2) => isShown(one2, now) && isListed(one2)) : [];
  const sorted2 = all.map(({ id: id2 }) => id2).sort();
  const { ids, NextToken } = page(list2, sorted2, input);
  return { Handshakes: ids.map((id2) => handshakeView(find(context, id2), now)), NextToken };
}
var listHandshakesForOrganization = read(
  { Filter: filter, ...paging },
  (organization, input, context) => listed(
    context,
    `ListHandshakesForOrganization ${organization.id}`,
    input,
    (one2) => one2.organization === organization
  )
);
var listHandshakesForAccount = operation(
  { Filter: filter, ...paging },
  (input, context) => listed(
    context,
    `ListHandshakesForAccount ${context.account}`,
    input,
    (one2) => isFor(context.world, one2, context.account)
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
var leaveOrganization = member3({}, (organization, _input, context) => {
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
var closeAccount = write({ AccountId: accountId }, (organization, { AccountId }, { now, announce }) => {
  if (organization.featureSet !== "ALL") violated("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
  const account2 = findAccount(organization, AccountId);
  if (AccountId === organization.managementAccount) violated("CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
  const refused = REFUSED_CLOSURE[account2.state];
  if (refused !== void 0) refuse(refused);
  if (closures(organization) >= MOST_CLOSURES) violated("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED");
  account2.state = "PENDING_CLOSURE";
  const time = eventTimestamp(now);
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
    const { world, account: account2, now } = context;
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
      joined: now
    });
    return { Organization: organizationView(organization) };
  }
);
var describeOrganization = member3({}, (organization) => ({ Organization: organizationView(organization) }), {
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
var description = text2({ max: 512 });
var content = text2({ min: 1 });
function checkContent(type2, sent2) {
  const { characters, isStatement } = policyType(type2);
  if ([...sent2].length > characters) violated("POLICY_CONTENT_LIMIT_EXCEEDED");
  const document2 = parsed(sent2);
  if (!isObject(document2) || isStatement && !areSound(document2.Statement, isStatement))
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
function checkName(organization, policy3) {
  if (organization.policyNames.has(policyNameKey(policy3))) refuse("DuplicatePolicyException");
}
function findCustomerPolicy(organization, id2) {
  const policy3 = findPolicy(organization, id2);
  return policy3.awsManaged ? invalid("IMMUTABLE_POLICY") : policy3;
}
var createPolicy = write(
  {
    Content: required(content),
    Description: required(description),
    Name: required(name),
    Type: policyTypeName,
    Tags: optional(tagList2)
  },
  (organization, { Content, Description, Name, Type, Tags }) => {
    if (organization.featureSet !== "ALL") refuse("PolicyTypeNotAvailableForOrganizationException");
    checkContent(Type, Content);
    checkName(organization, { type: Type, name: Name });
    const { policies: most5 } = policyType(Type);
    if ((organization.policyIds.get(Type)?.length ?? 0) >= most5) violated("POLICY_NUMBER_LIMIT_EXCEEDED");
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
    policy3.id = fresh(organization.taken, () => `p-${letters(8)}`);
    addPolicy2(organization, policy3);
    return { Policy: policyView(organization, policy3) };
  }
);
var updatePolicy = write(
  { PolicyId: policyId, Name: optional(name), Description: optional(description), Content: optional(content) },
  (organization, { PolicyId, Name, Description, Content }) => {
    const policy3 = findCustomerPolicy(organization, PolicyId);
    if (Content !== void 0) checkContent(policy3.type, Content);
    if (Name !== void 0 && Name !== policy3.name) {
      checkName(organization, { type: policy3.type, name: Name });
      organization.policyNames.delete(policyNameKey(policy3));
      policy3.name = Name;
      organization.policyNames.add(policyNameKey(policy3));
    }
    policy3.description = Description ?? policy3.description;
    policy3.content = Content ?? policy3.content;
    return { Policy: policyView(organization, policy3) };
  }
);
var deletePolicy = write({ PolicyId: policyId }, (organization, { PolicyId }) => {
  const policy3 = findCustomerPolicy(organization, PolicyId);
  if (policy3.targets.length > 0) refuse("PolicyInUseException");
  removePolicy(organization, policy3);
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
  const found2 = findTagged(organization, id2);
  return "awsManaged" in found2 && found2.awsManaged ? invalid("TARGET_NOT_SUPPORTED") : found2;
}
var tagResource = write({ ResourceId: taggableId, Tags: required(tagList2) }, (organization, { ResourceId, Tags }) => {
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
  { ParentId: parentId, Name: required(name), Tags: optional(tagList2) },
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
    const { accounts: accounts2, units: units2 } = findContainer(organization, ParentId);
    const { ids, NextToken } = page(`ListChildren ${ParentId} ${Type}`, Type === "ACCOUNT" ? accounts2 : units2, input);
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
var whole2 = (least, most5) => {
  return (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most5;
};
var isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
var SEED = { is: whole2(0, 2 ** 32 - 1), words: "a whole number from 0 to 4294967295" };
var SHARE = { is: isShare, words: "a number from 0 to 1" };
var DURATION = { is: whole2(0, DAY2), words: "whole milliseconds up to a day" };
var among = (names, words) => ({
  is: (value) => Array.isArray(value) && value.length > 0 && value.every((name4) => names.includes(name4)),
  words
});
var FAULT_FIELDS = {
  seed: SEED,
  rate: SHARE,
  kinds: among(FAULT_KINDS, `a list of some of ${FAULT_KINDS.join(", ")}`),
  operations: among([...OPERATIONS.keys()], "a list of operations that the emulator knows"),
  callers: {
    is: (value) => Array.isArray(value) && value.length > 0 && value.every((name4) => typeof name4 === "string"),
    words: "a list of access key ids or accounts"
  },
  until: { is: whole2(0, Number.MAX_SAFE_INTEGER), words: "a time in milliseconds, as of Date.now" },
  repeat: { is: whole2(1, 1e3), words: "a whole number from 1 to 1000" },
  denial: DURATION,
  slowness: DURATION
};

// emulator/document.ts
var ACCOUNT_STATES = ["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"];

// emulator/document-check.ts
var DEEPEST_UNIT2 = 5;
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
  if (depth === DEEPEST_UNIT2 && Array.isArray(value) && value.length > 0)
    throw new Error(`${at} is nested deeper than the ${DEEPEST_UNIT2} levels that AWS allows.`);
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

// emulator/protocol.ts
var LARGEST_BODY2 = 1024 * 1024;

// core/plan/change.ts
var keyOf3 = (action, { type: type2, name: name4 }, targetId2) => [action, policyTypes[type2].short, name4, targetId2].filter(Boolean).join("/");
function change(action, policy3, mode, reason, details = {}) {
  const { target: target2 } = details;
  return {
    key: keyOf3(action, policy3, target2?.id),
    action,
    policy: { name: policy3.name, type: policy3.type, id: policy3.id },
    target: target2 ? { id: target2.id, path: target2.path } : null,
    before: details.before ?? null,
    after: details.after ?? null,
    reason,
    mode,
    accounts: details.accounts ?? null
  };
}

// core/event/again.ts
var pauses = [5e3, 25e3, 9e4];
function readLookAgain(value) {
  const [look, events] = [member(value, "look"), member(value, "events")];
  if (!Number.isInteger(look) || !Array.isArray(events)) return void 0;
  return { look: Number(look), isDue: member(value, "isDue") === true, events: events.slice(0, 10) };
}
function awaited(event, manifest, organization) {
  const facts = factsOf(organization);
  const { name: name4, scope } = event;
  const isOurs2 = (policy3) => manifest.policies.some((one2) => isSamePolicy(one2, policy3) && one2.state === "present");
  const policyOf = (id2) => organization.policies.find((policy3) => policy3.id === id2);
  if (name4 === "DetachPolicy")
    return scope.pairs.flatMap(({ policyId: policyId4, targetId: targetId2 }) => {
      const policy3 = policyOf(policyId4);
      const isConcern = policy3 && (isOurs2(policy3) || policyTypes[policy3.type].fullAccess.id === policyId4);
      return isConcern && facts.isAttached(policy3, targetId2) ? [keyOf3("attach", policy3, targetId2)] : [];
    });
  const undoing = name4 === "UpdatePolicy" ? edits : name4 === "DeletePolicy" ? deletions : [];
  const policies = scope.policies.flatMap(({ policyId: policyId4 }) => policyOf(policyId4) ?? []);
  if (undoing.length > 0)
    return policies.filter(isOurs2).flatMap((policy3) => undoing.map((action) => keyOf3(action, policy3)));
  if (name4 === "DisablePolicyType")
    return scope.types.filter((type2) => manifest.policies.some((policy3) => policy3.type === type2) && facts.isEnabled(type2)).map((type2) => keyOf3("enable-policy-type", { name: "", type: type2 }));
  if (arrivals.has(name4))
    return scope.accounts.filter((id2) => !hasArrived(event, facts.account(id2))).map((id2) => `account/${id2}`);
  return [];
}
var edits = ["update-policy", "rename-policy"];
var deletions = ["create-policy"];
var hasArrived = ({ destination }, account2) => account2?.state === "ACTIVE" && (!destination || !account2.parentId || account2.parentId === destination);

// loop/lease.ts
var leaseLasts = 3 * 6e4;
var beat = 6e4;
var leaseRow = (name4) => `lease/${name4}`;
async function withLease(state, name4, holder, clock, work) {
  const row2 = leaseRow(name4);
  const claim = () => state.claim(row2, holder, leaseLasts);
  if (!await claim()) return false;
  let isDone2 = true;
  try {
    isDone2 = await whileBeating(clock, claim, work);
  } finally {
    if (isDone2 && await state.get(row2) === holder) await state.remove([row2]);
  }
  return true;
}
async function whileBeating(clock, say, work) {
  const ending2 = new AbortController();
  const beating = async () => {
    for (; ; ) {
      await clock.sleep(beat, ending2.signal);
      if (ending2.signal.aborted) return;
      await say();
    }
  };
  const beats = beating();
  beats.catch(() => {
  });
  try {
    return await work();
  } finally {
    ending2.abort();
  }
}

// loop/coverage.ts
var coveredRow = (policy3) => `covered/${nameKey(policy3)}`;
var wantedRow = (type2) => `cover/${type2}`;
var rememberCovered = (state, policy3, id2, since) => state.put({ [coveredRow(policy3)]: { id: id2, since } });
async function wantCovering(state, manifest, types2, now) {
  const rows2 = onEachAccount(manifest).filter(({ type: type2 }) => types2.includes(type2));
  if (rows2.length === 0) return;
  await state.remove(rows2.map(coveredRow));
  await state.put(Object.fromEntries(types2.map((type2) => [wantedRow(type2), now])));
}
async function uncovered(state, manifest, bearers, now) {
  const found2 = [];
  for (const policy3 of onEachAccount(manifest)) {
    if (state.hasFailed()) return [];
    const id2 = bearers.get(nameKey(policy3));
    if (id2 && !await isCovered(state, policy3, id2, now)) found2.push(policy3);
  }
  return state.hasFailed() ? [] : found2;
}
var clocksDiffer = 5 * 6e4;
async function isCovered(state, policy3, id2, now) {
  const row2 = await covered(state, policy3);
  const wanted = Number(await state.get(wantedRow(policy3.type))) || 0;
  return row2?.id === id2 && (wanted > now + clocksDiffer || Number(row2.since) >= Math.min(wanted, now));
}
async function isCoveredSince(state, policy3, since) {
  return Number((await covered(state, policy3))?.since) >= since;
}
var covered = async (state, policy3) => await state.get(coveredRow(policy3));
async function askCovering(state, send, coverage, now) {
  if (coverage.length === 0 || await state.get(leaseRow("coverage"))) return;
  if (coverage !== "all") await state.remove(coverage.map(coveredRow));
  await send("sweep", { types: [], contents: "due", coverage, unlessSince: now, because: [] });
}
function bearersAfter({ policies }, outcomes, manifest) {
  const bearers = /* @__PURE__ */ new Map();
  const names = (policy3) => manifest.policies.some((one2) => isSamePolicy(one2, policy3));
  for (const policy3 of policies) if (names(policy3)) bearers.set(nameKey(policy3), policy3.id);
  for (const { action, policy: policy3, outcome } of outcomes)
    if ((action === "create-policy" || action === "rename-policy") && isDone(outcome) && policy3.id)
      bearers.set(nameKey(policy3), policy3.id);
  return bearers;
}

// core/event/incident.ts
function beginnings({ plan: plan2, events, known, part, now }, until) {
  const before = byKey(known);
  return plan2.changes.filter((change2) => before.has(change2.key) || !isEnrolment(change2, events)).map((change2) => {
    const incident = before.get(change2.key);
    const begun = incidentOf(change2, void 0, events, incident, part, now);
    return { ...begun, state: "open", told: incident?.told ?? null, until };
  });
}
function incidents(findings) {
  const { plan: plan2, contended = [], outcomes, events, part, known, isComplete, isUnseen, now } = findings;
  const rows2 = new Set(known.map(({ key: key2 }) => key2));
  const before = byKey(known);
  const results = new Map(outcomes.map((change2) => [change2.key, change2.outcome]));
  const found2 = [
    ...plan2.changes.map((change2) => {
      const outcome = results.get(change2.key);
      const incident = incidentOf(change2, outcome, events, before.get(change2.key), part, now);
      return { incident, detail: outcome?.error?.message ?? null };
    }),
    ...plan2.blocked.map((problem) => {
      const incident = obstacle(problem, part, now);
      const opened = before.get(incident.key)?.opened ?? now;
      return { incident: { ...incident, opened }, detail: problem.hint ?? null };
    }),
    ...contended.map((change2) => {
      const incident = contention(change2, events, now);
      const known2 = before.get(incident.key);
      const { opened, cause } = known2 ?? incident;
      return { incident: { ...incident, opened, cause }, detail: fightingGoesOn };
    }),
    ...known.filter(({ key: key2 }) => !results.has(key2)).flatMap((incident) => unmasked(incident, events))
  ];
  const keys = new Set(found2.map(({ incident }) => incident.key));
  const over = known.filter(({ key: key2, state }) => isComplete && state !== "covered" && !keys.has(key2)).filter((incident) => !isUnseen?.(incident)).map((incident) => ({ incident: { ...incident, state: "over" }, detail: "It is not so any more" }));
  const all = [...found2, ...over].map(
    ({ incident, detail }) => ({
      incident: { ...incident, told: incident.state },
      time: now,
      detail
    })
  );
  const isEnded = ({ state }) => state === "restored" || state === "over";
  const stale = known.filter(
    ({ key: key2, state, until }) => state === "covered" && now - until > detachesComeWithin && !keys.has(key2) && !before.has(key2)
  );
  const current = all.map(({ incident }) => incident);
  const isBegun = ({ key: key2, state }) => {
    const incident = before.get(key2);
    return state === "over" && incident?.told === null && incident.until > now;
  };
  return {
    notices: all.filter(
      ({ incident }) => before.get(incident.key)?.told !== incident.state && !isTheirs(incident.key, results, before) && !isBegun(incident)
    ),
    open: current.filter((incident) => !isEnded(incident)),
    closed: [...current.filter((incident) => isEnded(incident) && rows2.has(incident.key)), ...stale].map(
      ({ key: key2 }) => key2
    )
  };
}
var byKey = (known) => new Map(known.filter(({ state }) => state !== "covered").map((incident) => [incident.key, incident]));
var detachesComeWithin = 60 * 6e4;
function unmasked(incident, events) {
  const { state, policyId: policyId4, target: target2 } = incident;
  if (state !== "covered") return [];
  const cause = events.find(
    ({ scope }) => scope.pairs.some((pair2) => pair2.policyId === policyId4 && pair2.targetId === target2?.id)
  );
  if (!cause) return [];
  return [{ incident: { ...incident, state: "restored", severity: "medium", cause: causedBy(cause) }, detail: null }];
}
var causedBy = ({ name: name4, id: id2, actor }) => ({ event: name4, id: id2, actor });
var isTheirs = (key2, results, before) => results.get(key2)?.result === "already" && !before.has(key2);
var states = {
  done: "restored",
  already: "restored",
  failed: "open",
  skipped: "open",
  refused: "refused"
};
function incidentOf(change2, outcome, events, before, part, now) {
  const cause = causeOf(change2, events);
  const isCovered2 = !before && outcome !== void 0 && isDone(outcome) && isEnrolment(change2, events);
  return {
    key: change2.key,
    // What was to be restored and could not stays so, though our memory alone may not ask for it again.
    state: isCovered2 ? "covered" : outcome ? states[outcome.result] : before?.state === "refused" || before?.told === "refused" ? "refused" : "reported",
    told: null,
    severity: isCovered2 ? "low" : severityOf(change2),
    text: change2.reason.text,
    action: change2.action,
    policy: change2.policy.name || null,
    policyId: change2.policy.id,
    target: change2.target,
    opened: before?.opened ?? cause?.time ?? now,
    cause: before?.cause ?? (cause ? causedBy(cause) : null),
    attempts: (before?.attempts ?? 0) + (outcome ? 1 : 0),
    part,
    until: before?.until ?? now,
    nextTry: outcome?.result === "refused" ? now + longestPutOff : null
  };
}
var longestPutOff = 5 * 6e4;
var incidentWithoutChange = (key2, state, text3, part, now) => ({
  key: key2,
  state,
  told: null,
  severity: "critical",
  text: text3,
  action: null,
  policy: null,
  policyId: null,
  target: null,
  opened: now,
  cause: null,
  attempts: 0,
  part,
  until: now,
  nextTry: null
});
function obstacle(problem, part, now) {
  const { code, message, change: change2, policy: policy3 = null, target: target2 = null } = problem;
  const incident = incidentWithoutChange(change2 ?? `${code}/${message}`, "refused", message, part, now);
  return { ...incident, action: change2 ? actionOf(change2) : null, policy: policy3, target: target2 };
}
var contentions = "contention/";
var contentionKey = (key2) => contentions + key2;
var contendedIn = ({ key: key2 }) => key2.startsWith(contentions) ? key2.slice(contentions.length) : void 0;
var fightingGoesOn = "It is restored each time, after pauses that grow to five minutes. Find out who undoes it, and stop them; where it is another tool, only one of the two can own the policy";
function contention(change2, events, now) {
  const { key: key2, reason, policy: policy3, target: target2 } = change2;
  const cause = causeOf(change2, events);
  return {
    ...incidentWithoutChange(
      contentionKey(key2),
      "open",
      `${reason.text}, for the third time within ten minutes`,
      everywhere,
      now
    ),
    policy: policy3.name || null,
    policyId: policy3.id,
    target: target2,
    cause: cause ? causedBy(cause) : null
  };
}
var actionOf = (key2) => key2.slice(0, key2.indexOf("/"));
var policyTypeOf = ({ key: key2, action }) => action === null ? void 0 : allPolicyTypes.find((type2) => key2.startsWith(`${action}/${policyTypes[type2].short}`));
function isEnrolment(change2, events) {
  const { target: target2 } = change2;
  const cause = causeOf(change2, events);
  if (change2.action !== "attach" || !target2 || !cause || !arrivals.has(cause.name)) return false;
  return cause.scope.accounts.includes(target2.id);
}
function causeOf(change2, events) {
  const fits2 = events.map((event) => ({ event, fit: fitOf(event, change2) })).filter(({ fit }) => fit > 0);
  return fits2.reduce(
    (best, one2) => best && best.fit > one2.fit ? best : one2,
    void 0
  )?.event;
}
function fitOf({ scope }, { policy: policy3, target: target2 }) {
  const isPolicy = (id2) => policy3.id === null || policy3.id === id2;
  if (scope.pairs.some((pair2) => isPolicy(pair2.policyId) && pair2.targetId === target2?.id)) return 5;
  if (target2 && scope.accounts.includes(target2.id)) return 4;
  if (scope.policies.some(({ policyId: policyId4 }) => isPolicy(policyId4))) return 3;
  if (scope.types.includes(policy3.type)) return 2;
  return policy3.id === null && scope.pairs.length > 0 ? 1 : 0;
}
function severityOf({ action, policy: policy3 }) {
  const isFullAccess = policy3.id === policyTypes[policy3.type].fullAccess.id;
  if (isFullAccess || action === "enable-policy-type") return "critical";
  return action === "attach" ? "medium" : action === "tag-policy" ? "low" : "high";
}

// core/event/unseen.ts
function unseenIn(manifest, organization, part) {
  const facts = factsOf(organization);
  const wantedPolicy = (type2, name4) => manifest.policies.find((one2) => isSamePolicy(one2, { type: type2, name: name4 ?? "" }) && one2.state === "present");
  function isWanted(type2, name4, targetId2) {
    const policy3 = wantedPolicy(type2, name4);
    if (!policy3 || facts.isGone(targetId2)) return false;
    if (policy3.targets.some(({ id: id2 }) => id2 === targetId2)) return true;
    if (policy3.eachAccountIn.length === 0) return false;
    const account2 = facts.account(targetId2);
    if (!account2?.state) return organization.read.accounts ? false : void 0;
    if (account2.state !== "ACTIVE") return false;
    return coversAccount(policy3, account2, facts.ancestry(targetId2), organization.managementAccount);
  }
  return (incident) => {
    const { action, policy: name4, target: target2 } = incident;
    const type2 = policyTypeOf(incident);
    if (!type2) return incident.part !== part && isPart(incident.part, manifest);
    if (action === "enable-policy-type")
      return facts.isEnabled(type2) === void 0 && manifest.policies.some((one2) => one2.type === type2);
    const { fullAccess: fullAccess3 } = policyTypes[type2];
    if (name4 === fullAccess3.name)
      return part !== everywhere || !facts.isAttached({ id: fullAccess3.id, type: type2 }, target2?.id ?? "");
    const current = facts.policyNamed(type2, name4 ?? "");
    if (action === "attach" && target2) {
      const wanted = isWanted(type2, name4, target2.id);
      if (wanted !== true) return wanted === void 0;
      return !current || facts.isAttached(current, target2.id) === void 0;
    }
    if (!wantedPolicy(type2, name4)) return false;
    if (action === "update-policy") return current?.content === void 0;
    if (action === "tag-policy") return !current?.tags;
    return !facts.allPolicies(type2);
  };
}

// loop/incidents.ts
var prefixes = { incident: "incident/", covered: "joined/" };
var rowOf = ({ key: key2, state }) => (state === "covered" ? prefixes.covered : prefixes.incident) + key2;
async function openIncidents(state) {
  const rows2 = [...await rowsBelow(state, prefixes.incident), ...await rowsBelow(state, prefixes.covered)];
  return rows2.flatMap(
    ([name4, row2]) => isIncident(row2) && name4 === rowOf(row2) ? [{ ...absent, ...row2 }] : []
  );
}
var rowsBelow = async (state, prefix) => Object.entries(await state.list(prefix));
async function rememberIncidents(state, found2) {
  await state.put(Object.fromEntries(found2.open.map((incident) => [rowOf(incident), incident])));
  await state.remove(found2.closed.flatMap((key2) => Object.values(prefixes).map((prefix) => prefix + key2)));
}
var absent = { part: everywhere, policyId: null, until: 0, nextTry: null };
function isIncident(row2) {
  return fits(row2, {
    key: isText,
    state: among2(...states2),
    told: (value) => value === null || among2(...states2)(value),
    severity: among2("low", "medium", "high", "critical"),
    text: isText,
    policy: (value) => value === null || isText(value),
    target: (value) => value === null || fits(value, { id: isText, path: isText }),
    opened: (value) => typeof value === "number" && !Number.isNaN(new Date(value).getTime()),
    attempts: (value) => typeof value === "number",
    part: (value) => value === void 0 || isText(value),
    policyId: (value) => value === void 0 || value === null || isText(value),
    until: (value) => value === void 0 || typeof value === "number",
    nextTry: (value) => value === void 0 || value === null || typeof value === "number",
    cause: (value) => value === null || fits(value, { event: isText, id: isText, actor: isActor })
  });
}
var states2 = ["open", "refused", "reported", "covered"];
var fits = (value, checks) => typeof value === "object" && value !== null && Object.entries(checks).every(([key2, check]) => check(value[key2]));
var isText = (value) => typeof value === "string" && value.length <= 2e3;
var among2 = (...allowed) => (value) => typeof value === "string" && allowed.includes(value);
var isActor = (value) => fits(value, { type: isText, principal: isText, session: isText, sourceIp: isText, userAgent: isText });

// core/plan/desired.ts
function desired(manifest, organization, facts, scope) {
  const isActive = ({ id: id2 }) => (facts.account(id2)?.state ?? "ACTIVE") === "ACTIVE";
  const policies = manifest.policies.map(({ eachAccountIn, ...policy3 }) => {
    const gone = eachAccountIn.filter(({ id: id2 }) => facts.isGone(id2));
    const targets = uniqueById([...policy3.targets, ...gone, ...joining({ eachAccountIn }, organization, facts)]);
    const inactive = targets.filter((target2) => !isActive(target2)).map(({ id: id2 }) => id2);
    const unplaced = policy3.prune && eachAccountIn.length > 0 ? unplacedAccounts(organization, facts) : [];
    return { ...policy3, awsManaged: false, targets: targets.filter(isActive), kept: [...inactive, ...unplaced] };
  });
  return [...policies, ...fullAccess2(manifest, facts, scope)];
}
function joining(policy3, organization, facts) {
  if (policy3.eachAccountIn.length === 0) return [];
  return organization.accounts.filter(({ id: id2 }) => !facts.isGone(id2)).filter((account2) => coversAccount(policy3, account2, facts.ancestry(account2.id), organization.managementAccount)).map((account2) => ({ id: account2.id, path: account2.name }));
}
function unplacedAccounts({ attachments, root }, facts) {
  const accounts2 = new Set(attachments.map(({ targetId: targetId2 }) => targetId2).filter((id2) => /^\d{12}$/.test(id2)));
  return [...accounts2].filter((id2) => !root || facts.ancestry(id2).at(-1) !== root.id);
}
function fullAccess2(manifest, facts, { pairs, reports }) {
  const type2 = "SERVICE_CONTROL_POLICY";
  const { id: id2, name: name4 } = policyTypes[type2].fullAccess;
  const at = (places2, mode) => {
    const targets = places2.filter(({ policyId: policyId4, targetId: targetId2 }) => policyId4 === id2 && !facts.isGone(targetId2));
    if (targets.length === 0) return [];
    return [
      {
        name: name4,
        type: type2,
        description: "",
        content: "",
        state: "present",
        mode,
        prune: false,
        adopt: true,
        awsManaged: true,
        targets: targets.map(({ targetId: targetId2 }) => ({ id: targetId2, path: facts.pathOf(targetId2) })),
        kept: []
      }
    ];
  };
  const known = reports.filter(
    ({ targetId: targetId2 }) => !pairs.some((pair2) => pair2.policyId === id2 && pair2.targetId === targetId2)
  );
  return [...at(pairs, manifest.fullAwsAccess === "restore" ? "enforce" : "notify"), ...at(known, "notify")];
}
var uniqueById = (targets) => [...new Map(targets.map((target2) => [target2.id, target2])).values()];

// core/plan/diff.ts
function diff(wanted, organization, facts, purpose) {
  const names = new Set(wanted.map(nameKey));
  const isStray = (policy3) => (policy3.formerName !== void 0 || !isReserved(policy3)) && !names.has(nameKey(policy3));
  const strays = organization.policies.filter(isStray);
  const parts = wanted.map((policy3) => {
    const named2 = facts.policyNamed(policy3.type, policy3.name);
    if (policy3.state === "absent") return absent2(policy3, named2, facts, purpose);
    const current = named2 ?? (facts.allPolicies(policy3.type) ? renamedFrom(policy3, strays) : void 0);
    const mayBeRenamed = purpose === "enforce" && strays.some(({ type: type2, tags }) => type2 === policy3.type && !tags);
    return !current && mayBeRenamed ? nothing2 : present(policy3, current, facts, purpose);
  });
  return {
    changes: [...enabling(wanted, facts), ...parts.flatMap((part) => part.changes)],
    blocked: parts.flatMap((part) => part.blocked),
    findings: parts.flatMap((part) => part.findings)
  };
}
var nothing2 = { changes: [], blocked: [], findings: [] };
function enabling(wanted, facts) {
  return allPolicyTypes.flatMap((type2) => {
    const users = wanted.filter((policy3) => policy3.type === type2 && policy3.state === "present" && !policy3.awsManaged);
    if (users.length === 0 || facts.isEnabled(type2) !== false) return [];
    const mode = users.some((policy3) => policy3.mode === "enforce") ? "enforce" : "notify";
    const text3 = `Policy type ${type2} is disabled: no ${policyTypes[type2].short} is in force anywhere`;
    return [change("enable-policy-type", { name: "", type: type2, id: null }, mode, { code: "policy-type-disabled", text: text3 })];
  });
}
function present(policy3, current, facts, purpose) {
  const subject = { name: policy3.name, type: policy3.type, id: current?.id ?? null };
  const differs = current?.content !== void 0 && !sameContent(current.content, policy3.content);
  if (purpose === "apply" && current && !current.awsManaged && !isOurs(policy3, current)) {
    const problem = current.content === void 0 ? contentUnread(policy3, current) : takeover(policy3, current);
    return { ...nothing2, blocked: [problem] };
  }
  const changes = [];
  const add2 = (action, reason, details) => changes.push(change(action, subject, policy3.mode, reason, details));
  if (!current) {
    if (!facts.allPolicies(policy3.type)) return nothing2;
    add2(
      "create-policy",
      { code: "policy-missing", text: `${policy3.name} does not exist` },
      { after: { description: policy3.description, content: policy3.content, tags: ownerTags(policy3.name) } }
    );
  } else if (!policy3.awsManaged) {
    if (current.name !== policy3.name) {
      add2(
        "rename-policy",
        { code: "policy-renamed", text: `${policy3.name} was renamed` },
        { before: { name: current.name }, after: { name: policy3.name } }
      );
    }
    const described = current.description === policy3.description;
    if (differs || !described) {
      const before = {
        ...differs && { content: current.content },
        ...!described && { description: current.description }
      };
      const after2 = {
        ...differs && { content: policy3.content },
        ...!described && { description: policy3.description }
      };
      const what = differs ? "content" : "description";
      add2(
        "update-policy",
        { code: `${what}-differs`, text: `The ${what} of ${policy3.name} differs` },
        { before, after: after2 }
      );
    }
    if (current.tags && !isTaggedAs(current.tags, policy3.name)) {
      const text3 = `${policy3.name} does not carry the tag that marks it as holdfast's`;
      add2(
        "tag-policy",
        { code: "tag-missing", text: text3 },
        { before: { tags: current.tags }, after: { tags: ownerTags(policy3.name) } }
      );
    }
  }
  const findings = [];
  const blocked = [];
  for (const target2 of policy3.targets) {
    if (facts.isGone(target2.id)) {
      blocked.push(targetGone(policy3, target2));
    } else if (!current || facts.isAttached(current, target2.id) === false) {
      add2(
        "attach",
        { code: "not-attached", text: `${policy3.name} is not attached to ${target2.path}` },
        { target: target2, accounts: facts.accountsBelow(target2.id) }
      );
    }
  }
  if (policy3.prune && purpose === "apply" && current?.name === policy3.name) {
    const kept = /* @__PURE__ */ new Set([...policy3.targets.map(({ id: id2 }) => id2), ...policy3.kept]);
    for (const id2 of facts.targetsOf(current) ?? []) {
      if (kept.has(id2)) continue;
      const text3 = `The manifest does not name ${id2} for ${policy3.name}, and prune is on`;
      add2(
        "detach",
        { code: "not-in-manifest", text: text3 },
        { target: { id: id2, path: facts.pathOf(id2) }, accounts: facts.accountsBelow(id2) }
      );
    }
  }
  return { changes, blocked, findings };
}
function absent2(policy3, current, facts, purpose) {
  const targets = current && facts.targetsOf(current);
  if (purpose === "enforce" || !current || !targets) return nothing2;
  if (!isOurs(policy3, current)) return { ...nothing2, blocked: [takeover(policy3, current)] };
  const subject = { name: policy3.name, type: policy3.type, id: current.id };
  const reason = { code: "state-absent", text: `The manifest says that ${policy3.name} is absent` };
  const detaches = targets.map(
    (id2) => change("detach", subject, policy3.mode, reason, {
      target: { id: id2, path: facts.pathOf(id2) },
      accounts: facts.accountsBelow(id2)
    })
  );
  const { content: content3, description: description2 } = current;
  const before = { ...content3 !== void 0 && { content: content3 }, description: description2 };
  const deletion = change("delete-policy", subject, policy3.mode, reason, { before });
  return { changes: [...detaches, deletion], blocked: [], findings: [] };
}
function isOurs(policy3, current) {
  if (policy3.adopt || current.tags && isTaggedAs(current.tags, policy3.name)) return true;
  return current.content !== void 0 && policy3.content !== "" && sameContent(current.content, policy3.content);
}
var takeover = (policy3, current) => ({
  code: "policy-of-another",
  severity: "error",
  message: `${policyTypes[policy3.type].short} ${policy3.name} (${current.id}) exists, has other content and was not made by holdfast`,
  hint: `Set "adopt: true" under "holdfast" of ${policy3.name} to take it over, or choose another name`
});
var contentUnread = (policy3, current) => ({
  code: "not-read",
  severity: "error",
  message: `Whose ${policyTypes[policy3.type].short} ${policy3.name} (${current.id}) is cannot be told: its content was not read`,
  hint: "Nothing is concluded from an incomplete read; correct the cause and try again"
});
var targetGone = (policy3, target2) => ({
  code: "target-gone",
  severity: "error",
  message: `${target2.path === target2.id ? target2.id : `${target2.path} (${target2.id})`}, a target of ${policy3.name}, does not exist`,
  hint: 'Correct it in the manifest or remove it, from manifest.lock.yaml too; then run "holdfast lock"'
});

// core/plan/order.ts
function order(changes, facts) {
  const sorted2 = [...changes].sort(
    (one2, other) => phase[one2.action] - phase[other.action] || compare(one2.policy.type, other.policy.type) || rank(one2) - rank(other) || compare(one2.target?.id ?? "", other.target?.id ?? "") || compare(one2.key, other.key)
  );
  const groups = runs(sorted2, ({ action, policy: policy3, target: target2 }) => `${phase[action]} ${policy3.type} ${target2?.id}`);
  const steps = groups.map((group) => withinSlots(group, facts));
  const left = steps.flatMap((step) => step.left);
  const stuck = new Set(left.filter(({ action }) => action === "detach").map(({ policy: policy3 }) => policy3.id));
  return {
    changes: [...steps.flatMap((step) => step.changes), ...steps.flatMap((step) => step.last)].filter(
      ({ action, policy: policy3 }) => action !== "delete-policy" || !stuck.has(policy3.id)
    ),
    left
  };
}
var phase = {
  "enable-policy-type": 0,
  "rename-policy": 1,
  "create-policy": 2,
  "update-policy": 3,
  attach: 4,
  detach: 4,
  "tag-policy": 5,
  "delete-policy": 6
};
var rank = ({ target: target2 }) => !target2 ? 0 : target2.id.startsWith("r-") ? 1 : target2.id.startsWith("ou-") ? 2 : 3;
var compare = (one2, other) => one2 < other ? -1 : one2 > other ? 1 : 0;
function runs(items, keyOf4) {
  const groups = [];
  let last;
  for (const item of items) {
    const key2 = keyOf4(item);
    if (key2 === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = key2;
  }
  return groups;
}
function withinSlots(group, facts) {
  const [first3] = group;
  if (first3?.action === "delete-policy") return { changes: [], last: group, left: [] };
  if (!first3?.target) return { changes: group, last: [], left: [] };
  const { least, most: most5 } = policyTypes[first3.policy.type].slots;
  const isQuiet = ({ mode }) => Number(mode === "notify");
  const attaches = group.filter(({ action }) => action === "attach").sort((one2, other) => isQuiet(one2) - isQuiet(other));
  const detaches = group.filter(({ action }) => action === "detach");
  const changes = [];
  const last = [];
  let taken = facts.slotsTaken(first3.policy.type, first3.target.id) ?? Number.NaN;
  const attach2 = () => {
    changes.push(...attaches.splice(0, 1));
    taken += 1;
  };
  const detach3 = (into) => {
    into.push(...detaches.splice(0, 1));
    taken -= 1;
  };
  while (attaches.length > 0 && !(taken >= most5 && detaches.length === 0)) taken >= most5 ? detach3(changes) : attach2();
  while (detaches.length > 0 && !(taken <= least)) detach3(last);
  return { changes, last, left: [...attaches, ...detaches] };
}
var leftOver = (change2, facts) => ({
  ...change2.action === "attach" ? noSlot(change2, facts) : lastPolicy(change2),
  change: change2.key,
  policy: change2.policy.name,
  ...change2.target && { target: change2.target }
});
var noSlot = ({ policy: policy3, target: target2 }, facts) => {
  const { short, slots } = policyTypes[policy3.type];
  return {
    code: "no-slot",
    severity: "error",
    message: `${policy3.name} cannot be attached to ${target2?.path} (${target2?.id}): all ${slots.most} slots for ${short}s are taken, by ${facts.attachedTo(policy3.type, target2?.id ?? "").join(", ")}`,
    hint: "Detach a policy there that is not needed, or merge two"
  };
};
var lastPolicy = ({ policy: policy3, target: target2 }) => {
  const { short, fullAccess: fullAccess3 } = policyTypes[policy3.type];
  return {
    code: "last-policy",
    severity: "error",
    message: `${policy3.name} cannot be detached from ${target2?.path} (${target2?.id}): it is the last ${short} there`,
    hint: `Attach ${fullAccess3.name} there first`
  };
};

// core/plan/review.ts
var removalOf = ({ key: key2, policy: policy3, before }) => ({
  key: key2,
  policyId: policy3.id,
  before: before && digest(before)
});
function permitted(changes, reviewed) {
  const agreed = new Set(reviewed.map(canonicalJson));
  const hold2 = createHold();
  return changes.filter((change2) => {
    const isReviewed = !removes(change2.action) || agreed.has(canonicalJson(removalOf(change2)));
    const isPermitted = isReviewed && !hold2.holds(change2);
    if (!isPermitted) hold2.note({ ...change2, outcome: { result: "skipped", error: null } });
    return isPermitted;
  });
}

// core/plan/plan.ts
function makePlan(manifest, organization, scope, purpose) {
  const facts = factsOf(organization);
  const difference = diff(desired(manifest, organization, facts, scope), organization, facts, purpose);
  const { changes, left } = order(difference.changes, facts);
  return {
    kind: "holdfast.plan",
    version: 1,
    organization: { id: organization.id, managementAccount: organization.managementAccount },
    manifest: { digest: manifest.digest, commit: manifest.commit },
    digest: digest([organization.id, manifest.digest, changes]),
    summary: summarize(changes),
    blocked: [
      ...difference.blocked,
      ...left.map((change2) => leftOver(change2, facts)),
      ...organization.unread.map(notRead)
    ],
    findings: [
      ...difference.findings,
      ...renamedTargets(manifest, facts),
      ...undatedAccounts(manifest, organization, facts)
    ],
    stats: { calls: {} },
    changes
  };
}
var enforceable = (changes) => permitted(changes, []).filter(({ mode }) => mode === "enforce");
function summarize(changes) {
  const counts = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
function renamedTargets(manifest, facts) {
  const targets = new Map(manifest.policies.flatMap((policy3) => policy3.targets).map((target2) => [target2.id, target2]));
  return [...targets.values()].flatMap(({ id: id2, path: path2 }) => {
    const name4 = facts.nameOf(id2);
    if (name4 === void 0 || path2 === id2 || path2.split(":").at(-1)?.trim().toLowerCase() === name4.toLowerCase())
      return [];
    return {
      code: "target-renamed",
      severity: "warning",
      message: `${path2} (${id2}) is now named ${JSON.stringify(name4)}; the locked id stays enforced`,
      hint: 'Correct the name in the manifest and run "holdfast lock"'
    };
  });
}
function undatedAccounts(manifest, organization, facts) {
  const undated = organization.accounts.filter(({ joined: joined2, state }) => joined2 === null && state === "ACTIVE");
  return manifest.policies.flatMap(({ name: name4, state, eachAccountIn }) => {
    const dated = { eachAccountIn: eachAccountIn.filter(({ joinedAfter }) => joinedAfter !== null) };
    const found2 = undated.filter(
      (account2) => coversAccount(dated, account2, facts.ancestry(account2.id), organization.managementAccount)
    );
    if (state === "absent" || found2.length === 0) return [];
    const ids = found2.map(({ id: id2 }) => id2).sort();
    const some = ids.slice(0, 3);
    const more = ids.length - some.length;
    return {
      code: "joined-unknown",
      severity: "warning",
      message: `AWS does not say when ${some.join(", ")}${more > 0 ? ` and ${more} more` : ""} joined: ${name4} counts them as accounts that joined lately`,
      hint: "Write those that it is not meant for into except"
    };
  });
}
var notRead = (what) => ({
  code: "not-read",
  severity: "error",
  message: what,
  hint: "Nothing is concluded from an incomplete read; correct the cause and try again"
});

// core/audit/record.ts
var record2 = (kind2, organization, id2, now, data) => ({
  specversion: "1.0",
  id: id2,
  source: `urn:holdfast:${organization}`,
  type: `holdfast.${kind2}.v1`,
  time: new Date(now).toISOString(),
  datacontenttype: "application/json",
  data
});

// loop/alarm.ts
async function alarm({ notify, clock }, key2, text3, error) {
  const now = clock.now();
  const notice = {
    time: now,
    detail: error instanceof Error ? error.message : String(error),
    incident: incidentWithoutChange(key2, "open", text3, "", now)
  };
  await notify(notice).catch(() => {
  });
}

// loop/record.ts
async function observation(ports, manifest, trigger, plan2) {
  if (trigger.kind === "event" && plan2.changes.length === 0 && plan2.blocked.length === 0) return [];
  const events = await Promise.all(trigger.events.map((event) => eventData(ports, manifest, event)));
  return [
    record2("observation", manifest.organization.id, ports.id(), ports.clock.now(), {
      trigger: trigger.kind,
      manifest: manifest.digest,
      commit: manifest.commit,
      plan: plan2.digest,
      changes: plan2.summary,
      blocked: plan2.blocked.map(({ code }) => code),
      events
    })
  ];
}
async function changeRecords(ports, manifest, kind2, changes) {
  return Promise.all(
    changes.map(
      async (change2) => record2(kind2, manifest.organization.id, ports.id(), ports.clock.now(), {
        manifest: manifest.digest,
        action: change2.action,
        policy: { ...change2.policy },
        target: change2.target && await identifier(ports, manifest, "acct", change2.target.id),
        reason: change2.reason.code,
        ..."outcome" in change2 && {
          result: change2.outcome.result,
          error: change2.outcome.error && {
            name: change2.outcome.error.name,
            reason: change2.outcome.error.reason,
            requestId: change2.outcome.error.requestId
          }
        }
      })
    )
  );
}
async function safely(ports, recording2) {
  try {
    const records = await recording2;
    if (records.length > 0) await ports.audit(records);
  } catch (error) {
    await alarm(ports, "audit-not-written", "The audit trail cannot be written; enforcement goes on", error);
  }
}
async function eventData(ports, manifest, event) {
  const { type: type2, principal, session, sourceIp } = event.actor;
  return {
    id: event.id,
    name: event.name,
    time: new Date(event.time).toISOString(),
    actor: {
      type: type2,
      principal: await identifier(ports, manifest, "principal", principal),
      session: await identifier(ports, manifest, "session", session),
      sourceIp: await identifier(ports, manifest, "ip", sourceIp)
    }
  };
}
async function identifier({ keys }, manifest, kind2, value) {
  const isPersonal = kind2 !== "acct" || /^\d{12}$/.test(value);
  return manifest.audit.identifiers === "pseudonym" && isPersonal && value ? keys(kind2, value) : value;
}

// loop/carry-out.ts
var skipped = { result: "skipped", error: null };
var chunk = 20;
async function carryOut2(ports, manifest, changes, { each = () => {
}, isStopped = () => false, until } = {}) {
  const progress = { created: /* @__PURE__ */ new Map(), enabled: /* @__PURE__ */ new Set() };
  const hold2 = createHold();
  const results = [];
  for (let from = 0; from < changes.length; from += chunk) {
    const next = changes.slice(from, from + chunk);
    await safely(ports, changeRecords(ports, manifest, "intent", next));
    const done = [];
    for (const change2 of next) {
      const isSkipped = await isStopped() || hold2.holds(change2);
      const outcome = isSkipped ? skipped : await ports.organizations.apply(manifest, change2, progress, until);
      const id2 = change2.policy.id ?? progress.created.get(nameKey(change2.policy)) ?? null;
      const result = { ...change2, policy: { ...change2.policy, id: id2 }, outcome };
      done.push(result);
      hold2.note(result);
      each(result);
    }
    await safely(ports, changeRecords(ports, manifest, "outcome", done));
    results.push(...done);
  }
  return results;
}

// loop/generation.ts
var row = "generation";
async function isSuperseded(state, generation) {
  const newest = await state.get(row);
  return typeof newest === "number" && newest > generation;
}

// loop/places.ts
var together = 20;
var most2 = 5e3;
var prefixOf = (part) => `places/${part}/`;
async function handOut(state, part, changes) {
  await state.remove((await placesIn(state, part)).map(({ row: row2 }) => row2));
  const pairs = changes.flatMap(({ policy: policy3, target: target2 }) => policy3.id && target2 ? [[policy3.id, target2.id]] : []);
  const rows2 = {};
  for (let at = 0; at < pairs.length; at += together)
    rows2[prefixOf(part) + String(at).padStart(9, "0")] = pairs.slice(at, at + together);
  await state.put(rows2);
}
async function placesIn(state, part) {
  const rows2 = Object.entries(await state.list(prefixOf(part))).slice(0, most2);
  return rows2.sort(([one2], [other]) => one2 < other ? -1 : 1).map(([row2, places2]) => ({ row: row2, pairs: (Array.isArray(places2) ? places2.slice(0, together) : []).flatMap(pairOf) }));
}
function pairOf(place) {
  const [policyId4, targetId2] = Array.isArray(place) ? [policyIdOf(place[0]), targetIdOf(place[1])] : [];
  return policyId4 && targetId2 ? [{ policyId: policyId4, targetId: targetId2 }] : [];
}

// core/event/reversal.ts
var minutes2 = 6e4;
var window = 10 * minutes2;
var earlier = 2;
var first2 = 3e4;
var longest2 = 5 * minutes2;
var isContended = (times, now) => times.filter((time) => now - time < window).length >= earlier;
function restorableFrom(times, now) {
  const recent = times.filter((time) => now - time < 3 * window);
  if (!isContended(times, now)) return now;
  return Math.max(...recent) + Math.min(longest2, first2 * 2 ** (recent.length - earlier));
}
var readsAreBehind = 3e4;
var certainFrom = (times, told, now) => {
  const last = Math.max(...times);
  return told === void 0 || told <= last ? Math.max(now, last + readsAreBehind) : now;
};

// loop/restored.ts
var rowOf2 = (key2) => `restored/${key2}`;
var lasts = 60 * 6e4;
var most3 = 12;
async function timesOf(state, key2, now) {
  const row2 = await state.get(rowOf2(key2));
  return (Array.isArray(row2) ? row2 : []).slice(-most3).filter((time) => typeof time === "number" && time <= now);
}
async function rememberRestored(state, outcomes, now) {
  const rows2 = {};
  for (const { key: key2, outcome } of outcomes)
    if (outcome.result === "done") rows2[rowOf2(key2)] = [...await timesOf(state, key2, now), now].slice(-most3);
  await state.put(rows2, lasts);
}
async function isRestoredSince(state, keys, since, now) {
  for (const key2 of keys) if ((await timesOf(state, key2, now)).some((time) => time >= since)) return true;
  return false;
}
async function timed(state, { kind: kind2, events }, changes, known, now) {
  const incidents2 = new Map(known.map((incident) => [incident.key, incident]));
  const timing = { putOff: /* @__PURE__ */ new Map(), contended: [] };
  for (const change2 of changes) {
    const times = await timesOf(state, change2.key, now);
    if (isContended(times, now)) timing.contended.push(change2);
    const certain = certainFrom(times, causeOf(change2, events)?.time, now);
    const patient2 = kind2 === "event" ? [restorableFrom(times, now), incidents2.get(change2.key)?.nextTry ?? now] : [];
    const from = Math.min(now + longestPutOff, Math.max(certain, ...patient2));
    if (from > now) timing.putOff.set(change2.key, from);
  }
  return timing;
}
async function contentionsGoingOn(state, known, now) {
  const going = /* @__PURE__ */ new Set();
  for (const key2 of known.flatMap((incident) => contendedIn(incident) ?? []))
    if (isContended(await timesOf(state, key2, now), now)) going.add(contentionKey(key2));
  return going;
}

// core/plan/mismatch.ts
var mismatch = (error) => ({
  code: "organization-mismatch",
  severity: "error",
  message: error.message,
  hint: 'Check credentials and AWS_ENDPOINT_URL; run "holdfast lock" only if the manifest is meant for this organization'
});

// loop/view.ts
async function viewOf(organizations, manifest, scope, options) {
  try {
    const organization = await organizations.observe(manifest, scope, "enforce", options);
    return { organization, plan: makePlan(manifest, organization, scope, "enforce") };
  } catch (error) {
    if (!(error instanceof OrganizationMismatch)) throw error;
    const organization = nothingRead("", "");
    const nothing3 = makePlan(manifest, organization, scope, "enforce");
    return { organization, plan: { ...nothing3, blocked: [mismatch(error)] } };
  }
}

// loop/restore.ts
var looks = 3;
var fewest = 20;
var grace = 15e3;
var most4 = 100;
async function restore(ports, manifest, trigger) {
  const { clock, state, organizations } = ports;
  const { deadline, kind: kind2 } = trigger;
  const isLate = (by = 0) => clock.now() >= deadline + by;
  const isOfAccounts = isWide(trigger.scope) && trigger.scope.types.length === 0;
  const settled = [];
  let { scope } = trigger;
  let options = { until: deadline };
  for (let look = 1; ; look++) {
    const started = clock.now();
    const ahead = look === 1 ? trigger.seen : void 0;
    const view = await (ahead ?? viewOf(organizations, manifest, scope, options));
    const lookLasts = clock.now() - started;
    if (look === 1) await safely(ports, observation(ports, manifest, trigger, view.plan));
    const done = new Set(settled.filter(({ outcome }) => isDone(outcome)).map(({ key: key2 }) => key2));
    const missing3 = enforceable(view.plan.changes).filter(({ key: key2 }) => !options.onto || !done.has(key2));
    const { todo, hopeless, ...aside } = await sortOut(ports, manifest, { ...trigger, scope }, missing3);
    let tried = 0;
    let isOld = false;
    const isStopped = async () => {
      tried += 1;
      isOld ||= !trigger.isDue && await isSuperseded(state, ports.generation);
      return isOld || tried > fewest && isLate() || tried > 1 && isLate(grace);
    };
    const results = await carryOut2(ports, manifest, todo, { isStopped, until: deadline + grace });
    await rememberRestored(state, results, clock.now());
    const failed = results.filter(({ outcome }) => outcome.result === "failed");
    const skipped2 = results.filter(({ outcome }) => outcome.result === "skipped");
    if (failed.length === 0 || look === looks || isOld || isLate(-lookLasts)) {
      const others = kind2 === "event" ? [...failed, ...skipped2] : isLate() || isOld ? skipped2 : [];
      const untold = new Set(others.map(({ key: key2 }) => key2));
      const left = new Set([...untold].filter((key2) => isOld || !hopeless.has(key2)));
      const outcomes = [...settled, ...results].filter(({ key: key2 }) => !untold.has(key2));
      return { ...view, ...aside, outcomes, left, isOld };
    }
    settled.push(...results.filter((result) => !failed.includes(result) && !skipped2.includes(result)));
    const slots = failed.slice(0, fewest).flatMap(slotOf);
    const isAsRead = settled.every(({ action, outcome }) => action === "attach" || !isDone(outcome));
    if (isOfAccounts && isAsRead)
      [scope, options] = [
        { ...nowhere, slots },
        { ...options, onto: view.organization }
      ];
    else [scope, options] = [{ ...trigger.scope, slots }, { until: deadline }];
    await clock.sleep((look - 1) * 1e3);
  }
}
async function sortOut(ports, manifest, trigger, missing3) {
  const { clock, state } = ports;
  const { kind: kind2, scope, events, deadline, isDue: isDue2 } = trigger;
  const part = partOf(scope, manifest);
  const known = missing3.length > 0 ? await openIncidents(state) : [];
  const { putOff, contended } = await timed(state, trigger, missing3, known, clock.now());
  if (isDue2) putOff.clear();
  const hopeless = hopelessOf(trigger, known);
  const sorted2 = missing3.filter(({ key: key2 }) => !putOff.has(key2)).sort((one2, other) => Number(hopeless.has(one2.key)) - Number(hopeless.has(other.key)));
  const later = kind2 === "sweep" && isWide(scope) ? beyond(sorted2, hopeless) : [];
  if (later.length > 0) await handOut(state, part, later);
  const handedOut = new Set(state.hasFailed() ? [] : later.map(({ key: key2 }) => key2));
  const todo = sorted2.filter(({ key: key2 }) => !handedOut.has(key2));
  if (todo.length > 0) {
    const plan2 = { changes: todo, blocked: [] };
    const open = beginnings({ plan: plan2, events, part, known, now: clock.now() }, deadline);
    await rememberIncidents(state, { open, closed: [] });
  }
  const enabling2 = todo.flatMap(({ action, policy: policy3 }) => action === "enable-policy-type" ? policy3.type : []);
  if (enabling2.length > 0) await wantCovering(state, manifest, enabling2, clock.now());
  return { todo, hopeless, putOff, handedOut, contended };
}
var hopelessOf = ({ kind: kind2 }, known) => new Set(
  known.filter(({ action, told }) => kind2 === "sweep" && action === "attach" && (told === "refused" || told === "open")).map(({ key: key2 }) => key2)
);
var beyond = (changes, hopeless) => changes.filter(({ action, policy: policy3, key: key2 }) => action === "attach" && policy3.id !== null && !hopeless.has(key2)).slice(most4);
var slotOf = ({ policy: { type: type2 }, target: target2 }) => target2 ? [{ type: type2, targetId: target2.id }] : [];

// loop/state.ts
var isLenient = (state) => "hasFailed" in state;
function lenient(ports) {
  if (isLenient(ports.state)) return ports.state;
  let isTold = false;
  const attempt2 = async (work, otherwise) => {
    try {
      return await work;
    } catch (error) {
      if (!isTold)
        await alarm(ports, "state-unusable", "The state cannot be read or written; enforcement goes on", error);
      isTold = true;
      return otherwise;
    }
  };
  const { state } = ports;
  return {
    hasFailed: () => isTold,
    get: (key2) => attempt2(state.get(key2), void 0),
    list: (prefix) => attempt2(state.list(prefix), {}),
    put: (rows2, milliseconds) => attempt2(state.put(rows2, milliseconds), void 0),
    claim: (key2, holder, milliseconds) => attempt2(state.claim(key2, holder, milliseconds), true),
    remove: (keys) => attempt2(state.remove(keys), void 0)
  };
}

// loop/enforce.ts
async function enforce(given, manifest, trigger) {
  const ports = { ...given, state: lenient(given) };
  const { organizations, clock, notify, state } = ports;
  const before = organizations.calls();
  const started = clock.now();
  const restored = await restore(ports, manifest, trigger);
  const { plan: plan2, organization, outcomes, left, putOff, handedOut, contended, isOld } = restored;
  const known = await openIncidents(state);
  const changes = [...new Map([...plan2.changes, ...outcomes].map((change2) => [change2.key, change2])).values()];
  const told = changes.filter(({ key: key2 }) => !left.has(key2) && !putOff.has(key2) && !handedOut.has(key2));
  const isBlind = plan2.blocked.some(isBlinding);
  const part = partOf(trigger.scope, manifest);
  const isUnseen = unseenIn(manifest, organization, part);
  const goesOn = await contentionsGoingOn(state, known, clock.now());
  const found2 = incidents({
    plan: { changes: told, blocked: plan2.blocked },
    contended,
    outcomes,
    events: trigger.events,
    part,
    known,
    isComplete: trigger.kind === "sweep" && isWide(trigger.scope) && left.size + handedOut.size === 0 && !isBlind,
    isUnseen: (incident) => goesOn.has(incident.key) || isUnseen(incident),
    now: clock.now()
  });
  for (const notice of found2.notices) await notify(notice);
  await rememberIncidents(state, found2);
  const keys = new Set(changes.map(({ key: key2 }) => key2));
  const isOrphaned = known.some((incident) => isOrphan(incident, manifest, started) && !keys.has(incident.key));
  const isUnread = plan2.blocked.some(({ code }) => code === "not-read");
  return {
    trigger,
    started,
    changes: told,
    outcomes,
    blocked: plan2.blocked,
    isUnfinished: left.size > 0 || trigger.kind === "event" && (isUnread || isOrphaned),
    isOld,
    hasHandedOut: handedOut.size > 0,
    putOffUntil: putOff.size > 0 ? Math.min(...putOff.values()) : null,
    unseen: await notSeen(state, manifest, trigger.events, organization, changes, clock.now()),
    uncovered: await coverageAfter(ports, manifest, trigger, restored, isBlind),
    calls: callsSince(organizations, before)
  };
}
async function coverageAfter({ state, clock }, manifest, { scope: { coverage }, began }, { organization, outcomes, left, handedOut }, isBlind) {
  const bearers = bearersAfter(organization, outcomes, manifest);
  const [covered2] = coverage === "all" ? [] : coverage;
  const id2 = covered2 && bearers.get(nameKey(covered2));
  const isHeld = outcomes.some(({ outcome }) => outcome.result === "skipped");
  if (id2 && left.size + handedOut.size === 0 && !isBlind && !isHeld) await rememberCovered(state, covered2, id2, began);
  const isDisabled = ({ type: type2 }) => organization.enabledTypes?.includes(type2) === false && !outcomes.some(
    ({ action, policy: policy3, outcome }) => action === "enable-policy-type" && policy3.type === type2 && isDone(outcome)
  );
  return (await uncovered(state, manifest, bearers, clock.now())).filter((policy3) => !isDisabled(policy3));
}
async function notSeen(state, manifest, events, organization, changes, now) {
  const keys = new Set(changes.map(({ key: key2 }) => key2));
  const unseen = [];
  for (const event of events) {
    const undoing = awaited(event, manifest, organization);
    const isShown2 = undoing.length === 0 || undoing.some((key2) => keys.has(key2));
    if (!isShown2 && !await isRestoredSince(state, undoing, event.time, now)) unseen.push(event);
  }
  return unseen;
}
var isOrphan = (incident, manifest, now) => incident.told === null && now > incident.until && isSeenByEverySweep(incident, manifest);
function isSeenByEverySweep({ action, policy: policy3, target: target2 }, { policies }) {
  if (action !== "attach") return action !== null && action !== "update-policy" && action !== "tag-policy";
  return policies.some(({ name: name4, targets }) => name4 === policy3 && targets.some(({ id: id2 }) => id2 === target2?.id));
}
var isBlinding = ({ code }) => code === "not-read" || code === "organization-mismatch";
var callsSince = (organizations, before) => Object.fromEntries(
  Object.entries(organizations.calls()).map(([operation2, count]) => [operation2, count - (before[operation2] ?? 0)]).filter(([, count]) => count > 0)
);

// handlers/queue.ts
var allDone = { batchItemFailures: [] };
function parseBody(body) {
  try {
    return JSON.parse(body);
  } catch {
    return void 0;
  }
}

// handlers/event.ts
function createEventHandler(name4, given) {
  const { manifest, send, ignored, ran, ...ports } = { ...given, state: lenient(given) };
  const { clock, state } = ports;
  const senders = sendersOf(manifest);
  const ourTypes = typesOf(manifest.policies);
  const covering = (coverage) => askCovering(state, send, coverage, clock.now());
  function read4(body) {
    const again = readLookAgain(body);
    return (again?.events ?? [body]).flatMap((one2) => {
      const event = readEvent(one2, senders);
      if (event.kind === "watched") return [{ event, body: one2, look: again?.look ?? 0, isDue: again?.isDue ?? false }];
      ignored(event);
      return [];
    });
  }
  async function handle(received) {
    const events = received.map(({ event }) => event);
    const because = received.map(({ body }) => body);
    const isDue2 = received.some((one2) => one2.isDue);
    const scope = unite(events.map((event) => event.scope));
    if (scope.coverage === "all") {
      await wantCovering(state, manifest, ourTypes, clock.now());
      if (onEachAccount(manifest).length > 0) await covering("all");
    }
    const types2 = scope.types.filter((type2) => ourTypes.includes(type2));
    const places2 = { ...scope, types: [], coverage: [] };
    if (types2.length > 0) {
      await wantCovering(state, manifest, types2, clock.now());
      await send("sweep", { ...sweepOf(manifest), coverage: [], because });
    } else if (!isNowhere(places2)) {
      const began = clock.now();
      const deadline = began + limits[name4].lasts;
      const run = await enforce(ports, manifest, { kind: "event", scope: places2, events, deadline, began, isDue: isDue2 });
      const handOver = run.isOld && { isDue: true };
      if (run.isUnfinished) await send("sweep", { ...sweepOf(manifest), coverage: [], because, ...handOver });
      if (run.putOffUntil !== null)
        await send(name4, { look: 0, isDue: true, events: because }, run.putOffUntil - clock.now());
      for (const [look, pause] of pauses.entries()) {
        const unseen = received.filter((one2) => one2.look === look && run.unseen.includes(one2.event));
        if (unseen.length > 0)
          await send(name4, { look: look + 1, isDue: isDue2, events: unseen.map(({ body }) => body) }, pause);
      }
      if (scope.coverage !== "all") await covering(run.uncovered);
      ran?.(run);
    }
  }
  return async ({ Records }) => {
    const received = Records.flatMap(({ body }) => read4(parseBody(body)));
    for (const isDue2 of [false, true]) await handle(received.filter((one2) => one2.isDue === isDue2));
    return allDone;
  };
}

// handlers/account-enrolment.ts
var createAccountEnrolment = (ports) => createEventHandler("account-enrolment", ports);

// handlers/policy-drift.ts
var createPolicyDrift = (ports) => createEventHandler("policy-drift", ports);

// loop/sweep.ts
async function sweep({ manifest, send, ran, ...ports }, asked) {
  const { clock, state } = ports;
  const { message, events, holder, deadline } = asked;
  const parts = await missing2(state, message, sweepParts(message, manifest, clock.now()));
  const began = message.continues?.began ?? clock.now();
  const trigger = { kind: "sweep", events, deadline, began, isDue: message.isDue === true };
  const look = async (scope, seen2) => {
    const run = await enforce(ports, manifest, { ...trigger, scope, ...seen2 && { seen: seen2 } });
    ran?.(run);
    return run;
  };
  const errors = [];
  let slowest = 0;
  let hasBegun = false;
  let accountsSince = message.continues?.began;
  for (const [at, part] of parts.entries()) {
    const goOn = async (isDue2 = false) => {
      const rest = restOf(parts.slice(at), message, { holder, began });
      await send("sweep", { ...rest, ...isDue2 && { isDue: isDue2 } });
      return false;
    };
    const [covering] = part.coverage;
    try {
      for (let run; !run || run.hasHandedOut; ) {
        const caughtUp = await catchUp(ports, manifest, deadline, partOf({ ...nowhere, ...part }, manifest), look);
        if (caughtUp.isStopped) return goOn(caughtUp.isOld);
        hasBegun ||= caughtUp.hasBegun;
        const started = clock.now();
        if (hasBegun && started + slowest >= deadline) return goOn();
        const scope = covering ? { ...nowhere, ...part, ...accountsSince !== void 0 && { accountsSince } } : { ...await placesOf(state, events), ...part };
        run = await look(scope);
        hasBegun = true;
        slowest = Math.max(slowest, clock.now() - started);
        if (covering) accountsSince = began;
        else await state.put({ "sweep/last": lastOf(run, clock.now()) });
        if (run.putOffUntil !== null)
          await send(
            "sweep",
            { ...restOf([part], message, { holder, began }), isDue: true },
            run.putOffUntil - clock.now()
          );
        if (run.isUnfinished) return goOn(run.isOld);
        if (covering || run.hasHandedOut) continue;
        const others = run.uncovered.filter((policy3) => !isAhead(policy3, parts.slice(at + 1)));
        await askCovering(state, send, others, clock.now());
        await lookAgain(send, message, run);
      }
    } catch (error) {
      errors.push(error);
      hasBegun = true;
    }
  }
  if (errors.length > 0) throw errors[0];
  return true;
}
async function catchUp({ clock, state, organizations }, manifest, deadline, part, look) {
  const places2 = await placesIn(state, part);
  const read4 = (at) => {
    const place = places2[at];
    const reading = place && viewOf(organizations, manifest, { ...nowhere, pairs: place.pairs }, { until: deadline });
    reading?.catch(() => {
    });
    return reading;
  };
  let next = read4(0);
  for (const [at, { row: row2, pairs }] of places2.entries()) {
    if (!next || at > 0 && clock.now() >= deadline) return { hasBegun: true, isStopped: true, isOld: false };
    const seen2 = next;
    next = clock.now() < deadline ? read4(at + 1) : void 0;
    const run = await look({ ...nowhere, pairs }, seen2);
    if (run.isUnfinished) return { hasBegun: true, isStopped: true, isOld: run.isOld };
    await state.remove([row2]);
  }
  return { hasBegun: places2.length > 0, isStopped: false, isOld: false };
}
async function lookAgain(send, message, { unseen }) {
  const { look = 0, because } = message;
  const pause = pauses[look];
  if (unseen.length === 0 || pause === void 0) return;
  await send("sweep", { ...message, coverage: [], because, look: look + 1 }, pause);
}
async function missing2(state, { unlessSince }, parts) {
  if (unlessSince === void 0) return parts;
  const wanted = [];
  for (const part of parts) {
    const [policy3] = part.coverage;
    if (!policy3 || !await isCoveredSince(state, policy3, unlessSince)) wanted.push(part);
  }
  return wanted;
}
var isAhead = (policy3, parts) => parts.some(({ coverage }) => coverage.some((one2) => isSamePolicy(one2, policy3)));
var lastOf = ({ changes, blocked }, time) => ({
  time,
  changes: changes.length,
  blocked: blocked.length
});
function leaseOf({ coverage }, manifest) {
  const asked = coverage === "all" ? onEachAccount(manifest) : coverage;
  return asked.length > 0 ? "coverage" : "sweep";
}
async function placesOf(state, events) {
  const { id: id2, name: name4 } = policyTypes.SERVICE_CONTROL_POLICY.fullAccess;
  const incidents2 = await openIncidents(state);
  const reports = incidents2.flatMap(
    ({ policy: policy3, target: target2 }) => policy3 === name4 && target2 && targetIdOf(target2.id) ? [{ policyId: id2, targetId: target2.id }] : []
  );
  const policies = incidents2.flatMap(
    ({ action, policyId: policyId4 }) => action === "tag-policy" && policyIdOf(policyId4) ? [{ policyId: policyId4 ?? "", how: "tagged", name: null }] : []
  );
  return { ...unite([...events.map((event) => event.scope), { ...nowhere, policies }]), reports };
}

// handlers/sweep.ts
function createSweep({ extend, ...given }) {
  const ports = { ...given, state: lenient(given) };
  const { manifest, state, clock, send } = ports;
  const senders = sendersOf(manifest);
  return async ({ Records }) => {
    for (const { body, messageId, receiptHandle } of Records) {
      const message = readSweepMessage(parseBody(body), clock.now());
      if (!message) continue;
      const events = message.because.map((event) => readEvent(event, senders)).filter((reading) => reading.kind === "watched");
      const holder = message.continues?.holder ?? messageId;
      const live = () => extend(receiptHandle, leaseLasts).catch(() => {
      });
      await live();
      const work = () => sweep(ports, { message, events, holder, deadline: clock.now() + limits.sweep.lasts });
      const lease = leaseOf(message, manifest);
      const isMine = await whileBeating(
        clock,
        live,
        () => message.because.length > 0 ? work().then(() => true) : withLease(state, lease, holder, clock, work)
      );
      if (!isMine && (message.contents === "all" || message.continues)) await send("sweep", message, leaseLasts);
    }
    return allDone;
  };
}

// local/pattern.ts
function matches(pattern, event) {
  return Object.entries(pattern).every(([key2, wanted]) => {
    const value = isObject2(event) && Object.hasOwn(event, key2) ? event[key2] : void 0;
    if (!Array.isArray(wanted)) return matches(wanted, value);
    return wanted.some(
      (matcher) => typeof matcher === "string" ? (Array.isArray(value) ? value : [value]).includes(matcher) : matcher.exists === (value !== void 0)
    );
  });
}
var isObject2 = (value) => typeof value === "object" && value !== null;

// local/queue.ts
function createQueue({ batchSize, visibilityTimeout, maxReceiveCount }, clock, arrived) {
  const messages = /* @__PURE__ */ new Set();
  let ready = [];
  let dead = [];
  let receipts = 0;
  function hide(message, milliseconds) {
    const hiding = /* @__PURE__ */ Symbol();
    message.hiding = hiding;
    void clock.sleep(milliseconds).then(() => {
      if (message.hiding === hiding) show(message);
    });
  }
  function show(message) {
    message.hiding = void 0;
    message.release?.();
    message.release = void 0;
    if (message.received >= maxReceiveCount) {
      messages.delete(message);
      dead.push(message);
      return;
    }
    ready.push(message);
    arrived();
  }
  function receive(message) {
    const { messageId, body } = message;
    message.received += 1;
    message.receiptHandle = `receipt-${++receipts}`;
    hide(message, visibilityTimeout);
    const visible = new Promise((release) => {
      message.release = release;
    });
    return { messageId, receiptHandle: message.receiptHandle, body, visible };
  }
  const received = (receiptHandle) => [...messages].find((message) => message.received > 0 && message.receiptHandle === receiptHandle);
  function send(messageId, body, delay) {
    const message = { messageId, body, received: 0, receiptHandle: "", hiding: void 0, release: void 0 };
    messages.add(message);
    if (delay > 0) hide(message, delay);
    else show(message);
  }
  return {
    send,
    receive: () => ready.splice(0, batchSize).map(receive),
    delete(receiptHandle) {
      const message = received(receiptHandle);
      if (!message) return;
      message.hiding = void 0;
      messages.delete(message);
      ready = ready.filter((other) => other !== message);
    },
    extend(receiptHandle, milliseconds) {
      const message = received(receiptHandle);
      if (message?.release) hide(message, milliseconds);
    },
    isReady: () => ready.length > 0,
    pending: () => messages.size,
    deadLetters: () => dead.map(({ body }) => body),
    redrive() {
      const letters2 = dead;
      dead = [];
      for (const { messageId, body } of letters2) send(messageId, body, 0);
      return letters2.length;
    }
  };
}

// local/bus.ts
function createBus2({ wiring: wiring2, functions, clock, id: id2, failed }) {
  const names = Object.keys(wiring2.queues);
  const works = /* @__PURE__ */ new Map();
  let stopped = false;
  const arrived = (name4) => {
    if (stopped || works.has(name4)) return;
    works.set(name4, void 0);
    works.set(name4, consume(name4));
  };
  const queues = new Map(
    names.map((name4) => [
      name4,
      createQueue(wiring2.queues[name4], clock, () => arrived(name4))
    ])
  );
  const queueOf = (name4) => {
    const queue = queues.get(name4);
    if (!queue) throw new Error(`The wiring has no queue ${name4}`);
    return queue;
  };
  async function consume(name4) {
    const queue = queueOf(name4);
    const { batchWindow } = wiring2.queues[name4];
    try {
      while (queue.isReady() && !stopped) {
        if (batchWindow > 0) await clock.sleep(batchWindow);
        const batch = queue.receive();
        const isDead = Promise.all(batch.map(({ visible }) => visible)).then(() => true);
        const answered = invoke(name4, queue, batch).then(() => false);
        if (await Promise.race([answered, isDead]))
          failed(name4, new Error("No answer until its messages could be received again"));
      }
    } finally {
      works.delete(name4);
    }
  }
  async function invoke(name4, queue, batch) {
    try {
      const Records = batch.map(({ messageId, receiptHandle, body }) => ({ messageId, receiptHandle, body }));
      const { batchItemFailures } = await functions[name4]({ Records });
      const failures = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId, receiptHandle } of batch) if (!failures.has(messageId)) queue.delete(receiptHandle);
    } catch (error) {
      failed(name4, error);
    }
  }
  const send = (name4, body, delay = 0) => queueOf(name4).send(id2(), JSON.stringify(body), delay);
  async function idle() {
    while (works.size > 0) await Promise.all(works.values());
  }
  return {
    publish(event) {
      for (const rule of wiring2.rules) if (matches(rule.pattern, event)) send(rule.queue, event);
    },
    send,
    extend: (name4, receiptHandle, milliseconds) => queueOf(name4).extend(receiptHandle, milliseconds),
    pending: (name4) => queueOf(name4).pending(),
    deadLetters: (name4) => queueOf(name4).deadLetters(),
    redrive: (name4) => queueOf(name4).redrive(),
    start() {
      for (const { queue, every, message } of wiring2.schedules) {
        const tick = async () => {
          await clock.sleep(every);
          if (stopped) return;
          send(queue, message);
          return tick();
        };
        void tick();
      }
    },
    idle,
    async stop() {
      stopped = true;
      await idle();
    }
  };
}

// local/directory.ts
import { join as join2 } from "node:path";

// local/files.ts
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
var FileError = class extends Error {
  name = "FileError";
  code;
  hint;
  constructor(code, message, hint, cause) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
};
var writeWhole = (path2, text3, mode) => write3(path2, text3, mode, renameSync);
var writeNew = (path2, text3, mode) => write3(path2, text3, mode, (half) => {
  try {
    linkSync(half, path2);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
});
function write3(path2, text3, mode, place) {
  const half = `${path2}.${process.pid}.tmp`;
  writing(path2, () => {
    mkdirSync(dirname(path2), { recursive: true });
    try {
      flushed(openSync(half, "w", mode), text3);
      place(half, path2);
    } finally {
      rmSync(half, { force: true });
    }
    if (process.platform !== "win32") flushed(openSync(dirname(path2), "r"));
  });
}
var denied = ["you may not write there", "Make the folder writable for you, or work in another one"];
var inTheWay = [
  "a file stands where a folder is needed, or a folder where a file is",
  "Move away what is in the way"
];
var full = ["the disk is full", "Make room on the disk"];
var obstacles = {
  EACCES: denied,
  EPERM: denied,
  EROFS: ["the disk is read-only", "Work in a folder that can be written"],
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay
};
function writing(path2, work) {
  try {
    work();
  } catch (error) {
    const code = codeOf(error);
    const [why, hint] = obstacles[code] ?? [];
    if (!why || !hint) throw error;
    throw new FileError("not-writable", `${path2} cannot be written: ${why} (${code})`, hint, error);
  }
}
var codeOf = (error) => String(Reflect.get(Object(error), "code"));
function flushed(file, text3) {
  try {
    if (text3 !== void 0) writeFileSync(file, text3);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

// local/directory.ts
var directorySink = (directory) => async (records) => {
  const [first3] = records;
  if (!first3) return;
  const name4 = `${first3.time.replaceAll(":", "")}-${first3.id}.ndjson`;
  writeWhole(join2(directory, first3.time.slice(0, 10), name4), segment(records), 384);
};
var segment = (records) => records.map((record3) => `${canonicalJson(record3)}
`).join("");

// local/feed.ts
async function followEvents(endpoint, signal, event, ended) {
  const answer = await fetch(new URL("/_holdfast/events?follow", endpoint), { signal });
  if (!answer.ok || !answer.body) throw new Error(`it has no events (status ${answer.status})`);
  void read3(answer.body, event).then(
    () => ended(void 0),
    (error) => signal.aborted || ended(error)
  );
}
var longest3 = 3e5;
async function read3(body, event) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk2 of body) {
    const lines = (rest + decoder.decode(chunk2, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longest3) throw new Error("An event longer than EventBridge allows");
    for (const line of lines) if (line) event(JSON.parse(line));
  }
}

// local/keys.ts
import { createHmac, randomBytes } from "node:crypto";
import { readFileSync as readFileSync2 } from "node:fs";

// core/audit/pseudonym.ts
var pseudonymMessage = (kind2, organization, value) => `holdfast/v1|${kind2}|${organization}|${value}`;
var pseudonym = (kind2, epoch, mac) => `${kind2}_k${epoch}_${base32(mac.slice(0, 16))}`;
function base32(bytes) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let text3 = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = buffer << 8 | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text3 += alphabet[buffer >> bits & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text3 + alphabet[buffer << 5 - bits & 31] : text3;
}

// local/keys.ts
function fileKeys(path2, organization) {
  let key2;
  return async (kind2, value) => {
    key2 ??= keyAt(path2);
    return pseudonym(
      kind2,
      1,
      createHmac("sha256", key2).update(pseudonymMessage(kind2, organization, value)).digest()
    );
  };
}
function keyAt(path2) {
  const known = readKey(path2);
  if (known) return known;
  writeNew(path2, `${randomBytes(32).toString("hex")}
`, 384);
  const made = readKey(path2);
  if (!made) throw unusable(path2, "it was removed while it was read");
  return made;
}
function readKey(path2) {
  let text3;
  try {
    text3 = readFileSync2(path2, "utf8").trim();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return void 0;
    throw unusable(path2, `it cannot be read (${code})`, error);
  }
  if (!/^[0-9a-f]{64}$/i.test(text3)) throw unusable(path2, "it is damaged");
  return Buffer.from(text3, "hex");
}
var unusable = (path2, why, cause) => new FileError(
  "key-unusable",
  `${path2} holds the key of the pseudonyms in the audit trail, and ${why}`,
  "Bring it back from a copy; if it is lost, move it away: a new one is made, under which pseudonyms differ from earlier ones",
  cause
);

// local/state.ts
import { readFileSync as readFileSync3 } from "node:fs";
function fileState(path2, clock) {
  const rows2 = new Map(Object.entries(load(path2)));
  const save = () => {
    for (const [key2, { expires }] of rows2) if (expires !== null && !(expires > clock.now())) rows2.delete(key2);
    writeWhole(path2, `${JSON.stringify(Object.fromEntries(rows2), null, 1)}
`, 384);
  };
  const current = (key2) => {
    const row2 = rows2.get(key2);
    return row2 && (row2.expires === null || row2.expires > clock.now()) ? row2 : void 0;
  };
  return {
    get: async (key2) => current(key2)?.value,
    list: async (prefix) => Object.fromEntries(
      [...rows2.keys()].flatMap((key2) => {
        const row2 = key2.startsWith(prefix) ? current(key2) : void 0;
        return row2 ? [[key2, row2.value]] : [];
      })
    ),
    async put(values, milliseconds) {
      const expires = milliseconds === void 0 ? null : clock.now() + milliseconds;
      for (const [key2, value] of Object.entries(values)) rows2.set(key2, { value, expires });
      if (Object.keys(values).length > 0) save();
    },
    async claim(key2, holder, milliseconds) {
      const expires = clock.now() + milliseconds;
      const held = current(key2);
      if (held && held.value !== holder && typeof held.expires === "number" && held.expires <= expires) return false;
      rows2.set(key2, { value: holder, expires });
      save();
      return true;
    },
    async remove(keys) {
      if (keys.filter((key2) => rows2.delete(key2)).length > 0) save();
    }
  };
}
function load(path2) {
  try {
    const rows2 = JSON.parse(readFileSync3(path2, "utf8"));
    return typeof rows2 === "object" && rows2 !== null && !Array.isArray(rows2) ? rows2 : {};
  } catch {
    return {};
  }
}

// loop/plan.ts
async function planFor(manifest, organizations) {
  const seen2 = await organizations.observe(manifest, everything, "apply");
  const targets = makePlan(manifest, seen2, everything, "apply").changes.flatMap(
    ({ target: target2, policy: policy3 }) => target2 && seen2.enabledTypes?.includes(policy3.type) ? [{ type: policy3.type, targetId: target2.id }] : []
  );
  const slots = [...new Map(targets.map((slot2) => [`${slot2.type} ${slot2.targetId}`, slot2])).values()];
  const organization = slots.length === 0 ? seen2 : await organizations.observe(manifest, { ...nowhere, slots }, "apply", { onto: seen2 });
  const plan2 = makePlan(manifest, organization, everything, "apply");
  return { plan: { ...plan2, stats: { calls: organizations.calls() } }, organization };
}

// test/support/mortal.ts
var ProcessDied = class extends Error {
  name = "ProcessDied";
};
var immediate = /* @__PURE__ */ new Set(["now", "id", "calls", "ignored", "ran"]);
var never = new Promise(() => {
});
function createLife(time, died = () => {
}) {
  const { clock: own, end } = time.fork();
  let isAlive = true;
  let passed = 0;
  let last = Number.POSITIVE_INFINITY;
  let reject = () => {
  };
  const death = new Promise((_, rejected) => {
    reject = rejected;
  });
  death.catch(() => {
  });
  function kill() {
    if (!isAlive) return;
    isAlive = false;
    end();
    reject(new ProcessDied("The process died"));
    died();
  }
  function survives() {
    if (isAlive && ++passed >= last) kill();
    return isAlive;
  }
  async function wait(work) {
    if (!survives()) return never;
    try {
      const value = await work();
      return survives() ? value : await never;
    } catch (error) {
      if (!survives()) return never;
      throw error;
    }
  }
  const mortal = (name4, port) => {
    if (typeof port === "function")
      return immediate.has(name4) ? port : (...args) => wait(async () => port(...args));
    return typeof port === "object" && port !== null && isBundle(port) ? bundle(port) : port;
  };
  const bundle = (ports) => Object.fromEntries(Object.entries(ports).map(([name4, port]) => [name4, mortal(name4, port)]));
  return {
    clock: { now: own.now, sleep: (milliseconds) => wait(() => own.sleep(milliseconds)) },
    wait,
    ports: (ports) => bundle(ports),
    serve: (work) => (...args) => isAlive ? Promise.race([work(...args), death]) : death,
    kill,
    dieAt(point) {
      last = passed + point;
    },
    points: () => passed
  };
}
var isBundle = (value) => Object.values(value).some((member4) => typeof member4 === "function");

// test/support/realm.ts
import { types } from "node:util";
Object.defineProperty(Error, Symbol.hasInstance, {
  value(thrown) {
    return this === Error ? types.isNativeError(thrown) : Function.prototype[Symbol.hasInstance].call(this, thrown);
  }
});

// test/support/virtual-clock.ts
function virtualClock(start = Date.parse("2026-11-21T12:00:00Z")) {
  let now = start;
  let inFlight = 0;
  let sleepers = [];
  const settle = async () => {
    for (let quiet = 0; quiet < 3; quiet = inFlight > 0 ? 0 : quiet + 1)
      await new Promise((resolve2) => setImmediate(resolve2));
  };
  const next = () => {
    sleepers.sort((one2, other) => one2.at - other.at);
    return sleepers[0];
  };
  const step = (until) => {
    const sleeper = next();
    if (!sleeper || sleeper.at > until) return false;
    sleepers.shift();
    now = Math.max(now, sleeper.at);
    sleeper.wake();
    return true;
  };
  const sleep = (milliseconds, process2) => new Promise((wake) => sleepers.push({ at: now + milliseconds, wake: () => wake(), process: process2 }));
  return {
    now: () => now,
    sleep: (milliseconds) => sleep(milliseconds),
    track(work) {
      inFlight += 1;
      return work.finally(() => {
        inFlight -= 1;
      });
    },
    fork() {
      const process2 = /* @__PURE__ */ Symbol();
      return {
        clock: { now: () => now, sleep: (milliseconds) => sleep(milliseconds, process2) },
        end() {
          sleepers = sleepers.filter((sleeper) => sleeper.process !== process2);
        }
      };
    },
    answering: {
      now: () => now,
      async sleep(milliseconds) {
        inFlight -= 1;
        await sleep(milliseconds);
        inFlight += 1;
      }
    },
    async advanceTo(time) {
      do
        await settle();
      while (step(time));
      now = Math.max(now, time);
    },
    async until(work) {
      let done = false;
      const settled = work.finally(() => {
        done = true;
      });
      settled.catch(() => {
      });
      while (!done) {
        await settle();
        if (!done) step(Number.POSITIVE_INFINITY);
      }
      return settled;
    }
  };
}

// test/support/world.ts
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
var management = "111111111111";
var paths = {
  "r-ab12": "Root",
  "ou-ab12-11111111": "Workloads",
  "ou-ab12-22222222": "Workloads:Prod",
  "ou-ab12-33333333": "Workloads:NonProd",
  "ou-ab12-44444444": "Sandbox",
  "222222222222": "payments-prod",
  "444444444444": "sandbox-1"
};
var content2 = (action, type2 = "SERVICE_CONTROL_POLICY") => {
  const principal = type2 === "RESOURCE_CONTROL_POLICY" && { Principal: "*" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", ...principal, Action: action, Resource: "*" }]
  });
};
var policy2 = (name4, targets, rest = {}) => ({
  name: name4,
  type: "SERVICE_CONTROL_POLICY",
  description: `About ${name4}`,
  content: content2(`${name4}:*`, rest.type),
  state: "present",
  mode: "enforce",
  prune: false,
  adopt: false,
  targets: targets.map((id2) => ({ id: id2, path: paths[id2] ?? id2 })),
  eachAccountIn: [],
  ...rest
});
function manifestOf(policies, rest = {}) {
  const body = {
    organization: { id: "o-exampleorg", managementAccount: management, root: "r-ab12" },
    region: "eu-west-1",
    delegatedAdministrators: [],
    fullAwsAccess: "report",
    audit: { identifiers: "pseudonym" },
    policies,
    ...rest
  };
  return { ...body, commit: null, digest: digest(body) };
}

// bench/organization.ts
var sizes = [
  { accounts: 100, units: 100 },
  { accounts: 1e3, units: 200 },
  { accounts: 1e4, units: 500 }
];
var rootId2 = "r-ab12";
var padded = (at, length) => String(at).padStart(length, "0");
var unitId2 = (at) => `ou-ab12-${padded(at, 8)}`;
var accountId4 = (at) => String(2e11 + at);
var range = (length, item) => Array.from({ length }, (_, at) => item(at));
var named = { policies: 20, targets: 25 };
var onUnits = (policies, targets, units2) => range(
  policies,
  (at) => policy2(
    `guardrail-${padded(at, 2)}`,
    range(targets, (place) => unitId2((at * targets + place) % units2))
  )
);
var manifestFor = ({ units: units2 }) => manifestOf([
  ...onUnits(named.policies, named.targets, units2),
  policy2("every-account", [], { eachAccountIn: [{ id: rootId2, path: "Root", joinedAfter: null, except: [] }] })
]);
var plannedManifest = () => manifestOf(onUnits(20, 10, 25));
var foreign2 = { id: "p-foreign0", name: "foreign", type: "SERVICE_CONTROL_POLICY" };
var policyId3 = ({ policies }, name4) => `p-policy${padded(
  policies.findIndex((one2) => one2.name === name4),
  2
)}`;
function organizationFor(manifest, { accounts: accounts2, units: units2 }, lacks = {}) {
  const ours = lacks.policies ? [] : manifest.policies;
  const attached2 = /* @__PURE__ */ new Map();
  const attach2 = (target2, name4) => attached2.set(target2, [...attached2.get(target2) ?? ["p-FullAWSAccess"], policyId3(manifest, name4)]);
  for (const { name: name4, targets, eachAccountIn } of ours.filter(({ name: name5 }) => !lacks.attachments?.(name5))) {
    for (const { id: id2 } of targets) attach2(id2, name4);
    if (eachAccountIn.length > 0) for (const at of range(accounts2, Number)) attach2(accountId4(at), name4);
  }
  const policiesOf = (id2) => attached2.get(id2) ?? ["p-FullAWSAccess"];
  const joined2 = "2024-01-01T00:00:00Z";
  return {
    kind: "holdfast.organization",
    version: 1,
    organization: { id: manifest.organization.id, management_account: management },
    root: {
      id: rootId2,
      policies: ["p-FullAWSAccess", foreign2.id],
      accounts: [{ id: management, name: "management", joined: joined2 }],
      organizational_units: range(units2, (unit2) => ({
        id: unitId2(unit2),
        name: `Unit ${unit2}`,
        policies: policiesOf(unitId2(unit2)),
        accounts: range(accounts2 / units2, (place) => unit2 * accounts2 / units2 + place).map((at) => ({
          ...{ id: accountId4(at), name: `account-${at}`, joined: joined2, policies: policiesOf(accountId4(at)) }
        }))
      }))
    },
    policies: [
      foreign2,
      ...ours.map(({ name: name4, type: type2, description: description2, content: content3 }) => ({
        ...{ id: policyId3(manifest, name4), name: name4, type: type2, description: description2, content: content3, tags: ownerTags(name4) }
      }))
    ]
  };
}

// bench/figures.ts
var total = (calls) => Object.values(calls).reduce((sum, count) => sum + count, 0);

// bench/world.ts
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync as rmSync2 } from "node:fs";
import { tmpdir } from "node:os";
import { join as join3 } from "node:path";
import { setTimeout as setTimeout2 } from "node:timers/promises";
import { monotonicFactory as monotonicFactory2 } from "ulid";

// aws/client.ts
import { OrganizationsClient as OrganizationsClient2 } from "@aws-sdk/client-organizations";
var endpointOf = (env) => env.AWS_ENDPOINT_URL_ORGANIZATIONS || env.AWS_ENDPOINT_URL || void 0;
function isLoopback(endpoint) {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
var timeouts = {
  connectionTimeout: 3e3,
  requestTimeout: 15e3,
  socketTimeout: 15e3,
  throwOnRequestTimeout: true
};
function createClient({ region, env, requestHandler = timeouts }) {
  const endpoint = endpointOf(env);
  const dummies = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? "holdfast",
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "holdfast"
  };
  return new OrganizationsClient2({
    region,
    maxAttempts: 1,
    ...endpoint && { endpoint },
    ...endpoint && isLoopback(endpoint) && { credentials: dummies },
    requestHandler
  });
}

// bench/world.ts
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
var isRead = (operation2) => /^(List|Describe)/.test(operation2);
var creators = {
  "policy-drift": createPolicyDrift,
  "account-enrolment": createAccountEnrolment,
  sweep: createSweep
};
var positive = (counts) => Object.fromEntries(counts.filter(([, count]) => count > 0).sort());
async function createWorld2(manifest, organization) {
  const clock = virtualClock();
  const emulator = fork(join3(import.meta.dirname, "emulator.js"));
  const [url] = await once(emulator, "message");
  const request = async (path2, init) => {
    const answer = await fetch(new URL(`/_holdfast/${path2}`, url), init);
    if (!answer.ok) throw new Error(`${path2}: ${await answer.text()}`);
    return answer.text();
  };
  let told = -1;
  const tellTime = async () => {
    if (told === clock.now()) return;
    told = clock.now();
    emulator.send(told);
    await once(emulator, "message");
  };
  await tellTime();
  await request("reset", { method: "POST", body: JSON.stringify(organization) });
  let wrote;
  let line = Promise.resolve();
  const inLine = (work) => {
    const result = line.then(tellTime).then(work);
    line = result.catch(() => {
    });
    return result;
  };
  const awaited2 = /* @__PURE__ */ new Map();
  const clients = [];
  const connect = (life, rest) => {
    const client = createClient({ region: "us-east-1", env: { AWS_ENDPOINT_URL: url } });
    clients.push(client);
    client.middlewareStack.add(
      (next, { commandName }) => async (args) => {
        const answer = await life.wait(() => clock.track(inLine(() => next(args))));
        if (!isRead(String(commandName).replace("Command", ""))) wrote = clock.now();
        const { PolicyId, TargetId } = args.input;
        if (commandName === "AttachPolicyCommand") awaited2.get(`${PolicyId} ${TargetId}`)?.();
        return answer;
      },
      { step: "finalizeRequest" }
    );
    return createOrganizations({ client, clock: life.clock, random: () => 0.5, ...rest });
  };
  const directory = mkdtempSync(join3(tmpdir(), "holdfast-bench-"));
  const ulid = monotonicFactory2();
  const id2 = () => ulid(clock.now());
  const ports = {
    state: fileState(join3(directory, "state.json"), clock),
    audit: directorySink(join3(directory, "audit")),
    keys: fileKeys(join3(directory, "key"), manifest.organization.id),
    notify: async () => {
    },
    clock,
    id: id2,
    generation: 1
  };
  const wired = wiring(manifest);
  const processes = /* @__PURE__ */ new Map();
  const start = (name4) => {
    const life = createLife(clock, () => start(name4));
    const own = {
      ...{ ...ports, manifest, organizations: connect(life, { pace: limits[name4].pace }) },
      send: async (queue, message, delay) => bus.send(queue, message, delay),
      ignored: () => {
      }
    };
    const extend = async (receiptHandle, milliseconds) => bus.extend(name4, receiptHandle, milliseconds);
    const handle = creators[name4]({ ...life.ports({ ...own, extend }), clock: life.clock });
    processes.set(name4, { life, handle: life.serve(handle) });
  };
  const names = Object.keys(creators);
  for (const name4 of names) start(name4);
  const invoke = (name4) => async (batch) => processes.get(name4)?.handle(batch) ?? { batchItemFailures: [] };
  const bus = createBus2({
    wiring: wired,
    functions: {
      "policy-drift": invoke("policy-drift"),
      "account-enrolment": invoke("account-enrolment"),
      sweep: invoke("sweep")
    },
    clock,
    id: id2,
    failed: (_, error) => {
      if (!(error instanceof ProcessDied)) throw error;
    }
  });
  const quiet = async () => {
    await clock.until(bus.idle());
    while (names.some((name4) => bus.pending(name4) > 0)) {
      await clock.until(clock.sleep(1e3));
      await clock.until(bus.idle());
    }
  };
  const buses = accountsOf("policy-administrators", sendersOf(manifest));
  const arrived = [];
  let latest;
  const following = new AbortController();
  await followEvents(
    url,
    following.signal,
    (event) => {
      arrived.push(event);
      latest = arrived.at(-1)?.id;
    },
    () => {
    }
  );
  const command = () => connect(createLife(clock), { attempts: 4 });
  const followed = async () => {
    const last = (await request("events")).trimEnd().split("\n").at(-1);
    const lastId = last ? JSON.parse(last).id : void 0;
    while (latest !== lastId) await setTimeout2(1);
  };
  const world = {
    restart() {
      for (const { life } of [...processes.values()]) life.kill();
    },
    async killEvery(milliseconds) {
      for (; ; ) {
        await clock.sleep(milliseconds);
        world.restart();
      }
    },
    async apply() {
      const organizations = command();
      const { plan: plan2 } = await clock.until(planFor(manifest, organizations));
      await clock.until(carryOut2({ ...ports, organizations }, manifest, plan2.changes));
    },
    async plan(wanted) {
      const { plan: plan2 } = await clock.until(planFor(wanted, command()));
      return plan2.changes.length;
    },
    async act(operation2, input) {
      await world.pass(500);
      await tellTime();
      const answer = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSOrganizationsV20161128.${operation2}`
        },
        body: JSON.stringify(input)
      });
      if (!answer.ok) throw new Error(`${operation2}: ${await answer.text()}`);
    },
    async arrive() {
      await followed();
      for (const event of arrived.splice(0)) if (buses.includes(String(event.account))) bus.publish(event);
    },
    attached: (policyId4, targetId2) => clock.until(new Promise((resolve2) => awaited2.set(`${policyId4} ${targetId2}`, () => resolve2()))),
    async deliver() {
      do {
        await world.arrive();
        await quiet();
        await followed();
      } while (arrived.length > 0);
    },
    async schedule(at) {
      const schedule = wired.schedules[at];
      if (!schedule) throw new Error(`The wiring has no schedule ${at}`);
      bus.send(schedule.queue, schedule.message);
      await quiet();
      await world.deliver();
    },
    async pass(milliseconds) {
      await clock.advanceTo(clock.now() + milliseconds);
      began += milliseconds;
    },
    async spent() {
      const [calls, throttled] = [await counts("calls"), await counts("throttled")];
      const since = Object.fromEntries(
        Object.entries(throttled).map(([name4, count]) => [name4, count - (before[name4] ?? 0)])
      );
      await request("calls", { method: "DELETE" });
      const seconds2 = ((wrote ?? clock.now()) - began) / 1e3;
      began = clock.now();
      wrote = void 0;
      before = throttled;
      return {
        calls: positive(Object.entries(calls).map(([name4, count]) => [name4, count - (since[name4] ?? 0)])),
        throttled: positive(Object.entries(since)),
        seconds: seconds2
      };
    },
    async close() {
      following.abort();
      for (const client of clients) client.destroy();
      emulator.disconnect();
      await once(emulator, "exit");
      rmSync2(directory, { recursive: true });
    }
  };
  let began = clock.now();
  let before = {};
  const counts = async (path2) => JSON.parse(await request(path2));
  return world;
}

// bench/world-cases.ts
var minute = 6e4;
var [fast, full2] = [0, 1];
async function swept(world) {
  await world.schedule(fast);
  await world.schedule(full2);
  world.restart();
  await world.pass(60 * minute);
}
var detach2 = (world, PolicyId, TargetId) => world.act("DetachPolicy", { PolicyId, TargetId });
var targetNamed = ({ policies }, at) => policies.find(({ name: name4 }) => name4 === "guardrail-07")?.targets[at]?.id ?? "";
var detachNamed = (world, manifest, at) => detach2(world, policyId3(manifest, "guardrail-07"), targetNamed(manifest, at));
var detachForeign = (world) => detach2(world, foreign2.id, "r-ab12");
var foreignEvent = async (world) => {
  await detachForeign(world);
  await world.deliver();
  await world.act("AttachPolicy", { PolicyId: foreign2.id, TargetId: "r-ab12" });
};
var disableType = (world) => world.act("DisablePolicyType", { RootId: "r-ab12", PolicyType: "SERVICE_CONTROL_POLICY" });
var plan = (world, manifest) => world.plan(manifest);
var planned = { manifest: plannedManifest };
var edited = (manifest) => ({
  ...manifest,
  policies: manifest.policies.map((one2) => ({
    ...one2,
    content: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "other:*", Resource: "*" }]
    })
  }))
});
var worldCases = {
  "detach-cold": {
    about: "one detach of a policy from an OU, seen by a process that knows nothing",
    async before(world, manifest) {
      await swept(world);
      await detachNamed(world, manifest, 0);
    },
    work: (world) => world.deliver()
  },
  "detach-warm": {
    about: "the second detach of the same policy, seen by the same process",
    async before(world, manifest) {
      await swept(world);
      await detachNamed(world, manifest, 0);
      await world.deliver();
      await world.pass(minute);
      await detachNamed(world, manifest, 1);
    },
    work: (world) => world.deliver()
  },
  "detach-each": {
    about: "one detach from an account of each_account_in, seen by a process that knows nothing",
    async before(world, manifest) {
      await swept(world);
      await detach2(world, policyId3(manifest, "every-account"), accountId4(7));
    },
    work: (world) => world.deliver()
  },
  "foreign-unknown": {
    about: "the first event of somebody else's policy that a process sees",
    async before(world) {
      await swept(world);
      await detachForeign(world);
    },
    work: (world) => world.deliver()
  },
  "foreign-known": {
    about: "the third event of somebody else's policy that a process sees",
    async before(world) {
      await swept(world);
      await foreignEvent(world);
      await foreignEvent(world);
      await detachForeign(world);
    },
    work: (world) => world.deliver()
  },
  "sweep-fast": {
    about: "an hour of sweeps by target, four of them, that find nothing missing",
    before: swept,
    async work(world, manifest) {
      for (let turn2 = 0; turn2 < 4; turn2++) {
        await world.schedule(fast);
        if (turn2 < 3) await world.pass(wiring(manifest).schedules[fast]?.every ?? 0);
      }
    }
  },
  "sweep-accounts": {
    about: "a sweep of one policy on every account that finds nothing missing",
    before: swept,
    work: (world) => world.schedule(full2)
  },
  "first-apply": {
    about: "apply of 20 policies on 25 OUs each and one on every account, where nothing is",
    lacks: { policies: true },
    work: (world) => world.apply()
  },
  repair: {
    about: "DisablePolicyType, until every attachment is restored by the sweeps that it causes",
    async before(world) {
      await swept(world);
      await disableType(world);
    },
    work: (world) => world.deliver()
  },
  "repair-killed": {
    about: "the same, while every process dies every 15 minutes",
    async before(world) {
      await swept(world);
      await disableType(world);
      void world.killEvery(15 * minute);
    },
    work: (world) => world.deliver()
  },
  storm: {
    about: "500 detaches whose events come at once",
    async before(world, manifest) {
      await swept(world);
      for (const { name: name4, targets } of manifest.policies)
        for (const { id: id2 } of targets) await detach2(world, policyId3(manifest, name4), id2);
    },
    work: (world) => world.deliver()
  },
  "detach-amid": {
    about: "one detach from an OU five minutes after DisablePolicyType, while sweeps restore the rest",
    async before(world, manifest) {
      await swept(world);
      await disableType(world);
      await world.arrive();
      await world.pass(5 * minute);
      await detachNamed(world, manifest, 0);
    },
    async work(world, manifest) {
      await world.arrive();
      await world.attached(policyId3(manifest, "guardrail-07"), targetNamed(manifest, 0));
    }
  },
  "plan-in-sync": { ...planned, about: "plan of 20 policies on 10 OUs each, in sync", work: plan },
  "plan-first": { ...planned, about: "the same, nothing there yet", lacks: { policies: true }, work: plan },
  "plan-detached": {
    ...planned,
    about: "the same, one policy detached from its ten OUs",
    lacks: { attachments: (name4) => name4 === "guardrail-07" },
    work: plan
  },
  "plan-edited": {
    ...planned,
    about: "the same, the content of all 20 changed",
    work: (world, manifest) => world.plan(edited(manifest))
  },
  "plan-lost": {
    ...planned,
    about: "the same, every attachment lost while the type stayed enabled",
    lacks: { attachments: () => true },
    work: plan
  }
};
var writesOf = (calls) => Object.fromEntries(Object.entries(calls).filter(([name4]) => !isRead(name4)));
var mebibytes = (bytes) => Math.round(bytes / 2 ** 20 * 10) / 10;
async function measureWorld({ manifest = manifestFor, lacks, before, work }, size2) {
  const wanted = manifest(size2);
  const world = await createWorld2(wanted, organizationFor(wanted, size2, lacks));
  try {
    await before?.(world, wanted);
    await world.spent();
    const cpu = process.cpuUsage();
    await work(world, wanted);
    const { user, system } = process.cpuUsage(cpu);
    const { calls, throttled, seconds: seconds2 } = await world.spent();
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return {
      calls,
      throttled,
      writes: total(writesOf(calls)),
      seconds: Math.round(seconds2 * 10) / 10,
      "cpu ms": Math.round((user + system) / 1e3),
      "heap MB": mebibytes(heapUsed),
      "rss MB": mebibytes(rss)
    };
  } finally {
    await world.close();
  }
}

// bench/world-process.ts
var [name3 = "", accounts] = process.argv.slice(2);
var one = worldCases[name3];
var size = sizes.find((size2) => String(size2.accounts) === accounts);
if (!one || !size) throw new Error(`There is no case ${name3} of ${accounts} accounts`);
process.stdout.write(JSON.stringify(await measureWorld(one, size)));
