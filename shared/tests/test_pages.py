"""Pages for crawlers: who is one, what is escaped, and what FRONTEND_URL means."""

import json
from dataclasses import dataclass
from typing import ClassVar

import pytest

from suite.environment import load_environment
from suite.pages import AGENT, PERSON, Page, breadcrumbs, reader_class
from suite.pages.html import Pages
from suite.pages.json_ld import data_block
from suite.pages.settings import PageSettings
from suite.settings import ConfigurationError

EVIL = '</script><script>alert("1")</script>\u2028&\x00'


@dataclass(frozen=True, kw_only=True)
class Settings(PageSettings):
    ID: ClassVar[str] = "sample"
    SERVICE: ClassVar[str] = "SAMPLE"
    SCHEMA: ClassVar[str] = "sample"
    ROLE: ClassVar[str] = "app_sample"


def settings(**variables: str) -> Settings:
    needed = {"SAMPLE_PORT": "3999", "AUTH_MODE": "off", "APP_ENV": "development"}
    return Settings.from_environment(load_environment(process={**needed, **variables}))


def in_production(**variables: str) -> Settings:
    return settings(APP_ENV="production", AUTH_MODE="jwt", JWT_SECRET="x" * 40, **variables)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Googlebot-Image/1.0",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "DuckDuckBot/1.1",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0",
        "AdsBot-Google (+http://www.google.com/adsbot.html)",
        "LINKEDINBOT/1.0",
    ],
)
def test_crawlers_and_previews_are_agents(agent: str) -> None:
    assert reader_class(agent) == AGENT


@pytest.mark.parametrize("agent", [None, "", "Mozilla/5.0 Firefox/140.0", "python-requests/2", "MyWhatsAppClone/1"])
def test_everybody_else_is_a_person(agent: str | None) -> None:
    assert reader_class(agent) == PERSON


def test_a_data_block_cannot_be_ended_from_within() -> None:
    block = str(data_block([{"@type": "Article", "headline": EVIL, "image": None}]))
    assert not {"<", ">", "&", "\u2028"} & set(block)
    told = json.loads(block)
    assert told == {"@context": "https://schema.org", "@type": "Article", "headline": EVIL.replace("\x00", "\ufffd")}


def test_breadcrumbs_are_numbered_from_the_start() -> None:
    steps = breadcrumbs("https://s.example", [("Início", "/"), ("Um", "/um")])["itemListElement"]
    assert [(step["position"], step["item"]) for step in steps] == [
        (1, "https://s.example/"),
        (2, "https://s.example/um"),
    ]


def test_texts_of_a_page_are_escaped_and_its_addresses_absolute() -> None:
    pages = Pages("suite.pages", "https://site.example/", "Site")
    html = pages.render(
        Page(template="not_found.html", title=EVIL, description=EVIL, path="/filme/são-joão", image="/capa.svg")
    )
    assert "<script>alert" not in html
    assert '<link rel="canonical" href="https://site.example/filme/s%C3%A3o-jo%C3%A3o">' in html
    assert '<meta property="og:image" content="https://site.example/capa.svg">' in html


def test_the_first_of_a_list_is_the_frontend() -> None:
    assert settings().frontend_url is None
    assert settings(FRONTEND_URL="https://a.example, https://b.example").frontend_url == "https://a.example"


@pytest.mark.parametrize("address", ["app.example", "ftp://app.example", "https://", "https://a.example:99999"])
def test_a_frontend_that_is_no_address_ends_the_start(address: str) -> None:
    with pytest.raises(ConfigurationError, match="FRONTEND_URL"):
        settings(FRONTEND_URL=address)


def test_a_frontend_does_not_narrow_who_may_read() -> None:
    assert settings(FRONTEND_URL="https://a.example").origins == ("*",)
    assert settings(FRONTEND_URL="https://a.example", CORS_ORIGIN="https://c.example").origins == ("https://c.example",)


def test_in_production_the_frontend_may_read_where_no_origin_is_named() -> None:
    assert in_production(FRONTEND_URL="https://a.example/app").origins == ("https://a.example",)
    assert in_production(FRONTEND_URL="https://a.example", CORS_ORIGINS="https://c.example").origins == (
        "https://c.example",
    )
    with pytest.raises(ConfigurationError, match="CORS_ORIGIN"):
        in_production()
