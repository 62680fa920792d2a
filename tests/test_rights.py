"""What the matrix of rights expects of a cell, and which statuses it takes for it."""

from dataclasses import replace

import pytest
from built_services import ROOT, SERVICES
from proof.rights.callers import Caller, Issuer
from proof.rights.matrix import (
    FORBIDDEN,
    LET_IN,
    OUTSIDE,
    OWN_TOKEN,
    UNAUTHORIZED,
    Operation,
    cells,
    expect,
    holds,
    operations,
)

from suite.auth.bearer import BearerTokens
from suite.auth.keyset import KeySet
from suite.errors import Unauthorized

READ = Operation("X", "x-api", "GET", "/things", "/things", "reader", False, False, False, False, False)
CALLERS = {caller.name: caller for caller in Issuer().callers()}


@pytest.mark.parametrize(
    ("access", "caller", "expected"),
    [
        ("reader", "none", UNAUTHORIZED),
        ("reader", "reader", LET_IN),
        ("editor", "reader", FORBIDDEN),
        ("editor", "service", LET_IN),
        ("admin", "editor", FORBIDDEN),
        ("admin", "admin", LET_IN),
        ("admin", "alg none", UNAUTHORIZED),
        ("admin", "named by a header", UNAUTHORIZED),
    ],
)
def test_the_declared_role_says_what_to_expect(access: str, caller: str, expected: str) -> None:
    assert expect(replace(READ, access=access), CALLERS[caller]) == expected


def test_where_a_membership_decides_only_members_and_administrators_are_let_in() -> None:
    tenant = replace(READ, members_decide=True, may_forbid=True)
    told = {name: expect(tenant, CALLERS[name]) for name in ("member", "other tenant", "editor", "service")}
    assert told == {"member": LET_IN, "other tenant": OUTSIDE, "editor": OUTSIDE, "service": OUTSIDE}
    assert not holds(OUTSIDE, 200)


@pytest.mark.parametrize("caller", CALLERS)
def test_public_operations_take_everybody_with_any_token(caller: str) -> None:
    public = replace(READ, access="public", anonymous=True)
    assert expect(public, CALLERS[caller]) == LET_IN
    assert expect(replace(public, own_token=True), CALLERS[caller]) == OWN_TOKEN


@pytest.mark.parametrize(
    ("expected", "status", "right"),
    [
        (UNAUTHORIZED, 401, True),
        (UNAUTHORIZED, 404, False),
        (FORBIDDEN, 403, True),
        (FORBIDDEN, 200, False),
        (LET_IN, 404, True),
        (LET_IN, 403, False),
        (LET_IN, 500, False),
        (OWN_TOKEN, 500, False),
        (LET_IN, 0, False),
    ],
)
def test_a_status_holds_or_does_not(expected: str, status: int, right: bool) -> None:
    assert holds(expected, status) is right


def test_every_documented_operation_meets_every_caller() -> None:
    found = list(operations(ROOT))
    assert {one.service for one in found} >= {service.id for service in SERVICES}
    assert not [one for one in found if "{" in one.path]
    everything = cells(found, list(CALLERS.values()), None)
    assert len(everything) == len(found) * len(CALLERS)
    short = cells(found, list(CALLERS.values()), 1)
    assert {(one.method, one.template, one.service) for one, _ in short} == {
        (one.method, one.template, one.service) for one in found
    }
    assert short == cells(found, list(CALLERS.values()), 1)


def test_each_faulty_token_is_refused_for_its_fault_and_the_good_ones_are_taken() -> None:
    issuer = Issuer()
    with issuer.publishing() as keys:
        tokens = BearerTokens(
            ["a secret of the proof, as long as HS256 wants it"],
            KeySet(keys),
            issuer="https://issuer.example",
            audience="colmeia",
            longest_life_s=7 * 86_400,
        )

        def refused(caller: Caller) -> bool:
            try:
                tokens.verify(caller.headers["Authorization"].removeprefix("Bearer "))
            except Unauthorized:
                return True
            return False

        bearers = [caller for caller in issuer.callers() if "Authorization" in caller.headers]
        assert {caller.name: refused(caller) for caller in bearers} == {
            caller.name: caller.role == "" for caller in bearers
        }
