"""Signing in by OpenID Connect with PKCE, against a provider on loopback, in a real Chromium."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from browser_suite import BrowserSuite, assert_accessible, browser_suite
from oidc_provider import OidcProvider, running_provider
from playwright.sync_api import Page, expect

from suite_testing.databases import TestCluster, TestDatabase

SECRET = "of the tests, and long enough for a key"
# Less than the page wants a token to last: each request renews it first.
TOKEN_SECONDS = 8


@dataclass(frozen=True)
class Signing:
    """The console, the board's service and the provider both trust."""

    suite: BrowserSuite
    provider: OidcProvider


@pytest.fixture(scope="module")
def signing(
    test_cluster: TestCluster, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Signing]:
    folder = tmp_path_factory.mktemp("sign-in")
    provider = OidcProvider(folder / "provider.log")
    more = {
        "AUTH_MODE": "jwt",
        "OIDC_ISSUER": provider.url,
        "JWKS_URL": f"{provider.url}/jwks",
        "JWT_SECRET": SECRET,
    }
    with (
        browser_suite(test_cluster, database, folder, more=more) as suite,
        running_provider(provider, suite.console.url, TOKEN_SECONDS),
    ):
        yield Signing(suite, provider)


def sign_in(page: Page) -> None:
    """Press the button here, then the one of the provider."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="I am Ana").click()


def test_who_signs_in_comes_back_as_themselves_and_works(signing: Signing) -> None:
    with signing.suite.page("identity", user=None) as page:
        sign_in(page)
        expect(page.get_by_role("status")).to_contain_text("You are: Ana de Teste")
        assert "code=" not in page.url
        assert page.evaluate("JSON.stringify(localStorage)").find("ey") == -1
        page.get_by_role("link", name="Board").click()
        expect(page.get_by_role("region", name="New", exact=True)).to_be_visible()


def test_tokens_are_renewed_before_they_end(signing: Signing) -> None:
    with signing.suite.page("identity", user=None) as page:
        sign_in(page)
        expect(page.get_by_role("status")).to_contain_text("Ana de Teste")
        with page.expect_response(lambda reply: reply.url == f"{signing.provider.url}/token") as renewed:
            page.get_by_role("link", name="Board").click()
        assert renewed.value.ok
        expect(page.get_by_role("region", name="New", exact=True)).to_be_visible()
    assert "grant.success refresh_token" in signing.provider.events()


def test_who_signs_out_is_nobody_here_and_unknown_there(signing: Signing) -> None:
    with signing.suite.page("identity", user=None) as page:
        sign_in(page)
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Leave").click()
        page.wait_for_url(f"{signing.suite.console.url}/**")
        page.goto(f"{signing.suite.console.url}/#/identity")
        expect(page.get_by_role("status")).to_contain_text("nobody in particular")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="I am Ana")).to_be_visible()


def test_who_says_no_at_the_provider_reads_so(signing: Signing) -> None:
    with signing.suite.page("identity", user=None) as page:
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Not now").click()
        expect(page.get_by_role("alert")).to_contain_text("Ana said no")
        assert "error=" not in page.url
        assert_accessible(page)


@pytest.mark.parametrize("state", ["", "of somebody else"])
def test_an_answer_nobody_here_asked_for_signs_nobody_in(signing: Signing, state: str) -> None:
    with signing.suite.page("identity", user=None) as page:
        if state:
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("button", name="I am Ana")).to_be_visible()
        page.goto(f"{signing.suite.console.url}/?{urlencode({'code': 'stolen', 'state': state or 'x'})}")
        expect(page.get_by_role("alert")).to_contain_text("Signing in failed")
        expect(page.get_by_role("status")).to_contain_text("nobody in particular")
        assert "stolen" not in page.url


def test_the_provider_sends_codes_to_no_other_address_and_gives_none_without_a_challenge(signing: Signing) -> None:
    asked = {
        "client_id": "colmeia-console",
        "redirect_uri": "http://127.0.0.1:1/elsewhere",
        "response_type": "code",
        "scope": "openid",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    with requests.Session() as session:
        session.trust_env = False
        refused = session.get(f"{signing.provider.url}/auth", params=asked, allow_redirects=False, timeout=60)
        assert (refused.status_code, "redirect_uri" in refused.text) == (400, True)
        asked |= {"redirect_uri": f"{signing.suite.console.url}/"}
        del asked["code_challenge"], asked["code_challenge_method"]
        refused = session.get(f"{signing.provider.url}/auth", params=asked, allow_redirects=False, timeout=60)
    answer = parse_qs(urlsplit(refused.headers["Location"]).query)
    assert answer["error"] == ["invalid_request"]
    assert "PKCE" in answer["error_description"][0]


def test_an_expired_token_is_refused_in_the_services_words_and_leads_to_where_one_signs_in(signing: Signing) -> None:
    expired = jwt.encode({"sub": "ana", "role": "admin", "exp": int(time()) - 3_600}, SECRET, "HS256")
    with signing.suite.page("identity", user=None) as page:
        page.get_by_role("textbox", name="Token").fill(expired)
        page.get_by_role("button", name="Use").last.click()
        page.get_by_role("link", name="Board").click()
        alert = page.get_by_role("alert").first
        expect(alert).to_contain_text("Token has expired")
        alert.get_by_role("link", name="Say who you are").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
