"""Forms of an inner address that `proof.sh hostile` sends: each is refused, and the server there counts who came."""

import socket
from collections import Counter

import pytest
from proof.hostile.addresses import INNER, bodies, forms, victim
from proof.hostile.pages import REDIRECTING, hostile_site

from suite.outbound import AddressGuard, BlockedTarget, GuardedSession
from suite_ops.processes.patience import wait_until

FORMS = forms(8_000, 9_000)


@pytest.mark.parametrize("url", [url for url in FORMS if REDIRECTING not in url])
def test_every_form_is_refused_before_a_resolver_is_asked(url: str) -> None:
    guard = AddressGuard(["127.0.0.1"], resolve=lambda *_: pytest.fail("it was resolved"))
    with pytest.raises(BlockedTarget):
        guard.check(url)


def test_the_forms_differ_and_go_through_every_way_to_fetch() -> None:
    assert len(set(FORMS)) == len(FORMS) >= 45
    assert Counter(prefix for prefix, _, _ in bodies(FORMS[0])) == {"SCRAPE_PROXY": 6}


def test_a_page_leads_to_an_inner_address_and_who_comes_is_counted() -> None:
    with hostile_site() as site, victim() as inner:
        url = next(url for url in forms(inner.port, site) if REDIRECTING in url)
        with GuardedSession(AddressGuard(["127.0.0.1"]), user_agent="test") as session:
            assert session.get(url, timeout=60).headers["Location"] == f"http://{INNER}:{inner.port}/"
        assert inner.reached == 0
        socket.create_connection((INNER, inner.port)).close()
        assert wait_until(lambda: inner.reached == 1, 60)
