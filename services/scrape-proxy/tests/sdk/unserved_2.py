"""Calls of version 2 that are not served."""

from collections.abc import Callable
from typing import Any

URL = "https://example.com/"
MONITOR = {"name": "x", "schedule": {"cron": "* * * * *"}, "targets": [{"type": "scrape", "urls": [URL]}]}
CALL = {"provider": "x", "capability": "y"}


def unserved(client: Any) -> list[Callable[[], Any]]:
    """Each as a call."""
    return [*agents(client), *browsers(client), *indexes(client), *monitors(client), *others(client)]


def agents(client: Any) -> list[Callable[[], Any]]:
    """Agents that look for what is asked for."""
    return [
        lambda: client.agent(prompt="x"),
        lambda: client.start_agent(prompt="x"),
        lambda: client.get_agent_status("x"),
        lambda: client.cancel_agent("x"),
        lambda: client.get_agent_trace("x"),
        lambda: client.get_agent_snapshot("x", "y"),
    ]


def lists_of_agents(client: Any) -> list[Callable[[], Any]]:
    """Of which the asynchronous client shows its own mistake instead of the words."""
    return [lambda: client.list_agents(), lambda: client.get_agent_thread("x")]


def browsers(client: Any) -> list[Callable[[], Any]]:
    """Sessions of a browser."""
    return [
        lambda: client.browser(),
        lambda: client.list_browsers(),
        lambda: client.browser_execute("x", "1"),
        lambda: client.delete_browser("x"),
        lambda: client.interact("x", "1"),
        lambda: client.scrape_execute("x", "1"),
        lambda: client.stop_interaction("x"),
        lambda: client.stop_interactive_browser("x"),
        lambda: client.delete_scrape_browser("x"),
    ]


def indexes(client: Any) -> list[Callable[[], Any]]:
    """Indexes of Firecrawl's own."""
    return [
        lambda: client.search_papers("words"),
        lambda: client.inspect_paper("x"),
        lambda: client.read_paper("x", "words"),
        lambda: client.related_papers("x", "words"),
        lambda: client.search_github("words"),
        lambda: client.developer_search("words"),
        lambda: client.gov_search("words"),
        lambda: client.find_tools(),
        lambda: client.scrape_alexandria(CALL),
    ]


def monitors(client: Any) -> list[Callable[[], Any]]:
    """Pages that are looked at again and again."""
    return [
        lambda: client.create_monitor(**MONITOR),
        lambda: client.list_monitors(),
        lambda: client.get_monitor("x"),
        lambda: client.update_monitor("x", name="y"),
        lambda: client.delete_monitor("x"),
        lambda: client.run_monitor("x"),
        lambda: client.list_monitor_checks("x"),
        lambda: client.get_monitor_check("x", "y"),
    ]


def others(client: Any) -> list[Callable[[], Any]]:
    """Extracts of whole sites, uploaded files, options that a model writes."""
    return [
        lambda: client.extract([URL], prompt="x"),
        lambda: client.start_extract([URL], prompt="x"),
        lambda: client.get_extract_status("x"),
        lambda: client.crawl_params_preview(URL, "x"),
        lambda: client.parse(b"words", filename="a.html"),
        lambda: client.get_parse_formats(),
    ]
