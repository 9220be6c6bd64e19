"""Lets moto's own tests of AWS Organizations run against the emulator; scripts/moto-witness.mjs starts it.

What is adapted is how moto's tests reach the service and what they call things, never what the service does:
the account of a call is MOTO_ACCOUNT_ID, which the emulator takes from the credentials; CreateAccount, whose answer is
IN_PROGRESS on AWS, is followed by the question for its result; what AWS wants to be enabled first is enabled first;
members that are younger than the tests are taken away; and the management account has another address.
"""

import json
import os
import re
import urllib.request
from pathlib import Path

import boto3
import pytest

ENDPOINT = os.environ["TEST_SERVER_MODE_ENDPOINT"]
HOME = "123456789012"
TABLE = json.loads(Path(__file__).with_name("moto-witness.json").read_text())
LEFT_OUT = {test: group for group in TABLE["left_out"] for test in group["tests"]}
YOUNGER = {"Account": ["Paths"], "Accounts": ["Paths"], "OrganizationalUnit": ["Path"], "OrganizationalUnits": ["Path"]}


def as_account(request, **_):
    account = os.environ.get("MOTO_ACCOUNT_ID", HOME)
    sent = request.headers["Authorization"].decode()
    request.headers["Authorization"] = re.sub("Credential=[^/]*", f"Credential={account}", sent)


def without_younger_members(parsed, **_):
    for name, members in YOUNGER.items():
        found = parsed.get(name, [])
        for one in found if isinstance(found, list) else [found]:
            for member in members:
                one.pop(member, None)


def adapted(make):
    def client(service, *args, **kwargs):
        made = make(service, *args, **kwargs)

        def with_result(parsed, **_):
            if "CreateAccountStatus" in parsed:
                request = parsed["CreateAccountStatus"]["Id"]
                parsed.update(made.describe_create_account_status(CreateAccountRequestId=request))

        def with_rcps(**_):
            root = made.list_roots()["Roots"][0]["Id"]
            if not made.list_policies_for_target(TargetId=root, Filter="RESOURCE_CONTROL_POLICY")["Policies"]:
                made.enable_policy_type(RootId=root, PolicyType="RESOURCE_CONTROL_POLICY")

        def with_access(params, **_):
            made.enable_aws_service_access(ServicePrincipal=params["ServicePrincipal"])

        if service == "organizations":
            made.meta.events.register("before-send", as_account)
            made.meta.events.register("after-call.organizations.CreateAccount", with_result)
            made.meta.events.register("after-call.organizations.CreateOrganization", with_rcps)
            made.meta.events.register("provide-client-params.organizations.RegisterDelegatedAdministrator", with_access)
            made.meta.events.register("after-call.organizations", without_younger_members)
        return made

    return client


def pytest_configure():
    from moto import settings
    from moto.organizations import utils

    boto3.client = adapted(boto3.client)
    # Several accounts are no obstacle here: without this those tests would skip themselves.
    settings.TEST_DECORATOR_MODE = True
    utils.MASTER_ACCOUNT_EMAIL = f"management+{HOME}@example.com"


@pytest.fixture(autouse=True)
def _new_emulator():
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/_holdfast/reset", method="POST")).close()


def pytest_collection_modifyitems(items):
    unused = set(LEFT_OUT) - {name for item in items for name in (item.name, item.originalname)}
    if unused:
        raise pytest.UsageError(f"moto-witness.json names tests that moto does not have: {', '.join(sorted(unused))}")
    for item in items:
        group = LEFT_OUT.get(item.name) or LEFT_OUT.get(item.originalname)
        if group is None:
            continue
        # What is expected to fail and passes is a failure: the table would hide what holds.
        mark = pytest.mark.xfail(strict=True, reason=group["reason"])
        item.add_marker(mark if group["run"] else pytest.mark.skip(reason=group["reason"]))


def pytest_terminal_summary(terminalreporter):
    count = lambda *names: sum(len(terminalreporter.stats.get(name, [])) for name in names)
    terminalreporter.write_line(
        f"{count('passed')} passed, {count('failed', 'error', 'xpassed')} failed, {count('xfailed', 'skipped')} left out"
    )
